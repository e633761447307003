import { textOf } from './text-of.ts';

const largest = 2_147_483_647;

/** A whole number from 0 to 2³¹ − 1, given as a number or as text; fractions are rounded. Null for anything else. */
export function numberOf(value: unknown): number | null {
  const text = textOf(value);
  if (text === null || !/^\d{1,12}(?:\.\d{1,9})?$/.test(text)) return null;
  const whole = Math.round(Number(text));
  return whole <= largest ? whole : null;
}
