import type { Clock } from '../../contracts/clock.ts';
import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { repeat } from '../../platform/repeat.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import { runUpload, type Ran } from './run-upload.ts';
import { forgetUploads, uploadStore } from './upload-store.ts';
import { createUploadsApi } from './uploads-api.ts';

export interface Uploads {
  api: ReturnType<typeof createUploadsApi>;
  /** What runs ends and keeps nothing. */
  stop(): Promise<void>;
}

/** Files of people that are sent by the page of the import. */
export function startUploads(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
}): Uploads {
  const { database, clock, log } = options;
  const store = uploadStore(database.pool);
  const stopping = new AbortController();
  const running = new Set<Promise<Ran>>();
  const stopForgetting = repeat({
    everyMs: 10 * 60_000,
    what: 'forget files of people that were sent',
    log,
    work: () => forgetUploads(store, clock.now()),
  });
  return {
    api: createUploadsApi({
      ...options,
      store,
      run(upload, asked, branch) {
        const configuration = options.configuration();
        const signal = stopping.signal;
        const ran = runUpload({ upload, asked, branch, configuration, database, store, clock, log, signal });
        running.add(ran);
        return ran
          .catch((error: unknown): Ran => {
            log.error({ err: error }, 'import: how it ended could not be kept');
            return { state: 'failed' };
          })
          .finally(() => running.delete(ran));
      },
    }),
    async stop() {
      stopping.abort();
      await stopForgetting();
      await Promise.allSettled(running);
    },
  };
}
