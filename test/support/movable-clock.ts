import type { Clock } from '../../src/contracts/clock.ts';

/** The machine's clock, moved ahead at will. */
export function movableClock(): Clock & { ahead(minutes: number): void } {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    ahead(minutes) {
      offset += minutes * 60_000;
    },
  };
}
