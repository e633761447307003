import type { Clock } from '../contracts/clock.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import { misCannot, type MisCannot } from '../contracts/mis-api.ts';
import type { MisAdapter } from '../contracts/mis.ts';
import { resumeSending, type DeliveryKind, type SettledCall, type ToldAccount } from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database, PoolClient } from '../platform/database/index.ts';
import { ownKeys } from '../platform/keys/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { OnTimetable } from '../appointments/index.ts';
import type { SqlWriters } from '../contracts/sql-target.ts';
import type { WholeRecording } from '../recordings/index.ts';
import { rememberClick } from './clicks.ts';
import { beginConnecting, finishConnecting } from './connect-account.ts';
import { createConnectedApi } from './connected-api.ts';
import { createEventsApi, type EventsOptions } from './events-api.ts';
import { misApiAccounts, toldAccount, type MisApiAccount } from './mis-accounts.ts';
import { createMisAccess, type MisAccess } from './mis-access.ts';
import { MIS_LANE, misKinds } from './mis-kinds.ts';
import { oweNewVisits, type BookedVisit } from './owe-new-visits.ts';
import { oweRequest, type RequestTicket } from './owe-request.ts';
import { oweTickets } from './owe-tickets.ts';
import { readTimetables } from './read-timetables.ts';
import { oweVisitAnswers } from './owe-visit-answers.ts';
import { createRinging, type RingingOptions } from './tell-ringing.ts';
import { misTokens, type MisTokens } from './token-store.ts';

const SELF_TEST_MS = 30_000;

/** Tokens of the configured accounts, sealed with the clinic's own key. */
export function misTokensOf(options: {
  database: Pick<Database, 'pool'>;
  configuration: Pick<Configuration, 'recordings'>;
  dataFolder: string;
  clock: Clock;
}): MisTokens {
  const keys = ownKeys(options.configuration, options.dataFolder);
  return misTokens({ pool: options.database.pool, keys, clock: options.clock });
}

export type Mis = ReturnType<typeof startMis>;

/** The systems whose API we call, put together. Nothing runs by itself: the deliveries do the work. */
export function startMis(options: {
  database: Database;
  configuration: Configuration;
  adapters: readonly MisAdapter[];
  dataFolder: string;
  clock: Clock;
  openHttp(account: { trusted: boolean }): HttpClient;
  sql: SqlWriters;
  readRecording(callId: number, maximumBytes: number): Promise<WholeRecording | null>;
}) {
  const { database, configuration, clock } = options;
  const accounts = misApiAccounts(options.adapters, configuration.mis, configuration.directory.sources);
  const tokens = misTokensOf(options);
  const branches = [...configuration.branches.values()].map(({ id, name, zone }) => ({ id, name, zone }));
  const access: MisAccess = createMisAccess({
    accounts,
    branches,
    tokens,
    clock,
    ...{ sql: options.sql, openHttp: options.openHttp },
  });
  const connecting = { access, tokens, clock, pool: database.pool };
  const told: readonly ToldAccount[] = [...accounts.values()].map(toldAccount);
  return {
    access,
    tokens,
    accounts,
    /** What is owed to them by the settling of calls. */
    told,
    kinds: (): DeliveryKind[] =>
      misKinds({ ...options, access, pool: database.pool, language: configuration.clinic.language }),
    /** In the transaction that settles these calls, after they are owed. */
    oweTickets: (client: PoolClient, calls: readonly SettledCall[]): Promise<void> =>
      oweTickets(client, {
        calls,
        accounts: accounts.values(),
        clinic: { lines: configuration.lines, zone: branches[0]?.zone ?? 'UTC' },
        language: configuration.clinic.language,
        at: clock.now(),
      }),
    /** In the transaction that keeps what somebody asked for. */
    oweRequest: (
      tx: PoolClient,
      owed: { requestId: number; taskId: number | null; tickets: readonly RequestTicket[] },
    ) => oweRequest(tx, { ...owed, language: configuration.clinic.language, at: clock.now() }),
    /** In the transaction that keeps what a workplace asked for. */
    oweNewVisits: (tx: PoolClient, booked: { requestId: number; visits: readonly BookedVisit[] }) =>
      oweNewVisits(tx, { ...booked, language: configuration.clinic.language, at: clock.now() }),
    /** In the transaction that keeps what a patient answered about visits. */
    oweVisitAnswers: (tx: PoolClient, answered: Parameters<typeof oweVisitAnswers>[1]): Promise<void> =>
      oweVisitAnswers(tx, answered, {
        accounts,
        accountOf: (source) => configuration.appointments?.sources.find(({ id }) => id === source)?.account,
      }),
    /** How often a timetable that is read for this account is expected to change, minutes; null: none is read. */
    timetableEvery: (account: string): number | null =>
      accounts.get(account)?.api.timetable?.changesEveryMinutes ?? null,
    readTimetables: (more: { log: Log; onTimetable: OnTimetable }): (() => Promise<void>) =>
      readTimetables(accounts.values(), { database, access, clock, ...more }),
    name: (account: string): string | null => accounts.get(account)?.name ?? null,
    cannot(account: string): readonly MisCannot[] {
      const found = accounts.get(account);
      return found === undefined ? [] : misCannot(found.can);
    },
    /** Proves address and credentials; sending that was stopped goes on. Null for another account. */
    tester(account: string): (() => Promise<{ resumed: boolean }>) | null {
      const found = accounts.get(account);
      if (found === undefined) return null;
      return async () => {
        await found.api.selfTest(access.context(found, SELF_TEST_MS));
        return { resumed: await resumeSending(database.pool, { account, lane: MIS_LANE, at: clock.now() }) };
      };
    },
    beginConnecting: (account: MisApiAccount) => beginConnecting(account, connecting),
    finishConnecting: (account: MisApiAccount, code: string) => finishConnecting(account, code, connecting),
    connectedApi: (failed: (account: string, reason: string) => void) => createConnectedApi({ ...connecting, failed }),
    eventsApi: (more: Omit<EventsOptions, 'access' | 'began'>) =>
      createEventsApi({
        ...{ ...more, access },
        began: (click) => rememberClick(database.pool, { ...click, at: clock.now() }),
      }),
    /** Told after the commit, beside everything else. */
    ringing: (more: Pick<RingingOptions, 'extensionOf' | 'mayKnow' | 'log'>) =>
      createRinging({ ...more, accounts, access, clock }),
    close: () => access.close(),
  };
}
