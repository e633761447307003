import type { Path } from './problem.ts';

/** A group of keys in a list, with its place. */
export interface Entry {
  value: Record<string, unknown>;
  path: Path;
}

/** The groups of a list in a file that may be wrong anywhere; what is no list is empty. */
export function entriesOf(parent: unknown, key: string, base: Path): Entry[] {
  const list = isGroup(parent) ? parent[key] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, index) => (isGroup(value) ? [{ value, path: [...base, key, index] }] : []));
}

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
