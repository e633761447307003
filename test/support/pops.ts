import { nobody } from '../../src/contracts/caller.ts';
import type { LoadedPop } from '../../src/pops/pop-store.ts';

/** A pop of a ringing call. */
export function pop(feed: string, cursor: number, told: Partial<LoadedPop> = {}): LoadedPop {
  return {
    feed,
    cursor,
    callId: cursor,
    version: 1,
    type: 'call.ringing',
    reason: null,
    at: new Date(0),
    call: {
      direction: 'in',
      line: null,
      branch: 'center',
      from: null,
      to: null,
      state: 'ringing',
      startedAt: new Date(0).toISOString(),
      answeredAt: null,
      answeredBy: null,
      class: null,
    },
    caller: nobody,
    ...told,
  };
}
