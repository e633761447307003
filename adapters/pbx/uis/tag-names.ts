import { textOf } from '../../kit/text-of.ts';

/** What one tag and all tags of a call may come to at most. */
const LONGEST = 200;
const MOST = 100;

/**
 * Names out of `tag_names`: a list, a list as text (`["VIP","Повторный"]`), or names with commas between them. A name may
 * hold blanks.
 */
export function tagNamesOf(value: unknown): string[] {
  const names = partsOf(value)
    .map((part) => textOf(part)?.slice(0, LONGEST).trim() ?? '')
    .filter((name) => name !== '');
  return [...new Set(names)].slice(0, MOST);
}

function partsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const text = textOf(value);
  if (text === null) return [];
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  return (inner ?? text).split(/[,;]/).map((part) => part.trim().replace(/^"(.*)"$/s, '$1'));
}
