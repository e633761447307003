const MINUTE = 60;
const HOUR = 3600;
/** Seconds between one attempt and the next; the last one repeats. */
const pauses = [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR] as const;
const LONGEST_ASKED = 6 * HOUR;

export const FIRST_PAUSE_SECONDS = pauses[0];

/**
 * When to look again after so many attempts, null when the time is up: there is always one last attempt at the very end
 * of it. A provider that asks for more patience than that is believed, within six hours; one that says «in two minutes»
 * for three days is not asked two thousand times.
 */
export function nextRecordingAttempt(told: {
  attempts: number;
  now: Date;
  giveUpAt: Date;
  retryAfterSeconds: number | null;
}): Date | null {
  const left = told.giveUpAt.getTime() - told.now.getTime();
  if (left <= 0) return null;
  const usual = pauses[Math.min(told.attempts, pauses.length - 1)] ?? HOUR;
  const seconds = Math.max(usual, Math.min(LONGEST_ASKED, told.retryAfterSeconds ?? 0));
  return new Date(told.now.getTime() + Math.min(seconds * 1000, left));
}
