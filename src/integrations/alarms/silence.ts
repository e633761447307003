import { DateTime } from 'luxon';
import { openingAt, type OpeningTimes } from '../../platform/configuration/index.ts';

/** How many calls are usual in an hour of a day of the week; `weekday` as in ISO 8601, 1 is Monday. */
export type UsualTraffic = (weekday: number, hour: number) => number;

export interface Silence {
  /** Of working time. */
  minutes: number;
  /** Calls that would have come in it on usual days. */
  expected: number;
}

const STEP_MINUTES = 15;
const LONGEST_DAYS = 14;
/** Without working hours in the configuration an hour counts when so many calls come in it. */
const USUAL_CALLS = 0.5;

/** The working time since the last call, and what would have come in it. */
export function silenceSince(told: {
  last: Date;
  now: Date;
  /** Working time is when any of these branches works; the first one's zone is that of `usual`. */
  places: readonly OpeningTimes[];
  usual: UsualTraffic;
}): Silence {
  const { now, places, usual } = told;
  const zone = places[0]?.zone ?? 'UTC';
  const oldest = now.getTime() - LONGEST_DAYS * 24 * 3600_000;
  let moment = DateTime.fromMillis(Math.max(told.last.getTime(), oldest), { zone });
  const silence: Silence = { minutes: 0, expected: 0 };
  while (moment.toMillis() < now.getTime()) {
    const minutes = Math.min(STEP_MINUTES, (now.getTime() - moment.toMillis()) / 60_000);
    const calls = usual(moment.weekday, moment.hour);
    const at = moment.toJSDate();
    const opening = places.map((place) => openingAt(place, at).open);
    // Where no branch that tells its hours is open, one that does not tell them may be.
    if (opening.includes(true) || (opening.includes(null) && calls >= USUAL_CALLS)) {
      silence.minutes += minutes;
      silence.expected += (calls * minutes) / 60;
    }
    moment = moment.plus({ minutes: STEP_MINUTES });
  }
  return silence;
}
