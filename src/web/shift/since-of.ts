import { dateIn, instantIn } from '../words/calendar.ts';

const dayMs = 24 * 3_600_000;

/**
 * The last time that the clocks of a branch stood at `hh:mm`, as RFC 3339 UTC; null for an empty field. A shift that
 * began in the evening may be entered after midnight.
 */
export function sinceOf(time: string, zone: string, now: number): string | null {
  if (!/^\d\d:\d\d$/.test(time)) return null;
  const today = instantIn(`${dateIn(zone, now)}T${time}`, zone);
  return Date.parse(today) <= now ? today : instantIn(`${dateIn(zone, now - dayMs)}T${time}`, zone);
}
