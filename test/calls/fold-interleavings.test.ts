import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StoredEvent } from '../../src/calls/facts.ts';
import { foldCall, type FoldedCall } from '../../src/calls/fold-call.ts';
import { callStory } from '../support/call-stories.ts';
import { patient } from '../support/facts.ts';

/** A part of the story in any order, some of it told again. */
const anyOrder = (facts: readonly StoredEvent[]): fc.Arbitrary<StoredEvent[]> =>
  fc
    .array(fc.nat({ max: facts.length - 1 }), { maxLength: 6 })
    .chain((again) =>
      fc.shuffledSubarray(
        [...facts, ...again.map((at) => ({ ...facts[at]!, receivedAt: later(facts[at]!.receivedAt, 60_000) }))],
        { minLength: facts.length + again.length },
      ),
    );

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}

const interleaved = callStory.chain((story) =>
  fc.integer({ min: 1, max: story.facts.length }).chain((told) => {
    const facts = story.facts.slice(0, told);
    return fc.record({ story: fc.constant(story), facts: fc.constant(facts), mixed: anyOrder(facts) });
  }),
);

/** Without what was taken from the receipts because the PBX told no time. */
function withoutReceipts(call: FoldedCall, talkers: number): unknown {
  const moment = <T extends { approximate: boolean } | null>(at: T): T | 'received' =>
    at !== null && at.approximate ? 'received' : at;
  const approximate = [call.startedAt, call.answeredAt, call.endedAt].some((at) => at?.approximate);
  return {
    ...call,
    learntAt: null,
    startedAt: moment(call.startedAt),
    answeredAt: moment(call.answeredAt),
    endedAt: moment(call.endedAt),
    waitSeconds: approximate ? null : call.waitSeconds,
    talkSeconds: approximate ? null : call.talkSeconds,
    // A missed call is short or not by its times.
    missedReason: approximate && call.missedReason === 'short' ? 'no-answer' : call.missedReason,
    // Of several who talked at no told time, who was the last is not known.
    answeredExtension: approximate && talkers > 1 ? null : call.answeredExtension,
    legs: call.legs.map((leg) => ({
      ...leg,
      ringingAt: moment(leg.ringingAt),
      answeredAt: moment(leg.answeredAt),
      takenAt: moment(leg.takenAt),
      endedAt: moment(leg.endedAt),
    })),
  };
}

describe('10,000 interleavings of the legs of a call', () => {
  it('make the same call as their sorted replay, as far as it was told', () => {
    fc.assert(
      fc.property(interleaved, ({ facts, mixed }) => {
        assert.deepEqual(foldCall(mixed), foldCall(facts));
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('make the same call also when each was received in that order: the receipt orders nothing', () => {
    fc.assert(
      fc.property(interleaved, ({ story, facts, mixed }) => {
        const first = facts[0]!.receivedAt;
        const received = mixed.map((fact, at) => ({ ...fact, receivedAt: later(first, at * 700) }));
        assert.deepEqual(
          withoutReceipts(foldCall(received), story.talkers),
          withoutReceipts(foldCall(facts), story.talkers),
        );
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('are answered on the screen as soon as the story is, and nobody else rings then', () => {
    fc.assert(
      fc.property(callStory, ({ facts, taken }) => {
        if (taken === null) return;
        const call = foldCall(facts.slice(0, taken.told));
        expect(call).toMatchObject({ state: 'answered', result: 'answered', answeredExtension: taken.by });
        expect(call.legs.filter(({ state }) => state === 'ringing')).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('end as the story did', () => {
    fc.assert(
      fc.property(callStory, (story) => {
        const call = foldCall(story.facts);
        expect(call).toMatchObject({ state: 'ended', result: story.result, external: patient });
        expect(call.missedReason === 'voicemail').toBe(story.voicemail);
        expect(call.recordings).toHaveLength(story.recordings);
        expect(call.answeredExtension).toBe(story.lastTalked);
        expect(call.legs.every(({ state }) => state === 'ended')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
