import type { Clock } from '../../contracts/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import { repeat } from '../../platform/repeat.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Refreshed } from './run-refresh.ts';
import { sourceStore } from './source-store.ts';

const TICK_MS = 5000;
/** Each holds two connections to our database. */
const AT_ONCE = 2;

/** Refreshes every source when its time has come. `what` begins the events of the log. Answers how to stop. */
export function startRefreshes(options: {
  database: Database;
  what: string;
  clock: Clock;
  /** Those of now, by the id of their state. */
  ids(): readonly string[];
  refresh(id: string, signal: AbortSignal): Promise<Refreshed>;
  log: Log;
  tickMs?: number | undefined;
}): () => Promise<void> {
  const { log, what } = options;
  const store = sourceStore(options.database.sql);
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();

  async function tick(): Promise<void> {
    const ids = options.ids();
    for (const id of await store.due(ids, options.clock.now())) {
      if (running.has(id) || running.size >= AT_ONCE) continue;
      const refresh = options
        .refresh(id, stopping.signal)
        .then((refreshed) => {
          if (refreshed.outcome === 'failed')
            log.warn(
              { source: id, kind: refreshed.kind, problem: refreshed.message },
              `${what}.refresh-failed: what was known stays; \`trubka sources\` shows its age`,
            );
          else if (refreshed.outcome === 'done' && refreshed.report !== null) {
            const { places: _places, ...counts } = refreshed.report;
            log.info({ source: id, ...counts }, `${what}.refreshed`);
          }
        })
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error({ source: id, err: error }, `${what}.refresh-failed`);
        })
        .finally(() => running.delete(id));
      running.set(id, refresh);
    }
  }

  const stopTicks = repeat({
    everyMs: options.tickMs ?? TICK_MS,
    firstMs: Math.min(1000, options.tickMs ?? TICK_MS),
    what: `refresh ${what}`,
    log,
    work: tick,
  });
  return async () => {
    stopping.abort();
    await stopTicks();
    await Promise.all(running.values());
  };
}
