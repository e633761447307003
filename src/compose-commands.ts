export { explainNotification, fieldsOf } from '../adapters/kit/explain-notification.ts';
export { explainMapped } from '../adapters/pbx/mapped/explain-mapped.ts';
import { addressAllowed } from '../adapters/kit/allowed-address.ts';
import { createHttpClient } from '../adapters/kit/http.ts';
import { readMysql } from '../adapters/kit/read-mysql.ts';
import { readSqlServer } from '../adapters/kit/read-sqlserver.ts';
import { writeMysql } from '../adapters/kit/write-mysql.ts';
import { writeSqlServer } from '../adapters/kit/write-sqlserver.ts';
import { misAdapters } from '../adapters/mis/index.ts';
import { pbxAdapters } from '../adapters/pbx/index.ts';
import { smsAdapters } from '../adapters/sms/index.ts';
import { refreshVisits, type VisitSourcePorts } from './appointments/index.ts';
import { refreshSource, type Refreshed, type SourcePorts } from './callers/index.ts';
import { createIntake, createReceiver, type Receiver, type StoredEvent } from './calls/index.ts';
import type { Clock } from './contracts/clock.ts';
import type { MisAdapter } from './contracts/mis.ts';
import type { PbxAdapter } from './contracts/pbx.ts';
import type { SqlWriters } from './contracts/sql-target.ts';
import { isAnswerable } from './contracts/sms.ts';
import type { Configuration, ProviderSchemas } from './platform/configuration/index.ts';
import { readPostgres, writePostgres, type Database } from './platform/database/index.ts';
import { createPbxAccess } from './platform/pbx-access.ts';
import type { Log } from './platform/telemetry/index.ts';
import { misTokensOf, startMis, type Mis } from './mis/index.ts';
import { createReconcile, type Reconcile } from './reconciliation/index.ts';

/** What every provider wants in its account, for reading the configuration. */
export const providerSchemas: ProviderSchemas = {
  pbx: new Map(pbxAdapters.map((adapter) => [adapter.id, adapter.settings])),
  mis: new Map(misAdapters.map((adapter) => [adapter.id, adapter.settings])),
  sms: new Map(smsAdapters.map((adapter) => [adapter.id, adapter.settings])),
  answerable(provider, sender, settings) {
    const adapter = smsAdapters.find(({ id }) => id === provider);
    return adapter !== undefined && isAnswerable(adapter, sender, settings);
  },
  tellsReceiptAddress: (provider, settings) =>
    smsAdapters.find(({ id }) => id === provider)?.tellsReceiptAddress?.(settings) ?? false,
};

export function pbxAdapter(provider: string): PbxAdapter | undefined {
  return pbxAdapters.find((adapter) => adapter.id === provider);
}

const DEFAULT_SETTLE_SECONDS = 15;
export const PBX_TIMEOUT_MS = 10_000;
export const MIS_TIMEOUT_MS = 30_000;

/** Databases of the clinic that accounts write to. */
export const sqlWriters: SqlWriters = {
  ...{ postgresql: writePostgres, mariadb: writeMysql, mysql: writeMysql, sqlserver: writeSqlServer },
};

export function settleSecondsOf(configuration: Configuration, adapters: ReadonlyMap<string, PbxAdapter>) {
  return (accountId: string, facts: readonly StoredEvent[]): number => {
    const account = configuration.pbx.get(accountId);
    const adapter = account === undefined ? undefined : adapters.get(account.provider);
    if (adapter?.finalKinds?.some((kind) => facts.some(({ event }) => event.kind === kind))) return 0;
    return account?.settleSeconds ?? adapter?.settleSeconds ?? DEFAULT_SETTLE_SECONDS;
  };
}

/** A command stores facts, too; whoever serves reads from the database what is to be shown. */
function intakeOfCommand(options: { configuration: Configuration; database: Database; clock: Clock }) {
  const { configuration, database, clock } = options;
  const adapters = new Map(pbxAdapters.map((adapter) => [adapter.id, adapter]));
  const intake = createIntake({
    ...{ pool: database.pool, configuration: () => configuration, clock },
    settleSeconds: settleSecondsOf(configuration, adapters),
    onCommitted: () => undefined,
  });
  return { adapters, intake };
}

