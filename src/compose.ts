import { addressAllowed } from '../adapters/kit/allowed-address.ts';
import { createFileClient } from '../adapters/kit/file-client.ts';
import { createHttpClient } from '../adapters/kit/http.ts';
import { misAdapters } from '../adapters/mis/index.ts';
import { pbxAdapters } from '../adapters/pbx/index.ts';
import { smsAdapters } from '../adapters/sms/index.ts';
import { identify, identifyQuickly, startAccess, viewerOf, type Identity } from './access/index.ts';
import { startAnswers } from './answers/index.ts';
import { startAppointments } from './appointments/index.ts';
import { findPeople, startSources, startUploads } from './callers/index.ts';
import {
  COMMIT_WITHIN_MS,
  createIntake,
  warmIntake,
  WRITERS,
  createReceiver,
  expireCalls,
  quarantine,
  settledCall,
  settleDueCalls,
  startCorrections,
  type SettledRow,
} from './calls/index.ts';
import { MIS_TIMEOUT_MS, PBX_TIMEOUT_MS, settleSecondsOf, sourcePorts, sqlWriters } from './compose-commands.ts';
import { webParts } from './compose-web.ts';
import type { Clock } from './contracts/clock.ts';
import type { MisAdapter } from './contracts/mis.ts';
import type { PbxAdapter } from './contracts/pbx.ts';
import type { SmsAdapter } from './contracts/sms.ts';
import {
  createPushAccess,
  forwardKind,
  oweForward,
  owePushes,
  oweTags,
  pbxTagsKind,
  publishCalls,
  pullAccounts,
  pushAccounts,
  pushKinds,
  startSending,
  tryPush,
} from './deliveries/index.ts';
import { forgetOld } from './forget-old.ts';
import { startIntegrations, startSubscriptions, startHeldConnections } from './integrations/index.ts';
import { startMessages } from './messages/index.ts';
import { startMis } from './mis/index.ts';
import type { Configuration, Role, RulesFile } from './platform/configuration/index.ts';
import { openDatabase, type Database, type PoolClient } from './platform/database/index.ts';
import {
  createHttpApp,
  createOperationsApi,
  noSuchRoute,
  problemHandler,
  type HttpPart,
} from './platform/http/index.ts';
import { ownKeys } from './platform/keys/index.ts';
import { createPbxAccess } from './platform/pbx-access.ts';
import { openQueue } from './platform/queue/index.ts';
import { repeat } from './platform/repeat.ts';
import { createMetrics, readGauges, type Log } from './platform/telemetry/index.ts';
import { openWakeUp } from './platform/wake-up/index.ts';
import {
  branchFeed,
  createFeedTails,
  createGateway,
  readHeads,
  readLiveCalls,
  readOldest,
  readPops,
  seatFeed,
  type LoadedPop,
} from './pops/index.ts';
import { compareSoon, startReconciliation } from './reconciliation/index.ts';
import { startRecordings, type Recordings } from './recordings/index.ts';
import { startReports } from './reports/index.ts';
import { startRequests } from './requests/index.ts';
import { keepDecisions, misMayKnow, startRules } from './rules/index.ts';
import type { SetupPort } from './setup/index.ts';
import { startTasks } from './tasks/index.ts';

export interface ComposeOptions {
  configuration: Configuration;
  /** The file that it comes from, whose rules may be changed while Trubka runs; left out: they stay as they are. */
  rulesFile?: RulesFile | undefined;
  /** Lets the configuration file be written from the browser. */
  setup?: SetupPort | undefined;
  database: Database;
  redisUrl: string | undefined;
  roles: ReadonlySet<Role>;
  clock: Clock;
  log: Log;
  /** 0 takes a free port. */
  port: number;
  host: string;
  /** Where copies of recordings are, if nothing else is configured. */
  dataFolder: string;
  /** Where the built browser app is. */
  webFolder: string;
  adapters?: { pbx?: readonly PbxAdapter[]; mis?: readonly MisAdapter[]; sms?: readonly SmsAdapter[] };
  /** How often what is due is looked for, ms. */
  settleEveryMs?: number;
  /** How long a PBX that asks about a call may wait for us, ms. */
  answerWithinMs?: number;
  expireEveryMs?: number;
  alarmsEveryMs?: number;
  bookingsEveryMs?: number;
}

export interface App {
  port: number;
  /** Takes nothing new, finishes what runs, closes in reverse order. */
  stop(): Promise<void>;
}

const HOUR_MS = 3600_000;
const FORWARD_TIMEOUT_MS = 10_000;

