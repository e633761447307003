import { toE164 } from '../../../src/contracts/phone-number.ts';

/**
 * A number as IDENT reads it: `+79110001122`. IDENT does not recognise the local form with a plus (`+8911…`), so
 * whatever reads as a Russian number without its plus goes out as one. Withheld: an empty string.
 */
export function identPhone(e164: string | null): string {
  if (e164 === null) return '';
  return e164.startsWith('+8') ? (toE164(e164.slice(1)) ?? e164) : e164;
}
