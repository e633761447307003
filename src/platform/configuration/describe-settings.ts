import type { z } from 'zod';
import { childSchema, defaultText, exampleText, isSecretKey, keysOf, typeOf, unwrap } from './schema-walk.ts';

/** A setting of a provider as a form asks it. */
export interface SettingField {
  /** `zone`, or `api.token` of a group. */
  key: string;
  type: 'text' | 'number' | 'yes-no' | 'choice';
  /** Of a choice. */
  options: string[];
  /** Within its group, where it has one. */
  required: boolean;
  secret: boolean;
  /** Ours to invent: left out, a random one is made. */
  generated: boolean;
  description: string;
  example: string | null;
  /** What counts when it is left out. */
  default: string | null;
}

export interface DescribedSettings {
  fields: SettingField[];
  /** Groups of fields, and whether they may be left out as a whole. */
  groups: { key: string; required: boolean; description: string }[];
  /** Required settings that no form asks (lists, maps): they are written into the file by hand. */
  byHand: string[];
}

const kinds: Readonly<Record<string, SettingField['type']>> = {
  string: 'text',
  number: 'number',
  int: 'number',
  boolean: 'yes-no',
  enum: 'choice',
};

/** What of a provider's settings can be asked by a form: single values, and those of groups one level down. */
export function describeSettings(schema: z.ZodType): DescribedSettings {
  const described: DescribedSettings = { fields: [], groups: [], byHand: [] };
  for (const key of keysOf(schema)) {
    const own = childSchema(schema, key);
    if (own === undefined) continue;
    const field = fieldOf(key, key, own);
    if (field !== null) described.fields.push(field);
    else if (typeOf(own) === 'object') {
      const inner = keysOf(own).flatMap((name) => {
        const child = childSchema(own, name);
        return child === undefined ? [] : [{ name, child, field: fieldOf(`${key}.${name}`, name, child) }];
      });
      const asked = inner.flatMap((one) => (one.field === null ? [] : [one.field]));
      const notAsked = inner.filter((one) => one.field === null && isRequired(one.child));
      if (notAsked.length > 0) {
        if (isRequired(own)) described.byHand.push(key);
      } else if (asked.length > 0) {
        described.groups.push({ key, required: isRequired(own), description: unwrap(own).meta.description ?? '' });
        described.fields.push(...asked);
      }
    } else if (isRequired(own)) described.byHand.push(key);
  }
  return described;
}

function fieldOf(path: string, key: string, schema: z.ZodType): SettingField | null {
  const { schema: bare, meta } = unwrap(schema);
  const type = kinds[typeOf(schema)];
  if (type === undefined) return null;
  return {
    key: path,
    type,
    options: type === 'choice' ? [...(bare as z.ZodEnum).options].map(String) : [],
    required: isRequired(schema),
    secret: isSecretKey(key, schema),
    generated: meta.generated ?? false,
    description: meta.description ?? '',
    example: exampleText(schema) ?? null,
    default: defaultText(schema) ?? null,
  };
}

function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success;
}
