import { numberOf } from './number-of.ts';
import { textOf } from './text-of.ts';

export const durationUnits = ['s', 'ms', 'us'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const perSecond: Readonly<Record<DurationUnit, number>> = { s: 1, ms: 1000, us: 1_000_000 };

/** A duration as whole seconds: a number in the unit, or `mm:ss` and `hh:mm:ss` whatever the unit. Null for neither. */
export function secondsOf(value: unknown, unit: DurationUnit = 's'): number | null {
  const text = textOf(value);
  if (text === null) return null;
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:\.\d{1,9})?$/.exec(text);
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }
  return /^\d{1,15}(?:\.\d{1,9})?$/.test(text) ? numberOf(Math.round(Number(text) / perSecond[unit])) : null;
}
