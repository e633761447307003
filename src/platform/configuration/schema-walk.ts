import { z } from 'zod';
import type { Path } from './problem.ts';

/** What the schemas of this file and of the adapters may say about a key beside its type. */
export interface KeyMeta {
  description?: string | undefined;
  examples?: unknown[] | undefined;
  /** The value is a secret, whatever the key's name says. */
  secret?: boolean | undefined;
  /** JSON Schema's word for the same. */
  writeOnly?: boolean | undefined;
  /** A secret that is ours to invent: a random one may be made. */
  generated?: boolean | undefined;
  /** A list whose only entry may stand without brackets. */
  orOne?: boolean | undefined;
}

interface Definition {
  type: string;
  innerType?: z.ZodType;
  defaultValue?: unknown;
  in?: z.ZodType;
  out?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
  catchall?: z.ZodType;
  options?: readonly z.ZodType[];
  left?: z.ZodType;
  right?: z.ZodType;
}

function definitionOf(schema: z.ZodType): Definition {
  return schema.def;
}

/** The schema without optional, default and the like, beside what any of its layers says about the key. */
export function unwrap(schema: z.ZodType): { schema: z.ZodType; meta: KeyMeta } {
  let current = schema;
  let meta: KeyMeta = {};
  for (;;) {
    meta = { ...current.meta(), ...meta };
    const definition = definitionOf(current);
    const piped =
      definition.in !== undefined && definitionOf(definition.in).type === 'transform' ? definition.out : definition.in;
    const inner = definition.innerType ?? piped;
    if (inner === undefined) return { schema: current, meta };
    current = inner;
  }
}

export function typeOf(schema: z.ZodType): string {
  return definitionOf(unwrap(schema).schema).type;
}

/** What stands for a key that is left out, as it would be written; undefined for none, for lists and for groups. */
export function defaultText(schema: z.ZodType): string | undefined {
  const { type, defaultValue } = definitionOf(schema);
  return type === 'default' || type === 'prefault' ? plainText(defaultValue) : undefined;
}

/** The first example of a key, as it would be written. */
export function exampleText(schema: z.ZodType): string | undefined {
  return plainText(unwrap(schema).meta.examples?.[0]);
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Whether a text may stand here, alone or as one of several forms. */
export function takesText(schema: z.ZodType): boolean {
  const { options } = definitionOf(unwrap(schema).schema);
  return options?.some(takesText) ?? ['string', 'enum'].includes(typeOf(schema));
}

/** The keys that a map may have; empty for anything else. */
export function keysOf(schema: z.ZodType): string[] {
  const { schema: bare } = unwrap(schema);
  const { shape, options, left, right } = definitionOf(bare);
  if (shape !== undefined) return Object.keys(shape);
  return [...(options ?? []), ...(left ? [left] : []), ...(right ? [right] : [])].flatMap(keysOf);
}

/** The schema one step further: of the key of a map or of an entry of a list. */
export function childSchema(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  const { schema: bare } = unwrap(schema);
  const { shape, element, valueType, catchall, options, left, right } = definitionOf(bare);
  if (typeof step === 'number') {
    if (element !== undefined) return element;
  } else {
    const own = shape !== undefined && Object.hasOwn(shape, step) ? shape[step] : undefined;
    const found = own ?? valueType ?? catchall;
    if (found !== undefined) return found;
  }
  for (const branch of [...(options ?? []), left, right]) {
    const found = branch === undefined ? undefined : childSchema(branch, step);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let current: z.ZodType | undefined = schema;
  for (const step of path) current = current === undefined ? undefined : childSchema(current, step);
  return current;
}

const secretName =
  /^(?:key|token|secret|password|pass|pin|credentials?)$|(?:[a-z](?:Key|Token|Secret|Password|Credentials?)|_(?:key|token|secret|password))$/;

/** Whether a key holds a secret: as its schema says, else by its name. */
export function isSecretKey(key: string, schema: z.ZodType | undefined): boolean {
  const meta = schema === undefined ? {} : unwrap(schema).meta;
  return meta.secret ?? meta.writeOnly ?? secretName.test(key);
}

/** A schema that names every key it does not know, also where its author left the default of dropping them. */
export function refusingUnknownKeys(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
