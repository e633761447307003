const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The longest delay after the n-th failed attempt, ms; the last one after all further ones. */
export const retryDelays: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
const GIVE_UP_AFTER = 72 * HOUR;
const SOONEST = SECOND;
/** Those who were told to wait for the same time do not come back at the same moment. */
const AFTER_ASKED = 5 * SECOND;

/**
 * When to try again after the n-th failed attempt: within 5 s, 30 s, 2, 10, 30 min, 1 h, then within every hour, with
 * full jitter, so that what failed together does not return together; never sooner than the other side asked for. Null
 * when that would be later than 72 h after it was owed.
 */
export function nextAttempt(options: {
  owedSince: Date;
  now: Date;
  /** Attempts made, this one included. */
  attempts: number;
  retryAfterSeconds: number | null;
  /** The outcome is not known: the other side gets half of the delay to finish before it is looked up. */
  inDoubt: boolean;
  /** 0 ≤ random < 1. */
  random: number;
}): Date | null {
  const { random, retryAfterSeconds } = options;
  const planned = retryDelays[Math.min(options.attempts, retryDelays.length) - 1] ?? HOUR;
  const jittered = options.inDoubt ? planned * (0.5 + random / 2) : planned * random;
  const asked = retryAfterSeconds === null ? 0 : retryAfterSeconds * SECOND + random * AFTER_ASKED;
  const at = new Date(options.now.getTime() + Math.round(Math.max(jittered, asked, SOONEST)));
  return at.getTime() > options.owedSince.getTime() + GIVE_UP_AFTER ? null : at;
}
