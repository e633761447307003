import { join } from 'node:path';
import type { Clock } from '../contracts/clock.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import { misCannot, type MisCannot } from '../contracts/mis-api.ts';
import type { MisAdapter } from '../contracts/mis.ts';
import { resumeSending, type DeliveryKind, type SettledCall, type ToldAccount } from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database, PoolClient } from '../platform/database/index.ts';
import { loadKeyRing, type KeyRing, type WholeRecording } from '../recordings/index.ts';
import { beginConnecting, finishConnecting } from './connect-account.ts';
import { createConnectedApi } from './connected-api.ts';
import { createEventsApi, type EventsOptions } from './events-api.ts';
import { misApiAccounts, toldAccount, type MisApiAccount } from './mis-accounts.ts';
import { createMisAccess, type MisAccess } from './mis-access.ts';
import { MIS_LANE, misKinds } from './mis-kinds.ts';
import { oweTickets } from './owe-tickets.ts';
import { oweVisitAnswers } from './owe-visit-answers.ts';
import { misTokens, type MisTokens } from './token-store.ts';

const SELF_TEST_MS = 30_000;

/** Tokens of the configured accounts, sealed with the clinic's own key. */
export function misTokensOf(options: {
  database: Pick<Database, 'pool'>;
  configuration: Pick<Configuration, 'recordings'>;
  dataFolder: string;
  clock: Clock;
}): MisTokens {
  const { recordings } = options.configuration;
  let loading: Promise<KeyRing> | null = null;
  const keys = (): Promise<KeyRing> =>
    (loading ??= loadKeyRing(recordings, recordings.folder ?? join(options.dataFolder, 'recordings'), true));
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
  readRecording(callId: number, maximumBytes: number): Promise<WholeRecording | null>;
}) {
  const { database, configuration, clock } = options;
  const accounts = misApiAccounts(options.adapters, configuration.mis);
  const tokens = misTokensOf(options);
  const branches = [...configuration.branches.values()].map(({ id, name, zone }) => ({ id, name, zone }));
  const access: MisAccess = createMisAccess({ accounts, branches, tokens, clock, openHttp: options.openHttp });
  const connecting = { access, tokens, clock, pool: database.pool };
  const told: readonly ToldAccount[] = [...accounts.values()].map(toldAccount);
  return {
    access,
    tokens,
    accounts,
    /** What is owed to them by the settling of calls. */
    told,
    kinds: (): DeliveryKind[] => misKinds({ ...options, access, pool: database.pool }),
    /** In the transaction that settles these calls, after they are owed. */
    oweTickets: (client: PoolClient, calls: readonly SettledCall[]): Promise<void> =>
      oweTickets(client, {
        calls,
        accounts: accounts.values(),
        language: configuration.clinic.language,
        at: clock.now(),
      }),
    /** In the transaction that keeps what a patient answered about visits. */
    oweVisitAnswers: (tx: PoolClient, answered: Parameters<typeof oweVisitAnswers>[1]): Promise<void> =>
      oweVisitAnswers(tx, answered, {
        accounts,
        accountOf: (source) => configuration.appointments?.sources.find(({ id }) => id === source)?.account,
      }),
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
    eventsApi: (more: Omit<EventsOptions, 'access'>) => createEventsApi({ ...more, access }),
    close: () => access.close(),
  };
}
