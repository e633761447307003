import { createDataLevelApi, readDataLevel } from '../callers/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import { confirmBookings } from './confirm-bookings.ts';
import { createCorrectionsApi } from './corrections-api.ts';
import { createPeopleChangesApi } from './people-changes-api.ts';
import { createReceptionApi } from './reception-api.ts';

export interface Corrections {
  routers: ReturnType<typeof createCorrectionsApi>[];
  /** Looks for bookings of calls that were presumed to be about the own visit; answers how to stop. */
  work(everyMs?: number): () => Promise<void>;
}

/** What people at the screens say against the directory and the rules, and what visits say against the presumption. */
export function startCorrections(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
  onCommitted(pops: LoadedPop[]): void;
}): Corrections {
  const { database, configuration, clock, log } = options;
  const branches = (): string[] => [...configuration().branches.keys()];
  const correcting = { pool: database.pool, clock, configuration, onCommitted: options.onCommitted };
  return {
    routers: [
      createCorrectionsApi({ ...correcting, sql: database.sql, branches }),
      createReceptionApi({ ...correcting, sql: database.sql, branches }),
      createPeopleChangesApi({ ...correcting, sql: database.sql }),
      createDataLevelApi({ read: (branch) => readDataLevel(branch, correcting) }),
    ],
    work: (everyMs = 60_000) =>
      repeat({ everyMs, what: 'confirm bookings', log, work: () => confirmBookings(correcting) }),
  };
}
