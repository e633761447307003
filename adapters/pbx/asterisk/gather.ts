import type { CallEvent } from '../../../src/contracts/call-event.ts';

const GATHER_MS = 60;

/**
 * Keeps the end of a leg back for a moment: when a call ends, Asterisk tells of each leg first, some milliseconds
 * apart, and a screen would be told that the ring ran out or the call was passed on. Everything else goes at once and
 * takes along what waits of its call.
 */
export function gather(emit: (events: CallEvent[]) => void): { add(events: CallEvent[]): void; flush(): void } {
  const waiting = new Map<string, { events: CallEvent[]; timer: NodeJS.Timeout }>();

  function takeOf(call: string): CallEvent[] {
    const known = waiting.get(call);
    if (known === undefined) return [];
    clearTimeout(known.timer);
    waiting.delete(call);
    return known.events;
  }

  return {
    add(events) {
      const now: CallEvent[] = [];
      for (const event of events) {
        const call = event.providerCallId;
        const own = [...takeOf(call), event];
        if (event.kind !== 'leg-ended') now.push(...own);
        else waiting.set(call, { events: own, timer: setTimeout(() => emit(takeOf(call)), GATHER_MS) });
      }
      if (now.length > 0) emit(now);
    },
    flush() {
      const rest = [...waiting.keys()].flatMap(takeOf);
      if (rest.length > 0) emit(rest);
    },
  };
}
