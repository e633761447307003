import { DateTime } from 'luxon';

export interface LocalDay {
  /** `yyyy-MM-dd` */
  date: string;
  /** Its first millisecond and that of the next day. */
  start: number;
  end: number;
}

const latest = new Map<string, LocalDay>();

/** The day of an instant in a zone. Calls come in order of time, so the latest day of each zone is remembered. */
export function localDay(at: Date, zone: string): LocalDay {
  const time = at.getTime();
  const known = latest.get(zone);
  if (known !== undefined && known.start <= time && time < known.end) return known;
  const midnight = DateTime.fromMillis(time, { zone }).startOf('day');
  const date = midnight.toISODate();
  if (date === null) throw new RangeError(`${time} is no time in a zone ${zone}.`);
  const day = { date, start: midnight.toMillis(), end: midnight.plus({ days: 1 }).toMillis() };
  latest.set(zone, day);
  return day;
}
