import { setTimeout as wait } from 'node:timers/promises';
import type { Intake } from '../calls/index.ts';
import type { CallEvent } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';

export interface EventOutbox {
  /** Resolves when all are durable; rejects when they could not be stored in time and are given up. */
  emit(events: readonly CallEvent[]): Promise<void>;
  waiting(): number;
}

/** Far more than the calls of a clinic make in the minutes that a database is away. */
const MOST_WAITING = 10_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 2_000;

/**
 * Events of a held connection, which has nobody to ask for them again, on their way to the register: they wait in
 * memory while the database is away. Facts that no attempt could store are told to `onUnusable` and dropped.
 */
export function eventOutbox(options: {
  intake: Pick<Intake, 'submit'>;
  clock: Clock;
  signal: AbortSignal;
  onUnusable(error: unknown): void;
  mostWaiting?: number;
  longestWaitMs?: number;
}): EventOutbox {
  const { intake, clock, signal, mostWaiting = MOST_WAITING, longestWaitMs = LONGEST_WAIT_MS } = options;
  let waiting = 0;

  async function store(events: readonly CallEvent[], receivedAt: Date): Promise<void> {
    const until = performance.now() + longestWaitMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
      try {
        await intake.submit({ events, receivedAt, raw: null });
        return;
      } catch (error) {
        if (isOfTheFactsThemselves(error)) {
          options.onUnusable(error);
          return;
        }
        if (signal.aborted || performance.now() > until) throw error;
        await wait(pauseMs, undefined, { signal });
      }
    }
  }

  return {
    waiting: () => waiting,
    async emit(events) {
      if (waiting + events.length > mostWaiting) throw new Error('More events wait than can be kept in memory');
      const receivedAt = clock.now();
      waiting += events.length;
      try {
        await Promise.all([...byCall(events)].map((own) => store(own, receivedAt)));
      } finally {
        waiting -= events.length;
      }
    },
  };
}

/** One call is locked at a time, and one bad fact harms no other call. */
function byCall(events: readonly CallEvent[]): Iterable<CallEvent[]> {
  const calls = new Map<string, CallEvent[]>();
  for (const event of events) {
    const own = calls.get(event.providerCallId);
    if (own === undefined) calls.set(event.providerCallId, [event]);
    else own.push(event);
  }
  return calls.values();
}

/** SQLSTATE class 22 and 23: storing them once more would not help. */
function isOfTheFactsThemselves(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}
