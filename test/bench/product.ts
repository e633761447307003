import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addToken } from '../../src/access/index.ts';
import { compose, type App } from '../../src/compose.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import type { Seat } from '../../src/platform/configuration/configuration.ts';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '../../src/platform/database/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { fakeCrmAdapter } from '../support/fake-crm.ts';
import { misApiAccounts, toldAccount } from '../../src/mis/index.ts';
import { answerParent } from './answering.ts';
import { oweCall } from './owe-call.ts';
import { planComing } from '../../src/messages/plan-reminders.ts';
import { addPeople } from './people.ts';
import { addVisits, remindingClinic, smsStandIn, standInCounts, type Reminders } from './reminders.ts';
import { FIRST_EXTENSION } from './uis-calls.ts';

export interface ProductOptions {
  /** The database goes into a new folder in this one, which is removed at the end. */
  folder: string;
  seats: number;
  /** Tokens without a seat, which see every call of the branch. */
  managers: number;
  people: number;
  redisUrl?: string;
  /** Address of a CRM that is told of calls; left out: there is none. */
  crm?: string;
  /** Messages a second that the SMS provider takes, which is a stand-in in this process; left out: there is none. */
  smsPerSecond?: number;
  /** Lines of postgresql.conf. */
  postgres?: Record<string, string>;
}

export interface ProductReady {
  port: number;
  postgresPid: number;
  postgresVersion: string;
}

export interface Stored {
  /** Distinct notifications that became facts of a call. */
  events: number;
  calls: number;
  settled: number;
  quarantined: number;
}

/** Long enough to be the usual way, short enough for settling to run in most of the measured time. */
const SETTLE_SECONDS = 5;
/** Ids of calls that no notification makes. */
const OWED_FROM = 100_000_000;

let folder: string | undefined;
let postgres: EmbeddedPostgres | undefined;
let database: Database | undefined;
let app: App | undefined;

/** The whole product as `trubka serve` composes it, on an embedded PostgreSQL with its usual settings. */
async function start(options: ProductOptions): Promise<ProductReady> {
  folder = await mkdtemp(join(options.folder, 'trubka-bench-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: options.postgres ?? {} });
  database = openDatabase(postgres.url);
  await migrate(database.pool);
  await addPeople(database.pool, { from: 0, to: options.people });
  const seats: Seat[] = Array.from({ length: options.seats }, (_, index) => ({
    id: `seat-${index}`,
    branch: 'center',
    name: `Seat ${index}`,
    extensions: [String(FIRST_EXTENSION + index)],
  }));
  for (const { id } of seats)
    await addToken(database.sql, systemClock, {
      label: id,
      token: id,
      role: 'reception',
      seat: id,
      branches: ['center'],
    });
  for (let index = 0; index < options.managers; index += 1)
    await addToken(database.sql, systemClock, {
      label: `manager-${index}`,
      token: `manager-${index}`,
      role: 'manager',
      seat: null,
      branches: ['center'],
    });
  const usual = testConfiguration();
  app = await compose({
    configuration: testConfiguration({
      seats: new Map(seats.map((seat) => [seat.id, seat])),
      pbx: new Map([...usual.pbx].map(([id, account]) => [id, { ...account, settleSeconds: SETTLE_SECONDS }])),
      ...(options.smsPerSecond !== undefined && remindingClinic),
      ...(options.crm !== undefined && { mis: misOf(options.crm) }),
    }),
    adapters: {
      sms: [smsStandIn(options.smsPerSecond ?? 1)],
      ...(options.crm !== undefined && { mis: [fakeCrmAdapter()] }),
    },
    database,
    redisUrl: options.redisUrl,
    roles: new Set(['web', 'worker', 'pbx']),
    clock: systemClock,
    log: createLog({ level: 'warn', destination: process.stderr }),
    port: 0,
    host: '127.0.0.1',
    dataFolder: 'data/bench',
    webFolder: 'dist/web',
  });
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return { port: app.port, postgresPid: postgres.pid(), postgresVersion: rows[0]?.server_version ?? '' };
}

async function stored(): Promise<Stored> {
  const { rows } = (await database?.pool.query<Stored>(
    `select (select count(*) from event_key)::int as events, (select count(*) from call)::int as calls,
            (select count(*) from call where settled_at is not null)::int as settled, (select count(*) from quarantine)::int as quarantined`,
  )) ?? { rows: [] };
  if (rows[0] === undefined) throw new Error('not started');
  return rows[0];
}

const misOf = (url: string) =>
  new Map([['crm', { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: { url } }]]);

/** So many calls that are owed to the CRM. */
async function oweCalls(count: number): Promise<void> {
  const told = misApiAccounts([fakeCrmAdapter()], misOf('http://127.0.0.1'));
  const accounts = [...told.values()].map(toldAccount);
  for (let id = 1; id <= count; id += 1) await oweCall(opened(), OWED_FROM + id, accounts);
}

/** Visits of so many people, each with a number of its own, whose reminders are due at once when they are planned. */
async function visits(count: number): Promise<number> {
  return timed(({ pool }) => addVisits(pool, count));
}

async function plan(): Promise<number> {
  const planning = { configuration: testConfiguration(remindingClinic), now: systemClock.now() };
  return timed(({ pool }) => planComing(pool, planning));
}

function opened(): Database {
  if (database === undefined) throw new Error('not started');
  return database;
}

/** Milliseconds. */
async function timed(work: (opened: Database) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work(opened());
  return performance.now() - began;
}

async function reminders(): Promise<Reminders> {
  const { rows } = (await database?.pool.query<Reminders>(
    `select count(*)::int as planned, count(*) filter (where state = 'sent')::int as sent,
       count(*) filter (where state in ('planned', 'due', 'sending'))::int as waiting,
       extract(epoch from max(sent_at) - min(sent_at))::float8 as seconds from message`,
  )) ?? { rows: [] };
  if (rows[0] === undefined) throw new Error('not started');
  return { ...rows[0], ...standInCounts() };
}

answerParent({ start, stored, oweCalls, addVisits: visits, planReminders: plan, reminders }, async () => {
  await app?.stop();
  await database?.close();
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});
