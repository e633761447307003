import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** False for a number that certainly is none that gets an SMS: of a city, 8-800, of a service. */
export function isMobile(phone: string): boolean {
  const type = parsePhoneNumberFromString(phone)?.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}
