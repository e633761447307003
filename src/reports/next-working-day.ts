import { DateTime } from 'luxon';
import type { OpeningTimes } from '../platform/configuration/index.ts';

const FURTHEST_DAYS = 30;

/**
 * The midnight after the next day on which the branch works, counted from a local day `yyyy-MM-dd`; without hours every
 * day counts as one. Milliseconds.
 */
export function endOfNextWorkingDay(times: OpeningTimes, from: string): number {
  const today = DateTime.fromISO(from, { zone: times.zone }).startOf('day');
  for (let ahead = 1; ahead <= FURTHEST_DAYS; ahead += 1) {
    const day = today.plus({ days: ahead });
    if (works(times, day)) return day.plus({ days: 1 }).toMillis();
  }
  return today.plus({ days: 2 }).toMillis();
}

function works(times: OpeningTimes, day: DateTime): boolean {
  const special = times.specialDays?.get(day.toFormat('yyyy-MM-dd'));
  if (special !== undefined) return special.length > 0;
  return times.hours === undefined || times.hours.some(({ weekday }) => weekday === day.weekday);
}
