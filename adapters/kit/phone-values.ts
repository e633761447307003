import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from '../../src/contracts/phone-number.ts';

/** A number in the ways in which systems write it; nothing where it is withheld. */
export function phoneValues(phone: E164 | null): Record<'phone' | 'digits' | 'national', string | null> {
  if (phone === null) return { phone: null, digits: null, national: null };
  const national = parsePhoneNumberFromString(phone)?.nationalNumber ?? phone.slice(1);
  return { phone, digits: phone.slice(1), national };
}
