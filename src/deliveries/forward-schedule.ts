const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const delays = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
const GIVE_UP_AFTER = 72 * HOUR;

/**
 * When to try again after the n-th failed attempt: 5 s, 30 s, 2, 10, 30 min, 1 h, then every hour, each ± 10 % so that
 * what failed together does not return together; later where the other side asked for it, up to an hour. Null when
 * that would be later than 72 h after it was owed.
 */
export function nextForwardAttempt(options: {
  owedAt: Date;
  now: Date;
  /** Attempts made, this one included. */
  attempts: number;
  retryAfterSeconds: number | null;
  /** 0 ≤ random < 1. */
  random: number;
}): Date | null {
  const planned = delays[Math.min(options.attempts, delays.length) - 1] ?? HOUR;
  const asked = Math.min((options.retryAfterSeconds ?? 0) * SECOND, HOUR);
  const delay = Math.max(planned, asked) * (0.9 + options.random * 0.2);
  const at = new Date(options.now.getTime() + Math.round(delay));
  return at.getTime() > options.owedAt.getTime() + GIVE_UP_AFTER ? null : at;
}
