import type { Queue } from '../platform/queue/index.ts';
import { outageLog, type Log } from '../platform/telemetry/index.ts';

const LONGEST_PAUSE_MS = 5_000;

export interface Sweeper {
  /** Waits for the sweep that runs. */
  stop(): Promise<void>;
}

/**
 * Puts what is owed into the queue, in bulk and at a bounded rate, whoever made it owed and whenever: after a restart
 * or when the queue lost everything the rows are found again.
 *
 * `claim` answers ids that are due and puts them aside for a while, so that they come again only if nobody worked on
 * them; `release` makes claimed ids due at once, for when the queue did not take them.
 */
export function startSweeper(options: {
  claim(limit: number): Promise<string[]>;
  release(ids: readonly string[]): Promise<void>;
  queue: Pick<Queue, 'name' | 'addBulk'>;
  log: Log;
  everyMs?: number;
  limit?: number;
}): Sweeper {
  const { everyMs = 250, limit = 200 } = options;
  const stopping = new AbortController();
  const outage = outageLog({
    log: options.log,
    what: `Sweeping into queue ${options.queue.name}`,
    advice: 'Nothing is lost; it is tried again every few seconds.',
  });

  let queueFailed = false;

  const sweep = async (): Promise<void> => {
    const ids = await options.claim(limit);
    if (ids.length === 0) return;
    try {
      await options.queue.addBulk(ids);
      queueFailed = false;
    } catch (error) {
      queueFailed = true;
      await options.release(ids);
      throw error;
    }
  };

  const run = async (): Promise<void> => {
    let pauseMs = everyMs;
    while (!stopping.signal.aborted) {
      try {
        await sweep();
        // A sweep that found nothing says nothing about the queue.
        if (!queueFailed) outage.worked();
        pauseMs = everyMs;
      } catch (error) {
        outage.failed(error);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS) * (0.75 + Math.random() / 4);
      }
      await pause(pauseMs, stopping.signal);
    }
  };

  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
