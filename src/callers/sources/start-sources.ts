import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { SourcePorts } from './open-source.ts';
import { refreshSource } from './refresh-source.ts';
import { startRefreshes } from './start-refreshes.ts';

/** Reads every source of the directory when its time has come. Answers how to stop. */
export function startSources(options: {
  database: Database;
  configuration(): Configuration;
  ports: SourcePorts;
  log: Log;
  tickMs?: number;
}): () => Promise<void> {
  const { database, log, ports } = options;
  return startRefreshes({
    ...{ database, log, clock: ports.clock, what: 'directory', tickMs: options.tickMs },
    ids: () => options.configuration().directory.sources.map(({ id }) => id),
    async refresh(id, signal) {
      const configuration = options.configuration();
      const source = configuration.directory.sources.find((one) => one.id === id);
      if (source === undefined) return { outcome: 'busy' };
      return refreshSource(source, { ...ports, database, configuration, signal });
    },
  });
}