/** What `trubka replay quarantine` works with. */
export function composeReceiver(options: {
  configuration: Configuration;
  database: Database;
  clock: Clock;
  log: Log;
}): { receiver: Receiver; close(): Promise<void> } {
  const { configuration, database, clock, log } = options;
  const { adapters, intake } = intakeOfCommand(options);
  const receiver = createReceiver({
    ...{ adapters, intake, sql: database.sql, clock },
    accounts: () => configuration.pbx,
    addressAllowed: (address, ranges) => addressAllowed(address, ranges),
    onUnusable: (error) => log.error({ err: error }, 'a kept webhook could not be processed'),
  });
  return { receiver, close: () => intake.close() };
}

/** What the sources of the directory are read with. */
export function sourcePorts(options: {
  configuration: Configuration;
  database: Pick<Database, 'pool'>;
  adapters: readonly MisAdapter[];
  dataFolder: string;
  clock: Clock;
}): {
  ports: SourcePorts & VisitSourcePorts;
  close(): Promise<void>;
} {
  const { configuration, clock } = options;
  const tokens = misTokensOf(options);
  const adapters = new Map(options.adapters.map((adapter) => [adapter.id, adapter]));
  const branches = [...configuration.branches.values()].map(({ id, name, zone }) => ({ id, name, zone }));
  const http = createHttpClient({ timeoutMs: MIS_TIMEOUT_MS });
  const within = (account: string) => ({ account, branches, http, clock, sql: sqlWriters, tokens: tokens.of(account) });
  const ports: SourcePorts & VisitSourcePorts = {
    sql: { postgresql: readPostgres, mariadb: readMysql, mysql: readMysql, sqlserver: readSqlServer },
    listPeople(id) {
      const account = configuration.mis.get(id);
      const adapter = adapters.get(account?.provider ?? '');
      if (account === undefined || adapter?.people === undefined) return null;
      const { settings } = account;
      return (signal) => adapter.people!({ ...within(id), settings, signal });
    },
    listVisits(id) {
      const account = configuration.mis.get(id);
      const api = adapters.get(account?.provider ?? '')?.api;
      if (account === undefined || api?.listVisits === undefined) return null;
      const { settings } = account;
      return {
        tellsChanges: api.can(settings).visits === 'changes',
        list: (range, signal) => api.listVisits!(range, { ...within(id), settings, signal }),
      };
    },
    clock,
  };
  return { ports, close: async () => http.close() };
}

/** What `trubka sources refresh` works with, beside a Trubka that serves or without one. One id may name both. */
export function composeSources(options: {
  configuration: Configuration;
  database: Database;
  dataFolder: string;
  clock: Clock;
}): {
  refresh(
    what: 'people' | 'visits',
    id: string,
    asked: Pick<Parameters<typeof refreshSource>[1], 'signal' | 'progress' | 'onDoubt' | 'allowLoss'>,
  ): Promise<Refreshed>;
  close(): Promise<void>;
} {
  const { configuration, database } = options;
  const { ports, close } = sourcePorts({ ...options, adapters: misAdapters });
  return {
    async refresh(what, id, asked) {
      const common = { ...ports, ...asked, database, configuration };
      const people = configuration.directory.sources.find((one) => one.id === id);
      const visits = configuration.appointments?.sources.find((one) => one.id === id);
      if (what === 'people' && people !== undefined) return refreshSource(people, common);
      if (what === 'visits' && visits !== undefined) return refreshVisits(visits, { ...common, whole: true });
      throw new Error('There is no such source');
    },
    close,
  };
}

/** What `trubka reconcile` works with, beside a Trubka that serves or without one. */
export function composeReconcile(options: {
  configuration: Configuration;
  database: Database;
  clock: Clock;
  log: Log;
}): Reconcile {
  const { configuration } = options;
  const { adapters, intake } = intakeOfCommand(options);
  const { access, close } = createPbxAccess({
    ...options,
    accounts: () => configuration.pbx,
    adapters,
    openHttp: () => createHttpClient({ timeoutMs: PBX_TIMEOUT_MS }),
  });
  return createReconcile({ ...options, find: access, intake, close });
}

/** What `trubka mis` works with, beside a Trubka that serves or without one. */
export function composeMis(options: {
  configuration: Configuration;
  database: Database;
  dataFolder: string;
  clock: Clock;
}): Mis {
  return startMis({
    ...options,
    adapters: misAdapters,
    openHttp: ({ trusted }) => createHttpClient({ timeoutMs: MIS_TIMEOUT_MS, publicOnly: !trusted }),
    sql: sqlWriters,
    readRecording: async () => null,
  });
}
