import { DateTime } from 'luxon';

export interface ReadInstant {
  at: Date;
  /** No time of day was written; `at` is the start of that day in the zone. */
  dateOnly: boolean;
}

const russian = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?$/;
const iso = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?$/i;

const remembered = new Map<string, ReadInstant | null>();

/** `dd.MM.yyyy`, with or without a time, or ISO 8601, in the zone unless an offset is written; null for anything else. */
export function readInstant(written: string, zone: string): ReadInstant | null {
  // A file repeats its days and hours thousands of times, and finding an offset is most of the work of reading a row.
  const key = `${zone} ${written}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= 10_000) remembered.clear();
  const read = parseInstant(written.trim(), zone);
  remembered.set(key, read);
  return read;
}

function parseInstant(text: string, zone: string): ReadInstant | null {
  const parts = russian.exec(text);
  if (parts) {
    const [, day, month, year, hour, minute, second] = parts;
    const at = DateTime.fromObject(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
      },
      { zone },
    );
    return at.isValid ? { at: at.toJSDate(), dateOnly: hour === undefined } : null;
  }
  if (!iso.test(text)) return null;
  const at = DateTime.fromISO(
    text
      .replace(/^(\S+) (\d)(?=:)/, '$1T0$2')
      .replace(/^(\S+) (?=\d)/, '$1T')
      .replaceAll(' ', ''),
    { zone },
  );
  return at.isValid ? { at: at.toJSDate(), dateOnly: text.length === 10 } : null;
}

const months = [
  /^янв(?:ар[ьяе])?$/,
  /^фев(?:р|рал[ьяе])?$/,
  /^март?а?$/,
  /^апр(?:ел[ьяе])?$/,
  /^ма[йяе]$/,
  /^июн[ьяе]?$/,
  /^июл[ьяе]?$/,
  /^авг(?:уста?)?$/,
  /^сент?(?:ябр[ьяе])?$/,
  /^окт(?:ябр[ьяе])?$/,
  /^ноя(?:бр[ьяе])?$/,
  /^дек(?:абр[ьяе])?$/,
];
const inWords = /^(\d{1,2})[ .-]+([а-я]{3,9})\.?[ .-]+(\d{4})(?:\s*(?:г|года)\.?)?$/;
/** Days between Excel's day 0 and 1970-01-01. */
const EXCEL_EPOCH = 25_569;

/**
 * A day as `yyyy-MM-dd`; a time beside it is left out. Russian forms (`31.12.1980`, `31.12.1980 г.`, `31-12-1980`,
 * `31/12/1980`, `31 декабря 1980`, `1980.12.31`), ISO 8601 and Excel's number of a day. Null for anything else, and for
 * what may be an American date or has a year of two figures.
 */
export function readDay(written: string): string | null {
  const text = written.trim().replace(/\s*г(?:ода|\.)?$/i, '');
  const serial = /^([1-7]\d{4})(?:[.,]\d+)?$/.exec(text)?.[1];
  if (serial !== undefined) return new Date((Number(serial) - EXCEL_EPOCH) * 86_400_000).toISOString().slice(0, 10);
  const words = inWords.exec(text.toLowerCase());
  if (words) {
    const month = months.findIndex((name) => name.test(words[2] ?? '')) + 1;
    return month === 0 ? null : realDay(words[3], String(month).padStart(2, '0'), words[1]);
  }
  const parts = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,T].*)?$/.exec(text);
  // With slashes, month and day are told apart only by a day over 12.
  if (parts?.[2] === '/' && Number(parts[1]) <= 12 && parts[1] !== parts[3]) return null;
  const [year, month, day] = parts
    ? [parts[4], parts[3], parts[1]]
    : (/^(\d{4})[-.](\d{2})[-.](\d{2})(?:[ T].*)?$/.exec(text)?.slice(1) ?? []);
  return realDay(year, month, day);
}

function realDay(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  if (year === undefined || month === undefined || day === undefined) return null;
  const read = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // A day that a month does not have moves into the next one.
  return read.getUTCMonth() + 1 === Number(month) && read.getUTCDate() === Number(day)
    ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : null;
}

/** `10:30` as minutes after midnight. */
export function readTimeOfDay(written: string): number | null {
  const parts = /^(\d{1,2})[:.](\d{2})(?::\d{2})?$/.exec(written.trim());
  if (!parts) return null;
  const [hour, minute] = [Number(parts[1]), Number(parts[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

/** `30`, `30 мин`, `0:30`, `1 ч 30 мин` as minutes. */
export function readMinutes(written: string): number | null {
  const text = written.trim().toLowerCase();
  const clock = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const words =
    /^(?:(\d{1,2})\s*(?:ч|час|часа|h)\.?)?\s*(?:(\d{1,4})(?:[.,]0+)?\s*(?:мин|минут|минуты|min|m)?\.?)?$/.exec(text);
  if (!words || (words[1] === undefined && words[2] === undefined)) return null;
  return Number(words[1] ?? 0) * 60 + Number(words[2] ?? 0);
}
