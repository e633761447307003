import { partsOf } from '../contracts/phone-number.ts';

/** What stands between digits; in an address a percent sign and two digits stand for one sign of these. */
const BETWEEN = '(%20|%28|%29|%2D|%2d|[^0-9]){0,3}';

/**
 * A regular expression of PostgreSQL that finds these numbers however they are written: with the code of the country,
 * with an eight, without either, with whatever between the digits. Null: there are none.
 */
export function writtenNumbers(phones: readonly string[]): string | null {
  if (phones.length === 0) return null;
  const forms = phones.map((phone) => {
    const { country, national } = partsOf(phone);
    return `(^|[^0-9]|%2B|8|0|${country})${BETWEEN}${[...national].join(BETWEEN)}`;
  });
  return `(${forms.join('|')})($|[^0-9])`;
}
