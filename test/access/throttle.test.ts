import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Attempts, countAttempt, FORGOTTEN_MS, waitAfter } from '../../src/access/throttle.ts';

const start = Date.parse('2026-10-12T06:00:00Z');

/** Failures at these seconds, one after the other; what each was told. */
function play(seconds: readonly number[], free = 5): number[] {
  let known: Attempts | null = null;
  return seconds.map((second) => {
    const { attempts, refusedSeconds } = countAttempt(known, { free, now: new Date(start + second * 1000) });
    known = attempts;
    return refusedSeconds;
  });
}

describe('attempts to guess', () => {
  it('has five for free, then each costs twice the wait of the one before', () => {
    expect([1, 4, 5, 6, 7, 11, 20, 1000].map((failures) => waitAfter(failures, 5))).toEqual([
      0, 0, 15, 30, 60, 900, 900, 900,
    ]);
    expect(play([0, 1, 2, 3, 4, 5, 10, 19, 20, 30])).toEqual([0, 0, 0, 0, 0, 14, 9, 0, 29, 19]);
  });

  it('does not make the wait longer by asking during it', () => {
    const patient = play([0, 1, 2, 3, 4, 19]);
    const impatient = play([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 19]);
    expect([patient.at(-1), impatient.at(-1)]).toEqual([0, 0]);
  });

  it('refuses neither of two at once whose clocks were read in the other order', () => {
    expect(play([1, 0.995, 0.99, 1.01])).toEqual([0, 0, 0, 0]);
  });

  it('forgets after half an hour of quiet', () => {
    const later = FORGOTTEN_MS / 1000 + 60;
    expect(play([0, 1, 2, 3, 4, later, later + 1, later + 2])).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('lets about one guess in a quarter of an hour through in the end, however they are spread', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1700 }), { minLength: 1, maxLength: 400 }), (gaps) => {
        let second = 0;
        const looked = gaps.map((gap) => (second += gap)).filter((at) => at < 36_000);
        // Each within half an hour of the one before: nothing is forgotten.
        expect(play(looked).filter((refused) => refused === 0).length).toBeLessThanOrEqual(5 + 6 + 36_000 / 900);
      }),
      { numRuns: 200 },
    );
  });
});
