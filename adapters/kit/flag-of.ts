import { textOf } from './text-of.ts';

/** True for `true` and 1, as values or as text; false for everything else, absence too. */
export function flagOf(value: unknown): boolean {
  const text = textOf(value)?.toLowerCase();
  return text === 'true' || text === '1';
}
