import { addressAllowed } from '../adapters/kit/allowed-address.ts';
import { createHttpClient } from '../adapters/kit/http.ts';
import { misAdapters } from '../adapters/mis/index.ts';
import { pbxAdapters } from '../adapters/pbx/index.ts';
import { createMeApi, identify, requireIdentity, viewerOf, type Identity } from './access/index.ts';
import { createDocumentsApi } from './documents-api.ts';
import { createSlotsApi } from './appointments/index.ts';
import { createPeopleApi, findPeople } from './callers/index.ts';
import {
  chooseCaller,
  COMMIT_WITHIN_MS,
  createCallsApi,
  createIntake,
  createQuarantineApi,
  createReceiver,
  createWebhookApi,
  expireCalls,
  listCalls,
  pruneReceived,
  readCall,
  settledCall,
  settleDueCalls,
  type SettledRow,
  type StoredEvent,
} from './calls/index.ts';
import type { Clock } from './contracts/clock.ts';
import type { MisAdapter } from './contracts/mis.ts';
import type { PbxAdapter } from './contracts/pbx.ts';
import {
  createForwarder,
  createPullApi,
  createPullPorts,
  oweForward,
  publishCalls,
  pullAccounts,
} from './deliveries/index.ts';
import type { Configuration, ProviderSchemas } from './platform/configuration/index.ts';
import type { Role } from './platform/configuration/index.ts';
import type { Database, PoolClient } from './platform/database/index.ts';
import {
  createHttpApp,
  createOperationsApi,
  noSuchRoute,
  problemHandler,
  serveWebApp,
  type HttpPart,
} from './platform/http/index.ts';
import { openQueue } from './platform/queue/index.ts';
import { repeat } from './platform/repeat.ts';
import { createMetrics, readGauges, type Log } from './platform/telemetry/index.ts';
import { openWakeUp } from './platform/wake-up/index.ts';
import {
  branchFeed,
  createFeedTails,
  createGateway,
  prunePops,
  readHeads,
  readLiveCalls,
  readOldest,
  readPops,
  seatFeed,
  type LoadedPop,
} from './pops/index.ts';

export interface ComposeOptions {
  configuration: Configuration;
  database: Database;
  redisUrl: string | undefined;
  roles: ReadonlySet<Role>;
  clock: Clock;
  log: Log;
  /** 0 takes a free port. */
  port: number;
  host: string;
  /** Where the built browser app is. */
  webFolder: string;
  adapters?: { pbx?: readonly PbxAdapter[]; mis?: readonly MisAdapter[] };
  /** How often what is due is looked for, ms. */
  settleEveryMs?: number;
}

export interface App {
  port: number;
  /** Takes nothing new, finishes what runs, closes in reverse order. */
  stop(): Promise<void>;
}

/** What every provider wants in its account, for reading the configuration. */
export const providerSchemas: ProviderSchemas = {
  pbx: new Map(pbxAdapters.map((adapter) => [adapter.id, adapter.settings])),
  mis: new Map(misAdapters.map((adapter) => [adapter.id, adapter.settings])),
};

export function pbxAdapter(provider: string): PbxAdapter | undefined {
  return pbxAdapters.find((adapter) => adapter.id === provider);
}

const DEFAULT_SETTLE_SECONDS = 15;
const HOUR_MS = 3600_000;
const TOKEN_CACHE_MS = 5000;
const FORWARD_TIMEOUT_MS = 10_000;

