import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { formatPath, type Path } from './problem.ts';
import { defaultText, exampleText, keysOf, schemaAt, typeOf, unwrap } from './schema-walk.ts';

export interface IssueSurroundings {
  /** The schema that found the issue. */
  schema: z.ZodType;
  /** Where in the file that schema's data begins. */
  base: Path;
  data: unknown;
  /** The value as the file writes it, undefined where it must not be quoted. */
  quotable(path: Path): string | undefined;
  /** What to do with a key that is unknown here, where more is known than its spelling. */
  adviceForKey(key: string): string | undefined;
  /** A better hint than the general one, where the value allows it. */
  suggest?(path: Path, written: string): string | undefined;
  /** What may stand at a place, where the schema alone does not know it. */
  expectedAt?(path: Path): string | undefined;
  /** Further known keys at the base, beside those of the schema. */
  knownKeys?: readonly string[];
}

export interface Finding {
  path: Path;
  /** Points at the key rather than the value. */
  atKey: boolean;
  message: string;
  remedy: string;
  /** The key that was probably meant by a misspelt one: that it is missing is not worth a second problem. */
  meant?: Path;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (each entry on its own line after "- ")',
  object: 'a group of keys (key: value, indented)',
  record: 'a group of keys (key: value, indented)',
};

/** One issue of zod in plain words: what is wrong and what to write instead. */
export function describeIssue(issue: z.core.$ZodIssue, around: IssueSurroundings): Finding[] {
  const local = issue.path as Path;
  const path = [...around.base, ...local];
  // Where the type was right, to name it again would not help.
  const rightType = !['invalid_type', 'invalid_union', 'unrecognized_keys'].includes(issue.code);
  const say = (
    message: string,
    remedy = around.expectedAt?.(path) ?? expected(around.schema, local, rightType),
  ): Finding[] => [{ path, atKey: false, message, remedy }];
  const written = around.quotable(path);
  const quoted = written === undefined ? 'The value' : `"${written}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `Unknown key "${key}".`,
        ...unknownKey(key, local, around),
      }));
    case 'invalid_type': {
      const value = valueAt(around.data, local);
      if (value === undefined) return say(`"${lastName(path)}" is missing.`);
      if (value === null) return say(`"${lastName(path)}" is empty.`);
      return say(`${quotedOr(written, typeName(value))} is not ${typeWords[issue.expected] ?? issue.expected}.`);
    }
    case 'invalid_value': {
      const options = issue.values.map(String);
      const near = written === undefined ? undefined : nearest(written, options);
      const hint = near === undefined ? '' : `Did you mean "${near}"? `;
      return say(`${quoted} is not one of ${options.join(', ')}.`, `${hint}Write one of ${options.join(', ')}.`);
    }
    case 'too_small':
      if (issue.origin === 'array') return say(`At least ${String(issue.minimum)} entry is needed.`);
      if (issue.origin === 'string') return say(`"${lastName(path)}" is empty or too short.`);
      return say(`${quoted} is too small.`, `Write ${String(issue.minimum)} or more.`);
    case 'too_big':
      if (issue.origin === 'string')
        return say('The text is too long.', `Write ${String(issue.maximum)} characters at most.`);
      return say(`${quoted} is too large.`, `Write ${String(issue.maximum)} or less.`);
    case 'invalid_union':
      return say(`${quoted} fits none of the forms that are allowed here.`);
    default: {
      const suggestion = written === undefined ? undefined : around.suggest?.(path, written);
      const isWholeSentence = /^[A-Z]/.test(issue.message);
      const reason = isWholeSentence
        ? [written && `"${written}":`, issue.message].filter(Boolean).join(' ')
        : `${quoted} ${issue.message}`;
      return say(sentence(reason), suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`);
    }
  }
}

/** What belongs at a key, from the schema's own description and example. */
function expected(schema: z.ZodType, path: Path, rightType: boolean): string {
  const found = schemaAt(schema, path);
  const meta = found === undefined ? {} : unwrap(found).meta;
  const example = found === undefined ? undefined : (exampleText(found) ?? defaultText(found));
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  const inList = typeof path.at(-1) === 'number';
  const parts: string[] = [];
  if (example !== undefined) parts.push(`Write for example ${inList ? '' : `${name}: `}${example}.`);
  if (meta.description !== undefined) parts.push(meta.description);
  if (parts.length === 0 && inList) return expected(schema, path.slice(0, -1), rightType);
  if (parts.length === 0 && found !== undefined)
    parts.push(`Write ${(rightType ? undefined : typeWords[typeOf(found)]) ?? 'another value'}.`);
  return parts.length === 0 ? 'Compare with config/trubka.example.yaml.' : parts.join(' ');
}

function unknownKey(key: string, local: Path, around: IssueSurroundings): Pick<Finding, 'remedy' | 'meant'> {
  const schema = schemaAt(around.schema, local);
  const known = [
    ...(schema === undefined ? [] : keysOf(schema)),
    ...(local.length === 0 ? (around.knownKeys ?? []) : []),
  ];
  const near = nearest(key, known);
  if (near !== undefined) return { remedy: `Did you mean "${near}"?`, meant: [...around.base, ...local, near] };
  return { remedy: around.adviceForKey(key) ?? `Remove it. Known here: ${known.join(', ')}.` };
}

export function valueAt(data: unknown, path: Path): unknown {
  let current = data;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'A list';
  return typeof value === 'object' ? 'A group of keys' : `The ${typeof value === 'string' ? 'text' : 'value'}`;
}

function quotedOr(written: string | undefined, otherwise: string): string {
  return written === undefined ? otherwise : `"${written}"`;
}

function lastName(path: Path): string {
  return typeof path.at(-1) === 'string' ? String(path.at(-1)) : formatPath(path);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
