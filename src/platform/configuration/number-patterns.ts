import type { CountryCode } from 'libphonenumber-js/max';
import { toE164, type E164 } from '../../contracts/phone-number.ts';

/** Numbers as a rule names them, ready to be compared. */
export interface NumberPatterns {
  exact: ReadonlySet<E164>;
  prefixes: readonly string[];
  masks: readonly RegExp[];
}

type Pattern = { exact: E164 } | { prefix: string } | { mask: RegExp };

const LONGEST = 15;

/** What begins with a letter is the name of a list. */
export function isListName(written: string): boolean {
  return /^\p{L}/u.test(written.trim());
}

/**
 * Reads a whole number in any writing, a beginning (`+7 495*`) or a mask (`+7 916 ??? 11 22`). With `*` or `?` the
 * number begins with a plus and the country code; in Russia 8 stands for +7. Null for anything else.
 */
export function readNumberPattern(written: string, country: CountryCode): Pattern | null {
  const text = written.trim();
  if (!/[*?]/.test(text)) {
    const exact = toE164(text, { country });
    return exact === null ? null : { exact };
  }
  if (!/^\+?[\d\s()?*.-]+$/.test(text) || /\*./.test(text)) return null;
  let digits = text.replaceAll(/[^\d?*]/g, '');
  if (!text.startsWith('+')) {
    if (country !== 'RU' || !digits.startsWith('8')) return null;
    digits = `7${digits.slice(1)}`;
  }
  if (!/^[1-9]/.test(digits) || digits.replace('*', '').length > LONGEST) return null;
  const open = digits.endsWith('*');
  const known = open ? digits.slice(0, -1) : digits;
  if (!known.includes('?')) return { prefix: `+${known}` };
  return { mask: new RegExp(`^\\+${known.replaceAll('?', '\\d')}${open ? '\\d*' : ''}$`) };
}

export function numberPatterns(patterns: readonly Pattern[]): NumberPatterns {
  return {
    exact: new Set(patterns.flatMap((one) => ('exact' in one ? [one.exact] : []))),
    prefixes: patterns.flatMap((one) => ('prefix' in one ? [one.prefix] : [])),
    masks: patterns.flatMap((one) => ('mask' in one ? [one.mask] : [])),
  };
}

export function matchesNumber(patterns: NumberPatterns, number: string): boolean {
  return (
    patterns.exact.has(number) ||
    patterns.prefixes.some((prefix) => number.startsWith(prefix)) ||
    patterns.masks.some((mask) => mask.test(number))
  );
}
