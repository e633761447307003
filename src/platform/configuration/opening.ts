import { DateTime } from 'luxon';
import { isOpen, type WorkingHours } from './working-hours.ts';

/** When a branch works: its weekly hours, and the days that differ from them. */
export interface OpeningTimes {
  /** IANA zone. */
  zone: string;
  /** Undefined: not told. */
  hours?: WorkingHours | undefined;
  /** By the local day `yyyy-MM-dd`: minutes since midnight; an empty list is closed all day. */
  specialDays?: ReadonlyMap<string, readonly { from: number; to: number }[]> | undefined;
}

export interface Opening {
  /** Null: the hours of the branch are not told. */
  open: boolean | null;
  why: 'weekly-hours' | 'special-day' | 'no-hours';
}

/** An instant as the branch's clock and calendar show it. */
export interface LocalMoment {
  /** `yyyy-MM-dd` */
  date: string;
  /** As in ISO 8601, 1 is Monday. */
  weekday: number;
  /** Since midnight. */
  minute: number;
}

export function localMoment(at: Date, zone: string): LocalMoment {
  const local = DateTime.fromMillis(at.getTime(), { zone });
  return { date: local.toFormat('yyyy-MM-dd'), weekday: local.weekday, minute: local.hour * 60 + local.minute };
}

/** Whether a branch works at an instant. A special day replaces the weekly hours of that day. */
export function openingAt(times: OpeningTimes, at: Date, moment = localMoment(at, times.zone)): Opening {
  const special = times.specialDays?.get(moment.date);
  if (special !== undefined)
    return { open: special.some(({ from, to }) => moment.minute >= from && moment.minute < to), why: 'special-day' };
  if (times.hours === undefined) return { open: null, why: 'no-hours' };
  return { open: isOpen(times.hours, moment.weekday, moment.minute), why: 'weekly-hours' };
}

const FURTHEST_DAYS = 60;

/** The instant itself while the branch works, else when it opens next; null when that is not told or too far away. */
export function nextOpening(times: OpeningTimes, at: Date): Date | null {
  const { open } = openingAt(times, at);
  if (open === true) return at;
  const today = DateTime.fromMillis(at.getTime(), { zone: times.zone }).startOf('day');
  for (let day = 0; day <= FURTHEST_DAYS; day += 1) {
    const date = today.plus({ days: day });
    const begins = beginningsOf(times, date).map((minute) =>
      date.set({ hour: Math.floor(minute / 60), minute: minute % 60 }),
    );
    const next = begins.map((begin) => begin.toMillis()).filter((begin) => begin > at.getTime());
    if (next.length > 0) return new Date(Math.min(...next));
  }
  return null;
}

function beginningsOf(times: OpeningTimes, day: DateTime): number[] {
  const special = times.specialDays?.get(day.toFormat('yyyy-MM-dd'));
  const spans = special ?? times.hours?.filter(({ weekday }) => weekday === day.weekday) ?? [];
  return spans.map(({ from }) => from);
}
