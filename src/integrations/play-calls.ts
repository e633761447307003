import type { Clock } from '../contracts/clock.ts';
import type { PbxAdapter, SimulatedRequest } from '../contracts/pbx.ts';
import type { PlannedCall } from './simulate-traffic.ts';
import type { TimedEvent } from './simulate-calls.ts';

export interface PlayOptions {
  /** May be endless: each is asked for when its time comes. */
  calls: Iterable<PlannedCall>;
  adapter: Pick<PbxAdapter, 'simulate'>;
  settings: unknown;
  /** Sends one request to the webhook of the account. A rejection ends the play. */
  send(request: SimulatedRequest): Promise<unknown>;
  clock: Clock;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls a minute at even distances, instead of the distances of the calls. */
  rate?: number;
  signal?: AbortSignal;
}

/**
 * Plays calls in real time through a PBX's own requests. Calls overlap; the requests of one call go one after the
 * other. Resolves when all are played or the signal is aborted, rejects with what `send` rejected with.
 */
export async function playCalls(options: PlayOptions): Promise<{ calls: number; requests: number }> {
  const { calls, clock, rate } = options;
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const playing = new Set<Promise<void>>();
  const played = { calls: 0, requests: 0 };
  const until = (at: number) => options.sleep(Math.max(0, at - clock.now().getTime()), signal);

  async function play(startsAt: number, events: TimedEvent[]): Promise<void> {
    for (const { atMs, event } of events) {
      await until(startsAt + atMs);
      if (signal.aborted) return;
      for (const request of options.adapter.simulate?.(event, options.settings) ?? []) {
        await options.send(request);
        played.requests += 1;
      }
    }
  }

  let startsAt = clock.now().getTime();
  for (const call of calls) {
    startsAt += rate === undefined ? call.afterMs : 60_000 / rate;
    await until(startsAt);
    if (signal.aborted) break;
    played.calls += 1;
    const one = play(startsAt, call.events(new Date(startsAt)))
      .catch((error: unknown) => failed.abort(error))
      .finally(() => playing.delete(one));
    playing.add(one);
  }
  await Promise.all(playing);
  if (failed.signal.aborted) throw failed.signal.reason;
  return played;
}
