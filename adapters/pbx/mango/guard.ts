import { TransientFailure, type PermanentFailure } from '../../../src/contracts/failures.ts';
import { createRequestPace, type RateLimit } from '../../kit/request-pace.ts';
import type { MangoSettings } from './settings.ts';

/** Per product, as section 1.4.2 of the vendor's document has them. */
const limits = {
  all: { requests: 10, milliseconds: 1_000 },
  callback: { requests: 4, milliseconds: 1_000 },
  hangup: { requests: 4, milliseconds: 1_000 },
  route: { requests: 1, milliseconds: 2_000 },
  users: { requests: 1, milliseconds: 2_000 },
  balance: { requests: 2, milliseconds: 1_000 },
  statistics: { requests: 1, milliseconds: 2_000 },
} as const satisfies Record<string, RateLimit>;
export type LimitName = keyof typeof limits;

/** One wrong request in two minutes; the next one is answered by 401, like everything until they are over (1.4.1). */
const PENALTY_MS = 120_000;
/** Longer than this a place is not waited for: a command comes too late, anything else is better asked again. */
const LONGEST_WAIT_MS = 10_000;

/** What one account knows of its own requests. Times are milliseconds of the clock. */
export interface Guard {
  /** How long to wait before the request is sent. Throws while nothing may be sent. */
  admit(limit: LimitName, now: number): number;
  /** Throws while Mango would answer nothing but 401. */
  check(now: number): void;
  /** Seconds in which another wrong request would close the API, null when one is free. */
  cautiousSeconds(now: number): number | null;
  wrongRequest(now: number): void;
  /** Nothing is sent until the penalty is over: with these credentials every request is wrong. */
  refused(failure: PermanentFailure, now: number): void;
  /** Mango answered 401. */
  closed(now: number): void;
}

/** The settings are the account: another feature that asks for the same account meets the same guard. */
export function createGuards(): (settings: MangoSettings) => Guard {
  const guards = new WeakMap<MangoSettings, Guard>();
  return (settings) => {
    const known = guards.get(settings);
    if (known !== undefined) return known;
    const guard = createGuard();
    guards.set(settings, guard);
    return guard;
  };
}

function createGuard(): Guard {
  const pace = createRequestPace(limits);
  let firstWrongAt = -Infinity;
  let closedUntil = -Infinity;
  let refusal: PermanentFailure | null = null;
  const secondsUntil = (then: number, now: number): number => Math.max(1, Math.ceil((then - now) / 1_000));

  const guard: Guard = {
    admit(limit, now) {
      guard.check(now);
      const { taken, waitMs } = pace.take(limit === 'all' ? ['all'] : ['all', limit], now, LONGEST_WAIT_MS);
      if (!taken)
        throw new TransientFailure('Mango Office takes no more requests of this kind now', {
          retryAfterSeconds: Math.ceil(waitMs / 1_000),
        });
      return waitMs;
    },
    check(now) {
      if (now >= closedUntil) return;
      if (refusal !== null) throw refusal;
      throw new TransientFailure(
        'Mango Office takes no requests for two minutes after wrong ones (HTTP 401); if it stays so, compare apiKey, apiSalt and apiUrl with its cabinet',
        {
          retryAfterSeconds: secondsUntil(closedUntil, now),
        },
      );
    },
    cautiousSeconds(now) {
      return now < firstWrongAt + PENALTY_MS ? secondsUntil(firstWrongAt + PENALTY_MS, now) : null;
    },
    wrongRequest(now) {
      if (now >= firstWrongAt + PENALTY_MS) firstWrongAt = now;
    },
    refused(failure, now) {
      guard.wrongRequest(now);
      refusal = failure;
      closedUntil = firstWrongAt + PENALTY_MS;
    },
    closed(now) {
      if (now >= closedUntil) refusal = null;
      guard.wrongRequest(now);
      closedUntil = firstWrongAt + PENALTY_MS;
    },
  };
  return guard;
}
