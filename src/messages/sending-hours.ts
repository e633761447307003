import { DateTime } from 'luxon';
import { openingAt, type OpeningTimes } from '../platform/configuration/index.ts';

/** When a branch may send: minutes since its midnight, `to` excluded. */
export interface SendingHours extends OpeningTimes {
  from: number;
  to: number;
  /** Only while it is open, too. */
  whileOpen?: boolean;
}

const STEP_MINUTES = 15;
const FURTHEST_STEPS = (14 * 24 * 60) / STEP_MINUTES;
/** A backlog that begins to go so late in the day would not be through before the quiet hours. */
const BEFORE_QUIET_MINUTES = 60;

/** True when the branch may send at this moment. */
export function maySendAt(hours: SendingHours, at: Date): boolean {
  const local = DateTime.fromMillis(at.getTime(), { zone: hours.zone });
  const minute = local.hour * 60 + local.minute;
  if (minute < hours.from || minute >= hours.to) return false;
  return hours.whileOpen !== true || openingAt(hours, at).open !== false;
}

/** The moment itself or the next one at which the branch may send; null: not within two weeks. */
export function nextSending(hours: SendingHours, at: Date): Date | null {
  if (maySendAt(hours, at)) return at;
  const step = STEP_MINUTES * 60_000;
  let begin = Math.ceil(at.getTime() / step) * step;
  for (let steps = 0; steps <= FURTHEST_STEPS; steps += 1, begin += step)
    if (maySendAt(hours, new Date(begin))) return new Date(begin);
  return null;
}

/**
 * The moment itself, else the last good one before it: what must be told in time is told earlier rather than late. Null:
 * none within two weeks.
 */
export function lastSending(hours: SendingHours, at: Date): Date | null {
  if (maySendAt(hours, at)) return at;
  const step = STEP_MINUTES * 60_000;
  let begin = Math.floor(at.getTime() / step) * step;
  for (let steps = 0; steps <= FURTHEST_STEPS; steps += 1, begin -= step) {
    if (!maySendAt(hours, new Date(begin))) continue;
    const earlier = new Date(begin + step - BEFORE_QUIET_MINUTES * 60_000);
    return maySendAt(hours, earlier) ? earlier : new Date(begin);
  }
  return null;
}
