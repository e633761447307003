import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import { judgeAttempt } from '../../src/deliveries/judge-attempt.ts';
import { nextAttempt } from '../../src/deliveries/retry-schedule.ts';

describe('when a delivery is tried again', () => {
  const owedSince = new Date('2025-11-21T10:00:00Z');
  const wait = (attempts: number, more: Partial<Parameters<typeof nextAttempt>[0]> = {}) =>
    nextAttempt({
      owedSince,
      now: owedSince,
      attempts,
      retryAfterSeconds: null,
      inDoubt: false,
      random: 0.5,
      ...more,
    });
  const seconds = (at: Date | null) => (at!.getTime() - owedSince.getTime()) / 1_000;

  it('within 5 s, 30 s, 2, 10, 30 min, 1 h, then within every hour', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 40].map((attempts) =>
      Math.round(seconds(wait(attempts, { random: 0.999_999 }))),
    );
    expect(most).toEqual([5, 30, 120, 600, 1_800, 3_600, 3_600, 3_600]);
  });

  it('anywhere within, but not at once', () => {
    expect(seconds(wait(6, { random: 0.25 }))).toBe(900);
    expect(seconds(wait(6, { random: 0 }))).toBe(1);
  });

  it('in doubt not before half of the delay', () => {
    expect(seconds(wait(1, { inDoubt: true, random: 0 }))).toBe(2.5);
    expect(seconds(wait(4, { inDoubt: true, random: 0.5 }))).toBe(450);
  });

  it('never sooner than the other side asked for, and not all at the same moment', () => {
    expect(seconds(wait(1, { retryAfterSeconds: 60, random: 0 }))).toBe(60);
    expect(seconds(wait(1, { retryAfterSeconds: 60, random: 0.5 }))).toBe(62.5);
    expect(seconds(wait(4, { retryAfterSeconds: 60, random: 0.5 }))).toBe(300);
    expect(seconds(wait(1, { retryAfterSeconds: 86_400, random: 0 }))).toBe(86_400);
  });

  it('for 72 hours', () => {
    const hours = (count: number) => new Date(owedSince.getTime() + count * 3_600_000);
    expect(wait(70, { now: hours(70.9), random: 0.999_999_99 })).toEqual(hours(71.9));
    expect(wait(71, { now: hours(71.9), random: 0.5 })).toBeNull();
    expect(wait(1, { retryAfterSeconds: 80 * 3600 })).toBeNull();
  });
});

describe('what a failed attempt means', () => {
  it.each([
    [new TransientFailure('busy', { retryAfterSeconds: 9 }), 'transient', 'busy', 9, false],
    [new TransientFailure('not yet', { onlyThis: true }), 'transient', 'not yet', null, false, true],
    [new AmbiguousFailure('no answer'), 'ambiguous', 'no answer', null, false],
    [new PermanentFailure('refused'), 'permanent', 'refused', null, false],
    [new TypeError('x is not a function'), 'ambiguous', 'unexpected failure, see the log', null, true],
    ['text', 'ambiguous', 'unexpected failure, see the log', null, true],
  ])('%s', (error, kind, message, retryAfterSeconds, unexpected, onlyThis = false) => {
    expect(judgeAttempt(error)).toEqual({ kind, message, retryAfterSeconds, unexpected, onlyThis, stops: false });
  });

  it('knows who wants nothing more', () => {
    const gone = new PermanentFailure('HTTP 410', { stops: true });
    expect(judgeAttempt(gone)).toMatchObject({ kind: 'permanent', message: 'HTTP 410', stops: true });
  });
});
