import { DateTime } from 'luxon';
import { instantOf } from './instant-of.ts';
import { textOf } from './text-of.ts';

/** Named ways of writing a time; anything else is a pattern of luxon, `dd.MM.yyyy HH:mm:ss`. */
export const namedTimeFormats = ['iso', 'rfc2822', 'unix', 'unix-ms', 'unix-us'] as const;
export type NamedTimeFormat = (typeof namedTimeFormats)[number];

const unitsPerMs: Readonly<Record<string, number>> = { unix: 0.001, 'unix-ms': 1, 'unix-us': 1000 };
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/**
 * A time in any of the formats as RFC 3339 UTC. `iso` is `2026-03-29T10:15:00+03:00` or `2026-03-29 10:15:00`. What has
 * no offset is local to the IANA zone (see `instantOf`). Null for anything that is no time of this century in this
 * format, so that milliseconds are never read as seconds.
 */
export function timeOf(value: unknown, format: string, zone: string): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const units = unitsPerMs[format];
  if (units !== undefined) return fromUnix(text, units);
  if (format === 'iso') return instantOf(text, zone);
  if (format === 'rfc2822') return fromLuxon(DateTime.fromRFC2822(text, { zone: 'utc' }));
  return fromPattern(text, format, zone);
}

/** True for a named format and for a pattern that tells at least the date, the hour and the minute. */
export function isTimeFormat(format: string): boolean {
  if (namedTimeFormats.some((name) => name === format)) return true;
  // Letters of other libraries (YYYY, DD) and an unquoted T are macros here that write something else.
  if (/[^yMLdHhmsSuaZzEc\d\W_]/.test(withoutLiterals(format))) return false;
  const sample = DateTime.fromISO('2026-03-29T22:15:00Z', { zone: 'utc' });
  const written = sample.toFormat(format, { locale: 'en' });
  return timeOf(written, format, 'UTC') === sample.toJSDate().toISOString();
}

function fromUnix(text: string, unitsPerMillisecond: number): string | null {
  if (!/^\d{1,17}(?:\.\d{1,9})?$/.test(text)) return null;
  const ms = Math.round(Number(text) / unitsPerMillisecond);
  return ms >= EARLIEST && ms < LATEST ? new Date(ms).toISOString() : null;
}

function fromPattern(text: string, pattern: string, zone: string): string | null {
  const read = DateTime.fromFormat(text, pattern, { zone: 'utc', locale: 'en' });
  if (!read.isValid) return null;
  const tellsOffset = /[Zz]/.test(withoutLiterals(pattern));
  return tellsOffset ? fromLuxon(read) : instantOf(read.toFormat('yyyy-MM-dd HH:mm:ss.SSS'), zone);
}

function withoutLiterals(pattern: string): string {
  return pattern.replace(/'[^']*'/g, '');
}

function fromLuxon(read: DateTime): string | null {
  const ms = read.isValid ? read.toMillis() : -1;
  return ms >= EARLIEST && ms < LATEST ? new Date(ms).toISOString() : null;
}