/** The only place where the parts are put together. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { database, clock, log, configuration } = options;
  const { pool, sql } = database;
  const pbx = new Map((options.adapters?.pbx ?? pbxAdapters).map((adapter) => [adapter.id, adapter]));
  const currentConfiguration = (): Configuration => configuration;
  const clinic = { lines: configuration.lines, zone: [...configuration.branches.values()][0]?.zone ?? 'UTC' };
  const metrics = createMetrics({ log });
  const stops: (() => Promise<unknown>)[] = [];

  const wakeUp = await openWakeUp({ databaseUrl: database.url, redisUrl: options.redisUrl, log });
  stops.push(() => wakeUp.close());
  const onError = (error: unknown): void => log.error({ err: error }, 'unexpected error');

  const tails = createFeedTails({
    readHeads: (feeds) => readHeads(pool, feeds),
    readPops: (positions) => readPops(pool, positions),
    onError,
  });
  const onCommitted = (pops: readonly LoadedPop[]): void => {
    if (pops.length === 0) return;
    tails.committed(pops);
    wakeUp.publish('pops');
  };

  const settleSeconds = (accountId: string, facts: readonly StoredEvent[]): number => {
    const account = configuration.pbx.get(accountId);
    const adapter = account === undefined ? undefined : pbx.get(account.provider);
    if (adapter?.finalKinds?.some((kind) => facts.some(({ event }) => event.kind === kind))) return 0;
    return account?.settleSeconds ?? adapter?.settleSeconds ?? DEFAULT_SETTLE_SECONDS;
  };
  const intake = createIntake({
    pool,
    configuration: currentConfiguration,
    clock,
    settleSeconds,
    onCommitted,
    maximumWaitMs: COMMIT_WITHIN_MS,
    onGroup: (size) => metrics.intakeBatchEvents.observe(size),
  });
  const receiver = createReceiver({
    accounts: () => configuration.pbx,
    adapters: pbx,
    addressAllowed: (address, ranges) => addressAllowed(address, ranges),
    intake,
    sql,
    clock,
    forward: {
      alongside: (account, request, at) => (client) => oweForward(client, { account, request, at }),
      alone: (account, request, at) => oweForward(sql, { account, request, at }),
    },
    onUnusable: (error) =>
      log.error({ err: error }, 'a webhook could not be processed; it is kept or the provider is asked to repeat it'),
  });
  const identifyToken = cached((token: string) => identify(sql, token), clock);

  const misAccounts = pullAccounts(options.adapters?.mis ?? misAdapters, configuration.mis);
  const settling = {
    pool,
    configuration: currentConfiguration,
    clock,
    onCommitted,
    publish: (client: PoolClient, rows: readonly SettledRow[]) =>
      publishCalls({ tx: client, calls: rows.map(settledCall), accounts: misAccounts, clinic, clock }),
  };

  let stopping = false;
  const operations = createOperationsApi({
    async ready() {
      if (stopping) return 'stopping';
      await pool.query('select 1');
      return null;
    },
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.text() }),
  });
  const http = createHttpApp([
    operations,
    ...(options.roles.has('web') ? webRouters() : []),
    noSuchRoute,
    problemHandler(onError),
  ]);

  const gateway = createGateway({
    tails,
    readPops: (positions) => readPops(pool, positions),
    readOldest: (feeds) => readOldest(pool, feeds),
    readLiveCalls: (feeds) => readLiveCalls(pool, feeds),
    heartbeatSeconds: configuration.pops.heartbeatSeconds,
    maximumUnsentBytes: configuration.pops.maximumUnsentBytes,
    now: () => clock.now(),
    onError,
    onShown: (pop) => {
      if (pop.receivedAt !== undefined)
        metrics.popSeconds.observe((clock.now().getTime() - pop.receivedAt.getTime()) / 1000);
    },
    onSockets: (count) => metrics.sockets.set(count),
    async viewerOf(token) {
      const identity = await identifyToken(token);
      return identity === null ? null : viewerOf(identity, configuration, { seat: seatFeed, branch: branchFeed });
    },
  });

  if (options.roles.has('web')) gateway.attach(http.server);
  const port = await http.listen(options.port, options.host);

  stops.push(wakeUpTails());
  if (options.roles.has('worker')) {
    stops.push(await startForwarder());
    stops.push(repeat({ everyMs: options.settleEveryMs ?? 250, what: 'settle calls', log, work: settleAll }));
    stops.push(repeat({ everyMs: 10_000, what: 'expire calls', log, work: () => expireCalls(settling) }));
    stops.push(repeat({ everyMs: HOUR_MS, what: 'forget what is old', log, work: forgetOld }));
  }
  metrics.onScrape(() => {
    metrics.databaseWaiting.set(pool.waitingCount);
    metrics.databaseConnections.set(pool.totalCount);
  });
  metrics.onScrape(() => readGauges({ sql, metrics, now: clock.now() }));

  return {
    port,
    async stop() {
      stopping = true;
      await gateway.close();
      await http.close();
      await intake.close();
      for (const stop of stops.toReversed()) await stop();
    },
  };

  function webRouters(): HttpPart[] {
    const webhooks = createWebhookApi({
      receiver,
      onOutcome(account, outcome, milliseconds) {
        const label = { account: configuration.pbx.has(account) ? account : 'unknown' };
        if (outcome.kind === 'stored') metrics.webhooksReceived.inc(label);
        else if (outcome.kind === 'quarantined') metrics.webhooksQuarantined.inc(label);
        else if (outcome.kind === 'refused' || outcome.kind === 'busy')
          metrics.webhooksRefused.inc({ ...label, reason: outcome.kind });
        metrics.intakeSeconds.observe(milliseconds / 1000);
      },
    });
    const pulls = createPullApi({
      accounts: misAccounts,
      branches: [...configuration.branches.values()].map(({ id, name, zone }) => ({ id, name, zone })),
      ports: (account) => createPullPorts({ database, clock, account, clinic }),
      database,
      clock,
      addressAllowed: (allowFrom, address) => addressAllowed(address, allowFrom),
      polled: (poll) => log.info({ ...poll }, 'polled'),
      failed: (error, account) => log.error({ err: error, account }, 'a poll could not be answered'),
    });
    const calls = createCallsApi({
      list: (filter) => listCalls(sql, filter),
      read: (id) => readCall(sql, id),
      choose: (wanted) => chooseCaller(wanted, { pool, clock, configuration: currentConfiguration, onCommitted }),
      branches: () => [...configuration.branches.keys()],
    });
    return [
      webhooks,
      pulls,
      createDocumentsApi(),
      {
        at: '/api/v1',
        routers: [
          requireIdentity(identifyToken),
          createMeApi(currentConfiguration),
          calls,
          createQuarantineApi({ sql, receiver, clock }),
          createSlotsApi({ database, clock }),
          createPeopleApi({ find: (asked) => findPeople(database, asked), configuration: currentConfiguration, clock }),
        ],
      },
      serveWebApp(options.webFolder),
    ];
  }

  function wakeUpTails(): () => Promise<void> {
    const unsubscribe = wakeUp.subscribe(() => void tails.catchUp());
    const stop = repeat({
      everyMs: 1000,
      what: 'follow the pops of other processes',
      log,
      work: () => tails.catchUp(),
    });
    return async () => {
      unsubscribe();
      await stop();
    };
  }

  async function startForwarder(): Promise<() => Promise<void>> {
    const queue = await openQueue({ name: 'forward', databaseUrl: database.url, redisUrl: options.redisUrl, log });
    const client = createHttpClient({ timeoutMs: FORWARD_TIMEOUT_MS });
    const forwarder = createForwarder({
      sql,
      queue,
      http: client,
      forwardTo: (account) => configuration.pbx.get(account)?.forwardTo,
      clock,
      log,
      onAttempt: (account, outcome) => metrics.deliveryAttempts.inc({ account, kind: 'forward', outcome }),
    });
    await forwarder.start();
    metrics.onScrape(async () => {
      for (const [state, count] of Object.entries(await queue.counts()))
        metrics.queueJobs.set({ queue: queue.name, state }, count);
    });
    return async () => {
      await forwarder.stop();
      await queue.close();
      client.close();
    };
  }

  async function settleAll(): Promise<void> {
    while (!stopping && (await settleDueCalls(settling)) > 0);
  }

  async function forgetOld(): Promise<void> {
    const now = clock.now();
    await prunePops(pool, new Date(now.getTime() - configuration.pops.replayHours * HOUR_MS));
    await pruneReceived(pool, now, configuration.retention);
  }
}

/** Screens ask often with the same token; a revoked one works at most this much longer. */
function cached(
  read: (token: string) => Promise<Identity | null>,
  clock: Clock,
): (token: string) => Promise<Identity | null> {
  const known = new Map<string, { identity: Identity; until: number }>();
  return async (token) => {
    const now = clock.now().getTime();
    const hit = known.get(token);
    if (hit !== undefined && hit.until > now) return hit.identity;
    known.delete(token);
    const identity = await read(token);
    if (identity !== null) {
      if (known.size > 10_000) known.clear();
      known.set(token, { identity, until: now + TOKEN_CACHE_MS });
    }
    return identity;
  };
}
