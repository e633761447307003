import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { repeat } from '../../platform/repeat.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { SourcePorts } from './open-source.ts';
import { refreshSource } from './refresh-source.ts';
import { sourceStore } from './source-store.ts';

const TICK_MS = 5000;
/** Each holds two connections to our database. */
const AT_ONCE = 2;

/** Reads every source of the directory when its time has come. Answers how to stop. */
export function startSources(options: {
  database: Database;
  configuration(): Configuration;
  ports: SourcePorts;
  log: Log;
  tickMs?: number;
}): () => Promise<void> {
  const { database, log, ports } = options;
  const store = sourceStore(database.sql);
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();

  async function tick(): Promise<void> {
    const configuration = options.configuration();
    const sources = new Map(configuration.directory.sources.map((source) => [source.id, source]));
    const due = await store.due([...sources.keys()], ports.clock.now());
    for (const id of due) {
      const source = sources.get(id);
      if (source === undefined || running.has(id) || running.size >= AT_ONCE) continue;
      const refresh = refreshSource(source, { ...ports, database, configuration, signal: stopping.signal })
        .then((refreshed) => {
          if (refreshed.outcome === 'failed')
            log.warn(
              { source: id, kind: refreshed.kind, problem: refreshed.message },
              'directory.refresh-failed: the old directory stays; `trubka sources` shows its age',
            );
          else if (refreshed.outcome === 'done') {
            const { places: _places, ...counts } = refreshed.report;
            log.info({ source: id, ...counts }, 'directory.refreshed');
          }
        })
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error({ source: id, err: error }, 'directory.refresh-failed');
        })
        .finally(() => running.delete(id));
      running.set(id, refresh);
    }
  }

  const stopTicks = repeat({
    everyMs: options.tickMs ?? TICK_MS,
    firstMs: Math.min(1000, options.tickMs ?? TICK_MS),
    what: 'refresh the directory',
    log,
    work: tick,
  });
  return async () => {
    stopping.abort();
    await stopTicks();
    await Promise.all(running.values());
  };
}
