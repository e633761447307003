/** Requests that an outside system takes: so many a second on average, so many at once. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** Breaker and token bucket of one account's lane, as all processes share it. */
export interface Pace {
  /** In a row. */
  failures: number;
  /** Left alone until then; once it passed, one probe decides. */
  openUntil: Date | null;
  /** A probe is under way at most until then. */
  probeUntil: Date | null;
  tokens: number | null;
  tokensAt: Date | null;
  /** The target wants nothing more, until a person says otherwise. */
  stopped?: boolean;
}

export const freshPace: Pace = { failures: 0, openUntil: null, probeUntil: null, tokens: null, tokensAt: null };

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;
/** With so many failures in a row it was the target, not bad luck with a few deliveries. */
const FAILURES_OF_OUTAGE = 8;
/** How soon a delivery that was claimed before the stop is looked at again. */
const STOPPED_MS = 60_000;
/** A whole account is not put aside for longer, whatever one answer asks for. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Whether one attempt may begin now, and what is left then; else when to ask again. Pure. */
export function admit(
  pace: Pace,
  options: { rate: Rate | null; now: Date; probeMs: number },
): { admitted: true; pace: Pace } | { admitted: false; until: Date } {
  const { rate, now, probeMs } = options;
  const wait = waitUntil(pace, now);
  if (wait !== null) return { admitted: false, until: wait };
  const tokens = rate === null ? null : tokensAt(pace, rate, now);
  if (rate !== null && tokens !== null && tokens < 1)
    return { admitted: false, until: new Date(now.getTime() + Math.ceil(((1 - tokens) / rate.perSecond) * 1000)) };
  return {
    admitted: true,
    pace: {
      ...pace,
      probeUntil: pace.openUntil === null ? null : new Date(now.getTime() + probeMs),
      tokens: tokens === null ? null : tokens - 1,
      tokensAt: tokens === null ? null : now,
    },
  };
}

/** How many attempts may begin at this moment; `none` stands for no limit. */
export function allowance(pace: Pace, options: { rate: Rate | null; now: Date; none: number }): number {
  const { rate, now, none } = options;
  if (waitUntil(pace, now) !== null) return 0;
  if (pace.openUntil !== null) return 1;
  return rate === null ? none : Math.floor(tokensAt(pace, rate, now));
}

/** A success now ends an outage: those that it made wait need not wait as long as they were told. */
export function endsOutage(pace: Pace): boolean {
  return pace.failures >= FAILURES_OF_OUTAGE;
}

export function afterSuccess(pace: Pace): Pace {
  return { ...pace, failures: 0, openUntil: null, probeUntil: null };
}

/** Five failures in a row, or a failed probe, leave the account alone for a while; so does its own wish. */
export function afterFailure(pace: Pace, now: Date, retryAfterSeconds: number | null): Pace {
  const failures = pace.failures + 1;
  const opens = failures >= FAILURES_TO_OPEN || pace.openUntil !== null;
  const asked = Math.min((retryAfterSeconds ?? 0) * 1000, LONGEST_PAUSE_MS);
  const pause = Math.max(opens ? OPEN_MS : 0, asked);
  return {
    ...pace,
    failures,
    openUntil: pause === 0 ? null : later(pace.openUntil, new Date(now.getTime() + pause)),
    probeUntil: null,
  };
}

function waitUntil(pace: Pace, now: Date): Date | null {
  if (pace.stopped === true) return new Date(now.getTime() + STOPPED_MS);
  if (pace.openUntil === null) return null;
  if (pace.openUntil > now) return pace.openUntil;
  return pace.probeUntil !== null && pace.probeUntil > now ? pace.probeUntil : null;
}

function tokensAt(pace: Pace, rate: Rate, now: Date): number {
  if (pace.tokens === null || pace.tokensAt === null) return rate.burst;
  const seconds = Math.max(0, (now.getTime() - pace.tokensAt.getTime()) / 1000);
  return Math.min(rate.burst, pace.tokens + seconds * rate.perSecond);
}

function later(one: Date | null, other: Date): Date {
  return one !== null && one > other ? one : other;
}
