import type { LiveCall, LiveCalls } from '../calls/live-calls.ts';

/**
 * The calls that a seat is told of on pages other than its own: rings first, the newest first, then the talk. None for
 * those who look after several seats: every call of the clinic would be in their corner.
 */
export function cornerCalls({ seat, calls }: LiveCalls): LiveCall[] {
  if (seat === null || seat === undefined) return [];
  const newest = calls.toReversed();
  return [
    ...newest.filter((call) => call.phase === 'ringing' && call.call.direction !== 'out'),
    ...newest.filter((call) => call.phase === 'talking'),
  ];
}