/** The only place where the parts are put together. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { database, clock, log, configuration } = options;
  const { pool, sql } = database;
  const pbx = new Map((options.adapters?.pbx ?? pbxAdapters).map((adapter) => [adapter.id, adapter]));
  const clinic = { lines: configuration.lines, zone: [...configuration.branches.values()][0]?.zone ?? 'UTC' };
  const metrics = createMetrics({ log });
  const stops: (() => Promise<unknown>)[] = [];

  const wakeUp = await openWakeUp({ databaseUrl: database.url, redisUrl: options.redisUrl, log });
  stops.push(() => wakeUp.close());
  const onError = (error: unknown): void => log.error({ err: error }, 'unexpected error');
  const rules = await startRules({
    ...{ configuration, file: options.rulesFile, database, wakeUp, clock, log },
    find: (asked) => findPeople(database, asked),
  });
  stops.push(() => rules.stop());
  const currentConfiguration = rules.configuration;

  const tails = createFeedTails({
    readHeads: (feeds) => readHeads(pool, feeds),
    readPops: (positions) => readPops(pool, positions),
    onError,
  });
  const onCommitted = (pops: readonly LoadedPop[]): void => {
    if (pops.length === 0) return;
    tails.committed(pops);
    ringing(pops);
    wakeUp.publish('pops');
  };

  // Connections of its own: no report and no list makes a notification wait, and their plans stay.
  const writing = openDatabase(database.url, { name: `trubka intake pid=${process.pid}`, connections: WRITERS });
  stops.push(() => writing.close());
  const intakePorts = {
    ...{ pool: writing.pool, clock, configuration: currentConfiguration },
    settleSeconds: settleSecondsOf(configuration, pbx),
  };
  if (options.roles.has('web') || options.roles.has('pbx')) await warmIntake({ ...intakePorts, log });
  const intake = createIntake({
    ...intakePorts,
    onCommitted,
    maximumWaitMs: COMMIT_WITHIN_MS,
    onGroup: (size) => metrics.intakeBatchEvents.observe(size),
  });
  const corrections = startCorrections({ database, configuration: currentConfiguration, clock, log, onCommitted });
  const pbxAccess = createPbxAccess({
    accounts: () => configuration.pbx,
    adapters: pbx,
    openHttp: () => createHttpClient({ timeoutMs: PBX_TIMEOUT_MS }),
    clock,
  });
  stops.push(async () => pbxAccess.close());
  const { access } = pbxAccess;
  const answers = startAnswers({
    ...{ database, access, clock, log, metrics },
    configuration: currentConfiguration,
    ...(options.answerWithinMs !== undefined && { withinMs: options.answerWithinMs }),
  });
  stops.push(() => answers.close());
  const pushes = pushAccounts(options.adapters?.mis ?? misAdapters, configuration.mis);
  const pushAccess = createPushAccess({
    accounts: pushes,
    openHttp: ({ trusted }) => createHttpClient({ timeoutMs: MIS_TIMEOUT_MS, publicOnly: !trusted }),
  });
  stops.push(async () => pushAccess.close());
  const recordings: Recordings = await startRecordings({
    ...{ database, configuration, access, clock, log, metrics },
    dataFolder: options.dataFolder,
    files: createFileClient(),
    async onReady(client, callId) {
      // A call that is not settled yet is told with its recordings when it is.
      const { rows } = await client.query<SettledRow & { rules: { mis?: readonly string[] | null } | null }>(
        'select * from call where id = $1 and settled_at is not null',
        [callId],
      );
      const calls = rows.map((row) => ({
        ...recordings.linked(settledCall(row)),
        misAccounts: row.rules?.mis ?? null,
      }));
      await owePushes({ tx: client, calls, accounts: [...pushes.values(), ...mis.told], clinic, at: clock.now() });
    },
  });
  const mis = startMis({
    ...{ database, configuration, clock, dataFolder: options.dataFolder },
    adapters: options.adapters?.mis ?? misAdapters,
    openHttp: ({ trusted }) => createHttpClient({ timeoutMs: MIS_TIMEOUT_MS, publicOnly: !trusted }),
    sql: sqlWriters,
    readRecording: recordings.read,
  });
  stops.push(async () => mis.close());
  const telephones = new Map([...configuration.seats.values()].map((seat) => [seatFeed(seat.id), seat.extensions[0]]));
  const ringing = mis.ringing({
    log,
    extensionOf: (feed) => telephones.get(feed),
    async mayKnow(account, callId) {
      const tells = misMayKnow(currentConfiguration(), account);
      if (tells === undefined) return true;
      const row = await sql.selectFrom('call').selectAll().where('id', '=', callId).executeTakeFirst();
      return row !== undefined && tells(row);
    },
  });
  const receiver = createReceiver({
    accounts: () => configuration.pbx,
    adapters: pbx,
    addressAllowed: (address, ranges) => addressAllowed(address, ranges),
    intake,
    sql,
    clock,
    forward: oweForward,
    answers,
    onUnusable: (error) =>
      log.error({ err: error }, 'a webhook could not be processed; it is kept or the provider is asked to repeat it'),
  });
  const integrations = startIntegrations({
    ...{ database, configuration: currentConfiguration, adapters: pbx, find: access, clock, log, metrics },
    told: {
      name: (account) => pushes.get(account)?.name ?? mis.name(account),
      cannot: (account) => mis.cannot(account),
      asking(account) {
        const asks = misAccounts.find((each) => each.account === account);
        if (asks === undefined) return null;
        const { pull, settings } = asks;
        return { name: asks.name, settings, setup: (baseUrl) => pull.setup?.(account, settings, baseUrl) ?? [] };
      },
      timetableEvery: (account) =>
        misAccounts.find((each) => each.account === account)?.pull.timetableEveryMinutes ?? mis.timetableEvery(account),
      tester(account) {
        const told = pushes.get(account);
        return told === undefined ? mis.tester(account) : () => tryPush(told, { http: pushAccess.http, pool, clock });
      },
    },
    ...(options.alarmsEveryMs !== undefined && { alarmsEveryMs: options.alarmsEveryMs }),
  });
  stops.push(() => integrations.stop());
  const appointments = startAppointments({ database, configuration: currentConfiguration, clock, log });
  const identifyToken = identifyQuickly((token) => identify(sql, token), clock);
  const keys = ownKeys(configuration, options.dataFolder);
  const signing = startAccess({ database, configuration: currentConfiguration, clock, keys, identifyToken });

  const misAccounts = pullAccounts(options.adapters?.mis ?? misAdapters, configuration.mis);
  const tasks = startTasks({
    ...{ database, configuration: currentConfiguration, clock, log, metrics },
    accounts: () => [...pushes.values()],
    oweMessage: (tx, offer) => messages.oweOffer(tx, offer),
    onVisitConfirmed: (tx, visit) => messages.confirmedByPhone(tx, [visit]),
  });
  const messages = startMessages({
    ...{ database, configuration: currentConfiguration, clock, log, metrics },
    adapters: options.adapters?.sms ?? smsAdapters,
    keys,
    openHttp: (timeoutMs) => createHttpClient({ timeoutMs }),
    openQueue: (name) => openQueue({ name, databaseUrl: database.url, redisUrl: options.redisUrl, log }),
    addressAllowed: (address, ranges) => addressAllowed(address, ranges),
    oweTask: (tx, task) => tasks.owe(tx, task),
    onAnswered: (tx, answered) => mis.oweVisitAnswers(tx, answered),
    keepUnreadable: (kept) => quarantine(database.sql, { part: 'receipts', ...kept }),
    offers: tasks.offers,
  });
  stops.push(() => messages.close());
  const uploads = startUploads({ database, configuration: currentConfiguration, clock, log });
  stops.push(() => uploads.stop());
  const reports = startReports({
    ...{ database, configuration: currentConfiguration, clock, log },
    providerName: (provider) => pbx.get(provider)?.name ?? provider,
  });
  const requests = startRequests({
    ...{ database, configuration: currentConfiguration, clock, tasks },
    targets: { asking: misAccounts, called: mis.accounts, oweRequest: mis.oweRequest, oweNewVisits: mis.oweNewVisits },
    onRequest: reports.onRequest,
  });
  const settling = {
    pool,
    configuration: currentConfiguration,
    clock,
    onCommitted,
    async publish(client: PoolClient, rows: readonly SettledRow[]) {
      await recordings.owe(client, rows);
      const decisions = await keepDecisions(client, rows, currentConfiguration());
      const calls = rows.map((row) => ({
        ...recordings.linked(settledCall(row)),
        misAccounts: decisions.get(row.id)?.mis ?? null,
      }));
      await publishCalls({ tx: client, calls, accounts: misAccounts, clinic, clock });
      await owePushes({ tx: client, calls, accounts: [...pushes.values(), ...mis.told], clinic, at: clock.now() });
      await mis.oweTickets(client, calls);
      await oweTags(client, { calls, access, at: clock.now() });
      await tasks.onSettled(client, rows, decisions);
      await messages.onSettled(client, calls, decisions);
      await reports.onSettled(client, rows);
    },
  };

  const forwardHttp = createHttpClient({ timeoutMs: FORWARD_TIMEOUT_MS });
  stops.push(async () => forwardHttp.close());
  const deliveryKinds = {
    forward: [forwardKind({ http: forwardHttp, forwardTo: (account) => configuration.pbx.get(account)?.forwardTo })],
    deliveries: [pbxTagsKind({ access })],
    pushes: pushKinds({ ...pushAccess, clock }),
    mis: mis.kinds(),
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
  const http = createHttpApp(
    [operations, ...(options.roles.has('web') ? web() : []), noSuchRoute, problemHandler(onError)],
    configuration.server?.https,
    onError,
  );

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
      return viewerFor(await identifyToken(token));
    },
    viewerOfRequest: async (request) => viewerFor(await signing.identifySocket(request)),
    presentScopes: (holders) => signing.presentScopes(holders),
  });

  if (options.roles.has('web')) gateway.attach(http.server);
  const port = await http.listen(options.port, options.host).catch(async (error: unknown) => {
    // What was started already would keep the process, and a supervisor would not start it again.
    for (const stop of stops.toReversed()) await stop();
    throw error;
  });

  stops.push(wakeUpTails());
  const reconciliation = options.roles.has('worker')
    ? await startReconciliation({
        database,
        accounts: () => configuration.pbx.keys(),
        find: access,
        holdsConnection: (id) => pbx.get(configuration.pbx.get(id)?.provider ?? '')?.connect !== undefined,
        intake,
        clock,
        log,
        zone: clinic.zone,
        metrics,
      })
    : null;
  if (options.roles.has('worker')) {
    stops.push(
      await startSending({
        ...{ database, clock, log, metrics },
        groups: deliveryKinds,
        openQueue: (name) => openQueue({ name, databaseUrl: database.url, redisUrl: options.redisUrl, log }),
      }),
    );
    const sources = sourcePorts({
      ...{ configuration, database, clock, dataFolder: options.dataFolder },
      adapters: options.adapters?.mis ?? misAdapters,
    });
    stops.push(sources.close);
    stops.push(mis.readTimetables({ log, onTimetable: tasks.onTimetable }));
    stops.push(startSources({ database, configuration: currentConfiguration, ports: sources.ports, log }));
    stops.push(appointments.work(sources.ports));
    stops.push(startSubscriptions({ sql, accounts: () => configuration.pbx.keys(), find: access, clock, log }));
    stops.push(recordings.work());
    stops.push(tasks.work());
    stops.push(await messages.work());
    stops.push(reports.work());
    stops.push(corrections.work(options.bookingsEveryMs));
    stops.push(repeat({ everyMs: options.settleEveryMs ?? 250, what: 'settle calls', log, work: settleAll }));
    stops.push(integrations.watch());
    const askProvider = reconciliation?.askProvider;
    const expiring = { ...settling, ...(askProvider && { askProvider }) };
    stops.push(
      repeat({
        everyMs: options.expireEveryMs ?? 10_000,
        what: 'expire calls',
        log,
        work: () => expireCalls(expiring),
      }),
    );
    stops.push(
      repeat({
        everyMs: HOUR_MS,
        what: 'forget what is old',
        log,
        work: () => forgetOld({ database, configuration, now: clock.now(), signing }),
      }),
    );
  }
  const heldConnections = options.roles.has('pbx')
    ? startHeldConnections({
        ...{ database, adapters: pbx, find: access, intake, clock, log },
        accounts: () => configuration.pbx.keys(),
        onConnected: (account) => void compareSoon(sql, account, clock.now()).catch(onError),
      })
    : null;
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
      await heldConnections?.stop();
      await reconciliation?.stop();
      await intake.close();
      for (const stop of stops.toReversed()) await stop();
    },
  };

  function viewerFor(identity: Identity | null) {
    if (identity === null || identity.onlyFor !== undefined) return null;
    return viewerOf(identity, configuration, { seat: seatFeed, branch: branchFeed });
  }

  function web(): HttpPart[] {
    return webParts({
      ...{ database, configuration, currentConfiguration, clock, log, metrics, keys, access, addressAllowed, clinic },
      ...{ misAccounts, receiver, signing, recordings, corrections, integrations, appointments, tasks, requests },
      ...{ messages, mis, reports, rules, uploads, onCommitted },
      adapters: { pbx: options.adapters?.pbx ?? pbxAdapters, mis: options.adapters?.mis ?? misAdapters },
      deliveryKinds: Object.values(deliveryKinds).flat(),
      setup: options.setup,
      webFolder: options.webFolder,
    });
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

  async function settleAll(): Promise<void> {
    while (!stopping && (await settleDueCalls(settling)) > 0);
  }
}
