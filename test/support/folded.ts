import fc from 'fast-check';
import type { StoredEvent } from '../../src/calls/facts.ts';
import { foldCall, type FoldedCall } from '../../src/calls/fold-call.ts';
import type { CallEvent } from '../../src/contracts/call-event.ts';

/** Facts as they are learnt 150 ms after the PBX says they happened, or at the given second where it says nothing. */
export function stored(events: readonly CallEvent[], fallback: Date): StoredEvent[] {
  return events.map((event) => ({
    event,
    receivedAt: new Date((event.occurredAt === null ? fallback.getTime() : Date.parse(event.occurredAt)) + 150),
  }));
}

/**
 * The call that these facts make, after making sure that any order and any repeats make the same one. `seed` of a
 * failure is in its message.
 */
export function foldedInAnyOrder(facts: readonly StoredEvent[]): FoldedCall {
  const call = foldCall(facts);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom(...facts), { maxLength: 5 }),
      (shuffled, repeated) => {
        expect(foldCall([...shuffled, ...repeated])).toEqual(call);
      },
    ),
    { numRuns: 200 },
  );
  return call;
}
