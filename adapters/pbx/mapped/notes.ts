import { isWithheld, toE164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { namedTimeFormats, timeOf } from '../../kit/time-of.ts';
import type { MappedSettings } from './settings.ts';

export type NoteCode =
  | 'absent'
  | 'empty'
  | 'unknown-word'
  | 'no-time'
  | 'other-time-format'
  | 'withheld'
  | 'internal-number'
  | 'local-number'
  | 'no-number'
  | 'no-extension'
  | 'no-duration'
  | 'direction-unknown';

/** Why a value became what it did, for a person to read; the code is for other languages. */
export interface Note {
  code: NoteCode;
  text: string;
}

/** Digits only, as many as an extension has; a withheld number is no extension. */
export function isShort(text: string, digits: number): boolean {
  return !isWithheld(text) && /^\d+$/.test(text) && text.length <= digits;
}

export function numberNote(raw: string, settings: MappedSettings): Note {
  if (isWithheld(raw)) return { code: 'withheld', text: 'The caller withheld the number.' };
  const digits = raw.replace(/\D/g, '').length;
  const isLocal = digits >= 5 && digits <= 7 && settings.areaCode === undefined;
  if (isLocal)
    return { code: 'local-number', text: 'A number without its city code: set areaCode, if it is a city number.' };
  if (digits > 0 && digits <= settings.internalDigits)
    return { code: 'internal-number', text: 'An internal number, not a telephone number.' };
  return { code: 'no-number', text: `No telephone number of ${settings.country} and no international one.` };
}

/** Null for a value that is a number. */
export function noteOfNumber(raw: string, settings: MappedSettings): Note | null {
  return toE164(raw, phoneContextOf(settings)) === null ? numberNote(raw, settings) : null;
}

export function timeNote(raw: string, settings: Pick<MappedSettings, 'timeFormat' | 'zone'>): Note {
  const other = namedTimeFormats.find((format) => timeOf(raw, format, settings.zone) !== null);
  return other === undefined
    ? { code: 'no-time', text: `No time as timeFormat (${settings.timeFormat}) says.` }
    : { code: 'other-time-format', text: `This looks like timeFormat: ${other}, not ${settings.timeFormat}.` };
}
