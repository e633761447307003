import type { Clock } from '../contracts/clock.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { repeat } from '../platform/repeat.ts';
import { outageLog, type Log } from '../platform/telemetry/index.ts';
import { fetchRecording, type Attempt, type FetchOptions } from './fetch-recording.ts';
import { nextRecordingAttempt } from './recording-schedule.ts';
import type { FindSource } from './recording-sources.ts';
import type { RecordingStore, TakenRecording } from './recording-store.ts';

const STORAGE_PAUSE_MS = 5 * 60_000;
const STOP_MS = 5_000;

export type AttemptOutcome = Attempt['kind'] | 'gave-up' | 'lost';

export interface Recorder {
  start(): void;
  /** Takes nothing new and waits for what runs, within reason: what is cut off is taken up again when its lease ends. */
  stop(): Promise<void>;
  /** Takes what is due and waits for it; answers what became of each. */
  turn(): Promise<AttemptOutcome[]>;
}

/**
 * Brings the recordings that are wanted here, each until it is stored or its time is up. The rows say what is due and
 * who has it, so several processes share the work without knowing of each other.
 */
export function createRecorder(
  options: Omit<FetchOptions, 'now'> & {
    store: RecordingStore;
    clock: Clock;
    log: Log;
    giveUpHours: number;
    onAttempt?(account: string, outcome: AttemptOutcome, bytes: number): void;
    concurrency?: number;
    everyMs?: number;
  },
): Recorder {
  const { store, clock, log, concurrency = 4 } = options;
  const running = new Set<Promise<AttemptOutcome>>();
  let stopTurns: (() => Promise<void>) | null = null;
  const storageOutage = outageLog({
    log,
    what: `Keeping recordings (${options.storage.id})`,
    advice: 'Nothing is lost while the telephone system still has them; make room or mend the storage.',
  });

  const attempt = async (taken: TakenRecording): Promise<AttemptOutcome> => {
    const began = performance.now();
    const result = await fetchRecording(taken, { ...options, find, now: () => clock.now() });
    const outcome = await settle(taken, result);
    const bytes = outcome === 'stored' && result.kind === 'stored' ? result.copy.size : 0;
    const line = {
      account: taken.account,
      recording: taken.id,
      call: taken.callId,
      outcome,
      attempts: taken.attempts + 1,
      bytes,
      milliseconds: Math.round(performance.now() - began),
      ...('reason' in result && { reason: result.reason }),
    };
    if (outcome === 'gave-up' || outcome === 'never') log.warn(line, 'recording.fetched: it will not come.');
    else log.info(line, 'recording.fetched');
    options.onAttempt?.(taken.account, outcome, bytes);
    return outcome;
  };

  /** What an adapter did not foresee is tried again like any other failure, so that it ends some day. */
  const find: FindSource = async (account, wanted) => {
    try {
      return await options.find(account, wanted);
    } catch (error) {
      if (error instanceof TransientFailure || error instanceof AmbiguousFailure || error instanceof PermanentFailure)
        throw error;
      log.error({ err: error, account }, 'recording.fetched: unexpected failure; please report this.');
      throw new TransientFailure('unexpected failure, see the log');
    }
  };

  const settle = async (taken: TakenRecording, result: Attempt): Promise<AttemptOutcome> => {
    const now = clock.now();
    if (result.kind === 'stored') {
      storageOutage.worked();
      if (await store.stored(taken, result.copy, now)) return 'stored';
      // It was erased meanwhile, or another worker stored the same file under the same name.
      for (const name of await store.orphans([taken.name])) await options.storage.remove(name);
      return 'lost';
    }
    if (result.kind === 'never') {
      await store.never(taken, result.reason);
      return 'never';
    }
    if (result.kind === 'not-kept') {
      storageOutage.failed(new Error(result.reason));
      const at = new Date(now.getTime() + STORAGE_PAUSE_MS);
      await store.waits(taken, { at, reason: 'storage', seenSize: null, now, counted: false });
      return 'not-kept';
    }
    const giveUpAt = new Date(taken.bornAt.getTime() + options.giveUpHours * 3600_000);
    const at = nextRecordingAttempt({
      attempts: taken.attempts + 1,
      now,
      giveUpAt,
      retryAfterSeconds: result.retryAfterSeconds,
    });
    if (at === null) {
      await store.never(taken, result.reason);
      return 'gave-up';
    }
    await store.waits(taken, { at, reason: result.reason, seenSize: result.seenSize, now, counted: true });
    return 'not-yet';
  };

  const take = async (): Promise<Promise<AttemptOutcome>[]> => {
    const free = concurrency - running.size;
    if (free <= 0) return [];
    return (await store.take(clock.now(), free)).map((taken) => {
      const run = attempt(taken);
      running.add(run);
      const ended = (): void => void running.delete(run);
      run.then(ended, (error: unknown) => {
        ended();
        log.error({ err: error, recording: taken.id }, 'recording.fetched: unexpected failure; please report this.');
      });
      return run;
    });
  };

  return {
    start() {
      stopTurns ??= repeat({ everyMs: options.everyMs ?? 1000, what: 'fetch recordings', log, work: take });
    },
    async stop() {
      await stopTurns?.();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
      await Promise.race([Promise.allSettled(running), limit]);
      clearTimeout(timer);
    },
    turn: async () => Promise.all(await take()),
  };
}
