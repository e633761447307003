import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from '../../src/contracts/phone-number.ts';

/**
 * Ways in which cards write a number, for systems that compare texts: in E.164, its digits, as it is dialled within its
 * country, and the national digits behind the country code.
 */
export function spellingsOf(phone: E164): string[] {
  const parsed = parsePhoneNumberFromString(phone);
  const national = parsed?.nationalNumber ?? phone.slice(1);
  const dialled = parsed?.countryCallingCode === '7' ? [`8${national}`] : [];
  return [...new Set([phone, phone.slice(1), ...dialled, national])];
}
