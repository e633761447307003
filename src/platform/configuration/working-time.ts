import { DateTime } from 'luxon';
import type { OpeningTimes } from './opening.ts';

const FURTHEST_DAYS = 400;

/**
 * The instant at which so many minutes of working time have passed. Time while the branch is closed does not count, so
 * what is counted from a night starts at the opening. Where the hours are not told every minute counts, except on
 * special days; so it does where the branch never opens again.
 */
export function addWorkingMinutes(times: OpeningTimes, at: Date, minutes: number): Date {
  let left = minutes * 60_000;
  for (const { from, to } of spansFrom(times, at)) {
    const begins = Math.max(from, at.getTime());
    // Nothing left: due at the moment of opening, not at the closing before it.
    if (left <= to - begins && begins < to) return new Date(begins + left);
    left -= Math.max(0, to - begins);
  }
  return new Date(at.getTime() + minutes * 60_000);
}

/** Whole seconds of working time between two instants; 0 when they stand the other way round. */
export function workingSeconds(times: OpeningTimes, from: Date, to: Date): number {
  let milliseconds = 0;
  for (const span of spansFrom(times, from)) {
    if (span.from >= to.getTime()) break;
    milliseconds += Math.max(0, Math.min(span.to, to.getTime()) - Math.max(span.from, from.getTime()));
  }
  return Math.round(milliseconds / 1000);
}

/** The times at which the branch works, from the local day of an instant on, in milliseconds. */
function* spansFrom(times: OpeningTimes, at: Date): Generator<{ from: number; to: number }> {
  const today = DateTime.fromMillis(at.getTime(), { zone: times.zone }).startOf('day');
  for (let ahead = 0; ahead <= FURTHEST_DAYS; ahead += 1) {
    const day = today.plus({ days: ahead });
    for (const { from, to } of spansOf(times, day)) yield { from: instantOf(day, from), to: instantOf(day, to) };
  }
}

function spansOf({ hours, specialDays }: OpeningTimes, day: DateTime): { from: number; to: number }[] {
  const special = specialDays?.get(day.toFormat('yyyy-MM-dd'));
  const spans = special ?? hours?.filter(({ weekday }) => weekday === day.weekday) ?? [{ from: 0, to: 24 * 60 }];
  return spans.toSorted((a, b) => a.from - b.from);
}

/** Minutes are those of the wall clock: a day on which it is changed has another number of them. */
function instantOf(day: DateTime, minute: number): number {
  if (minute >= 24 * 60) return day.plus({ days: 1 }).toMillis();
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis();
}
