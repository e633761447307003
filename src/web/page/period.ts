import { dateIn, startOfDay } from '../words/calendar.ts';

/** Calendar days of a branch, both included, as `2026-10-12`. */
export interface Period {
  from: string;
  to: string;
}

export const presets = ['today', 'yesterday', 'week', 'month', 'thisMonth', 'lastMonth'] as const;
export type Preset = (typeof presets)[number];

const dayMs = 86_400_000;
const shift = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** `week` and `month` are the last 7 and 30 days with today. */
export function presetPeriod(preset: Preset, zone: string, now: number): Period {
  const today = dateIn(zone, now);
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: shift(today, -1), to: shift(today, -1) };
    case 'week':
      return { from: shift(today, -6), to: today };
    case 'month':
      return { from: shift(today, -29), to: today };
    case 'thisMonth':
      return { from: firstOfMonth, to: today };
    case 'lastMonth': {
      const last = shift(firstOfMonth, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
  }
}

/** The instants of a period in a zone, the end excluded, as RFC 3339 UTC: what `from` and `to` of the API mean. */
export function periodInstants({ from, to }: Period, zone: string): { from: string; to: string } {
  return { from: startOfDay(from, zone), to: startOfDay(shift(to, 1), zone) };
}
