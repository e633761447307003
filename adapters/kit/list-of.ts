import { textOf } from './text-of.ts';

/** A list of ids, however it came: an array, `[1,2]` as text, `1,2`, or one value that is no list. Nothing: empty. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(textOf).filter((item) => item !== null);
  const text = textOf(value);
  if (text === null) return [];
  return text
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[\s,;]+/)
    .map(textOf)
    .filter((item) => item !== null);
}
