export interface Attempts {
  failures: number;
  lastAt: Date;
  waitUntil: Date;
}

const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** After so long without an attempt all is forgotten. */
export const FORGOTTEN_MS = 30 * 60_000;

/** Seconds to wait after a failure: none for the free ones, then twice as long each time. */
export function waitAfter(failures: number, free: number): number {
  if (failures < free) return 0;
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(failures - free, 10));
}

/**
 * Counts an attempt as a failure before it is looked at, so that many at once do not slip through. `refusedSeconds` is
 * how long to wait where it may not be looked at; such an attempt is not counted, so waiting always helps.
 */
export function countAttempt(
  known: Attempts | null,
  { free, now }: { free: number; now: Date },
): { attempts: Attempts; refusedSeconds: number } {
  const fresh = known === null || now.getTime() - known.lastAt.getTime() > FORGOTTEN_MS;
  const before = fresh ? { failures: 0, lastAt: now, waitUntil: now } : known;
  // Of two attempts at once the one counted second may have read the clock first: no wait was set, none is due.
  const waits = before.waitUntil > before.lastAt;
  const left = before.waitUntil.getTime() - now.getTime();
  if (waits && left > 0) return { attempts: before, refusedSeconds: Math.ceil(left / 1000) };
  const failures = before.failures + 1;
  const waitUntil = new Date(now.getTime() + waitAfter(failures, free) * 1000);
  return { attempts: { failures, lastAt: now, waitUntil }, refusedSeconds: 0 };
}
