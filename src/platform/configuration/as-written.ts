import type { z } from 'zod';
import { isGroup } from './file-entries.ts';
import type { Path } from './problem.ts';
import { childSchema, takesText, unwrap } from './schema-walk.ts';

/**
 * Where a text is expected, an unquoted number is taken letter by letter: `+74950000101` keeps its plus and the
 * extension `010` its zero, which YAML would read away. Where a list of one may stand without brackets, it becomes a list.
 */
export function asWritten(
  data: unknown,
  schema: z.ZodType | undefined,
  path: Path,
  written: (path: Path) => string | undefined,
): unknown {
  if (schema === undefined) return data;
  if (unwrap(schema).meta.orOne === true && isScalar(data))
    return [asWritten(data, childSchema(schema, 0), path, written)];
  if (Array.isArray(data))
    return data.map((item, index) => asWritten(item, childSchema(schema, index), [...path, index], written));
  if (isGroup(data)) {
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        asWritten(value, childSchema(schema, key), [...path, key], written),
      ]),
    );
  }
  return takesText(schema) && (typeof data === 'number' || typeof data === 'boolean')
    ? (written(path) ?? String(data))
    : data;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
