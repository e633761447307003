import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';

/** A number in E.164 with the plus: `+79261234567`. Five digits at least, so that short services fit. */
export const e164Schema = z
  .string()
  .regex(/^\+[1-9]\d{4,14}$/, 'must be a number in E.164 with a plus, for example +79261234567');
export type E164 = z.infer<typeof e164Schema>;

/** How numbers without a country or a city code are read. */
export interface PhoneContext {
  /** ISO 3166 country of the account or branch. */
  country: CountryCode;
  /** City code that is put before a 5–7 digit local number, for example `495`. */
  areaCode?: string | undefined;
}

export const russia: PhoneContext = { country: 'RU' };

const withheld = new Set([
  '',
  '0',
  'anonymous',
  'unknown',
  '<unknown>',
  'private',
  'restricted',
  'unavailable',
  'withheld',
  'hidden',
  'none',
  'null',
  'скрытый номер',
  'номер скрыт',
  'скрыт',
  'аноним',
]);

/** True for what PBXs send when the caller withheld the number. */
export function isWithheld(raw: string | null | undefined): boolean {
  return raw == null || withheld.has(raw.trim().toLowerCase());
}

/** Longer than any way to write one number. */
const maximumLength = 120;

/**
 * Reads one number as a PBX or a person writes it: E.164 with or without the plus, 8-prefixed, ten digits, 810 and 00
 * before a foreign one, with punctuation, a SIP address, post-dial digits or words after it. A local number of 5–7
 * digits is read only with an area code. Answers null for a withheld number, an internal extension or no number.
 */
export function toE164(raw: string | null | undefined, context: PhoneContext = russia): E164 | null {
  if (raw == null || raw.length > maximumLength || isWithheld(raw)) return null;
  // One call tells the same two numbers four times, and the clinic's own number all day.
  const asked = `${context.country} ${context.areaCode ?? ''} ${raw}`;
  const known = lately.get(asked);
  if (known !== undefined) return known;
  const read = readE164(raw, context);
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(asked, read);
  return read;
}

const REMEMBERED = 4096;
const lately = new Map<string, E164 | null>();

function readE164(raw: string, context: PhoneContext): E164 | null {
  const main = withoutSurroundings(raw);
  // Written as «+8 (495)», the eight is the national prefix; +84… in one piece is Vietnam.
  const plus = main.startsWith('+') && !/^\+8[\s(-]/.test(main);
  const digits = main.replace(/\D/g, '');
  const readings = spellings(digits, plus, context);
  for (const spelling of readings) {
    const number = numberOf(spelling, digits, context);
    if (number !== null) return number;
  }
  // A number of a range that the metadata does not know yet still is the caller's number. Local ones are not guessed.
  if (digits.length < 10) return null;
  for (const spelling of readings) {
    const parsed = parsePhoneNumberFromString(spelling, context.country);
    if (parsed?.isPossible() && e164Schema.safeParse(parsed.number).success) return parsed.number;
  }
  return null;
}

/**
 * The number that these digits are in their country, null unless its numbering plan has it. Without a plus only the
 * national form, with 810 or 00 a foreign one; local digits with the area code.
 */
export function readDigits(digits: string, plus: boolean, context: PhoneContext): E164 | null {
  const readings = spellings(digits, plus, context);
  for (const spelling of readings) {
    if (!plus && spelling.startsWith('+') && !digits.startsWith('00') && digits.length > 7) continue;
    const number = numberOf(spelling, digits, context);
    if (number !== null) return number;
  }
  return null;
}

/** Null unless the numbering plan has it; of a local number no digit may be taken for a prefix. */
function numberOf(spelling: string, digits: string, context: PhoneContext): E164 | null {
  const parsed = parsePhoneNumberFromString(spelling, context.country);
  if (!parsed?.isValid() || !e164Schema.safeParse(parsed.number).success) return null;
  return digits.length <= 7 && spelling !== `+${digits}` && parsed.number !== spelling ? null : parsed.number;
}

/** In the order in which they are believed. The library decides which of them is a number. */
function spellings(digits: string, plus: boolean, context: PhoneContext): string[] {
  if (digits.length < 5 || digits.length > 20) return [];
  // `+8916…` is the national form with a plus that does not belong there.
  if (plus) return [`+${digits}`, digits];
  if (digits.startsWith('00')) return [`+${digits.slice(2)}`];
  // With its country code, for a city code may begin as the national prefix does: 84235.
  if (digits.length <= 7)
    return context.areaCode ? [`+${getCountryCallingCode(context.country)}${context.areaCode}${digits}`] : [];
  return [digits, `+${digits}`];
}

/** Cuts the SIP address, words and post-dial digits, leaving one number with its punctuation. */
function withoutSurroundings(raw: string): string {
  let text = /[^\x20-\x7e]/.test(raw) ? raw.normalize('NFKC') : raw;
  text = /<([^<>]*)>/.exec(text)?.[1] ?? text;
  text = text.replace(/^\s*(?:sips?|tel):/i, '');
  text = text.split(/[@;,#*\n]/, 1)[0] ?? '';
  const number = /\+?[\s(]*\d[^\p{L}]*/u.exec(text)?.[0] ?? '';
  // UIS appends post-dial digits after dots: 74959268686...9.2.3.3; other dots are punctuation: 8.916.123.45.67
  const dots = /^([^.]*)\./.exec(number)?.[1];
  if (dots !== undefined && (number.includes('..') || dots.replace(/\D/g, '').length >= 10)) return dots;
  return number;
}

/** The parts of a number, both digits only: `+79261234567` → `7`, `9261234567`. */
export function partsOf(phone: E164): { country: string; national: string } {
  const parsed = parsePhoneNumberFromString(phone);
  return { country: parsed?.countryCallingCode ?? '', national: parsed?.nationalNumber ?? phone.slice(1) };
}
