import { startOfDay } from '../words/calendar.ts';

/** The instant of a day (`2026-10-12`) and a time (`15:30`) in a zone, RFC 3339 UTC. */
export function instantIn(day: string, time: string, zone: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(Date.parse(startOfDay(day, zone)) + (hours * 60 + minutes) * 60_000).toISOString();
}
