import { followVisitChanges } from '../appointments/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database, PoolClient } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { markCalls, markRequests, markVisits } from './contact-due.ts';
import { recountDue } from './recount.ts';
import { createReportsApi } from './reports-api.ts';
import { createShiftApi } from './shift-api.ts';

export interface Reports {
  routers: ReturnType<typeof createReportsApi>[];
  /** Calls were settled, for the first time or after a correction: one insert in their transaction. */
  onSettled(tx: PoolClient, calls: readonly { id: number }[]): Promise<void>;
  /** A request was made or changed: one insert in that transaction. */
  onRequest(tx: PoolClient, request: { id: number }): Promise<void>;
  /** Counts contacts anew after calls, requests and visits; answers how to stop. */
  work(everyMs?: number): () => Promise<void>;
}

/** Contacts, the visits they brought, and the figures that are counted from them. */
export function startReports(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
  /** What clinics call a provider of telephony, by its name in the configuration. */
  providerName(provider: string): string;
}): Reports {
  const { database, configuration, clock, log, providerName } = options;
  const scope = { pool: database.pool, clock, configuration };
  return {
    routers: [createReportsApi({ ...scope, providerName }), createShiftApi(scope)],
    onSettled: (tx, calls) =>
      markCalls(
        tx,
        calls.map(({ id }) => id),
      ),
    onRequest: (tx, { id }) => markRequests(tx, [id]),
    work(everyMs = 1000) {
      let stopping = false;
      const stops = [
        repeat({
          everyMs,
          what: 'count contacts',
          log,
          async work() {
            while (!stopping && (await recountDue(database.pool, configuration())) > 0);
          },
        }),
        followVisitChanges({
          ...{ database, clock, log, name: 'reports' },
          handle: (tx, changes) =>
            markVisits(
              tx,
              changes.map(({ visitId }) => visitId),
            ),
        }),
      ];
      return async () => {
        stopping = true;
        await Promise.all(stops.map((stop) => stop()));
      };
    },
  };
}
