import type { z } from 'zod';
import { entriesOf } from './file-entries.ts';
import { fileSchema } from './file-schema.ts';
import { childSchema, keysOf, typeOf } from './schema-walk.ts';

/** What to do with a key that was written in another place; undefined for a key that the file knows nowhere. */
export function adviceForKey(key: string, file: unknown): string | undefined {
  if (key === 'branch') {
    const branches = entriesOf(file, 'branches', []).map(({ value }) => String(value.id));
    return `Remove it: lines and seats belong to the branch under which they stand. Branches here: ${branches.join(', ')}.`;
  }
  const home = findHome(key, fileSchema, '');
  return home === undefined ? undefined : `"${key}" belongs under ${home}.`;
}

function findHome(key: string, schema: z.ZodType, path: string): string | undefined {
  const isList = typeOf(schema) === 'array';
  const group = isList ? childSchema(schema, 0) : schema;
  if (group === undefined) return undefined;
  const here = isList ? `${path}[]` : path;
  const keys = keysOf(group);
  if (keys.includes(key)) return here === '' ? 'the top level' : here;
  for (const name of keys) {
    const child = childSchema(group, name);
    const found = child && findHome(key, child, here === '' ? name : `${here}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
