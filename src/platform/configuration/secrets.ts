import type { z } from 'zod';
import { isGroup } from './file-entries.ts';
import type { Path } from './problem.ts';
import { hasReference } from './references.ts';
import { childSchema, isSecretKey } from './schema-walk.ts';

/** Texts that stand under a key that is a secret, with the place. Everything below such a key is a secret too. */
export function secretTexts(
  data: unknown,
  schema: z.ZodType | undefined,
  path: Path,
  inSecret = false,
): { path: Path; text: string }[] {
  if (typeof data === 'string') return inSecret ? [{ path, text: data }] : [];
  if (Array.isArray(data)) {
    return data.flatMap((item, index) =>
      secretTexts(item, schema && childSchema(schema, index), [...path, index], inSecret),
    );
  }
  if (!isGroup(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const child = schema && childSchema(schema, key);
    return secretTexts(value, child, [...path, key], inSecret || isSecretKey(key, child));
  });
}

export function isLiteral(text: string): boolean {
  return text !== '' && !hasReference(text);
}

const HIDDEN = '•••';

/** Replaces every secret in a text. Secrets of one or two letters are left: they would blot out the whole text. */
export function censor(text: string, secrets: Iterable<string>): string {
  let censored = text;
  for (const secret of [...secrets].sort((left, right) => right.length - left.length)) {
    if (secret.length > 2) censored = censored.replaceAll(secret, HIDDEN);
  }
  return censored;
}

/** The configuration as it may be shown: maps as objects, every text that holds a secret replaced as a whole. */
export function printableConfiguration(configuration: unknown, secrets: Iterable<string>): unknown {
  const hidden = [...secrets].filter((secret) => secret !== '');
  const show = (value: unknown): unknown => {
    if (typeof value === 'string')
      return hidden.some((secret) => value === secret || (secret.length > 2 && value.includes(secret)))
        ? HIDDEN
        : value;
    if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), show(item)]));
    if (Array.isArray(value)) return value.map(show);
    if (!isGroup(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item)]));
  };
  return show(configuration);
}
