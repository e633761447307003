import type { Me } from '../api/shapes.ts';
import { startOfToday } from '../words/calendar.ts';

/** Where today's list begins: of several branches at the day that began first. RFC 3339 UTC, equal until some midnight. */
export function beginOfToday(me: Pick<Me, 'branches'> | null, now: number): string {
  const zones = (me?.branches ?? []).map((branch) => branch.zone);
  if (zones.length === 0) zones.push(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return zones.map((zone) => startOfToday(zone, now)).sort()[0] ?? new Date(now).toISOString();
}
