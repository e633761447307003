import { requireRole } from '../access/index.ts';
import { startRefreshes } from '../callers/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { createAppointmentsApi } from './appointments-api.ts';
import { createSlotsApi } from './slots-api.ts';
import { refreshId, refreshVisits, type VisitSourcePorts } from './sources/refresh-visits.ts';
import { createVisitSourcesApi } from './sources/visit-sources-api.ts';

export interface Appointments {
  routers: ReturnType<typeof createAppointmentsApi>[];
  /** Reads every source when its time has come; answers how to stop. */
  work(ports: VisitSourcePorts, tickMs?: number): () => Promise<void>;
}

/** Visits and free slots: who may see and tell them, and where they come from. */
export function startAppointments(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
}): Appointments {
  const { database, configuration, clock, log } = options;
  const common = { database, configuration, clock };
  return {
    routers: [
      createVisitSourcesApi({
        ...common,
        mayLook: requireRole('it', 'manager', 'senior'),
        mayAsk: requireRole('it'),
      }),
      createAppointmentsApi({ ...common, mayPut: requireRole('it', 'manager', 'senior') }),
      createSlotsApi({ database, clock }),
    ],
    work: (ports, tickMs) =>
      startRefreshes({
        ...{ database, clock, log, what: 'visits', tickMs },
        ids: () => (configuration().appointments?.sources ?? []).map(({ id }) => refreshId(id)),
        async refresh(id, signal) {
          const current = configuration();
          const source = current.appointments?.sources.find((one) => refreshId(one.id) === id);
          if (source === undefined) return { outcome: 'busy' };
          return refreshVisits(source, { ...ports, database, configuration: current, signal });
        },
      }),
  };
}
