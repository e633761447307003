import { ident } from '../../adapters/mis/ident/adapter.ts';
import { sqlWriters } from '../../src/compose-commands.ts';
import { owePushes } from '../../src/deliveries/index.ts';
import {
  createMisAccess,
  misApiAccounts,
  misTokens,
  oweTickets,
  readTimetable,
  toldAccount,
} from '../../src/mis/index.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from '../deliveries/publishing.ts';
import { startLine, type DatabaseLine } from '../support/database-line.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startProcess, type OurProcess } from './our-process.ts';

let publishing: Publishing;
let clinicSide: TestDatabase;
let line: DatabaseLine;
let ours: OurProcess | null = null;
beforeAll(async () => {
  [publishing, clinicSide] = [await openPublishing(), await testDatabase()];
  line = await startLine(Number(new URL(clinicSide.url).port));
});
afterEach(async () => {
  await ours?.stop();
  ours = null;
});
afterAll(async () => {
  await line.close();
  await publishing.drop();
  await clinicSide.drop();
});

function accounts(more: Record<string, unknown> = {}) {
  const address = new URL(clinicSide.url);
  address.port = String(line.port);
  const settings = { database: { engine: 'postgresql', address: address.href, timeoutSeconds: 5, ...more } };
  return misApiAccounts([ident], new Map([['tables', { id: 'tables', provider: 'ident', allowFrom: [], settings }]]));
}

async function owe(first: number, count: number, more: Record<string, unknown> = {}): Promise<void> {
  const { clock, database } = publishing;
  const calls = Array.from({ length: count }, (_, n) =>
    n % 2 === 0
      ? settledCall({ id: first + n })
      : missed({ id: first + n, startedAt: at('11:59:00'), endedAt: at('11:59:30') }),
  );
  await publishing.addCalls(...calls);
  const told = [...accounts(more).values()];
  await database.sql
    .transaction()
    .execute((tx) => owePushes({ tx, calls, accounts: told.map(toldAccount), clinic, at: clock.now() }));
  await oweTickets(database.pool, { calls, accounts: told, clinic, language: 'ru', at: clock.now() });
}

const states = async (): Promise<Record<string, number>> => {
  const { rows } = await publishing.database.pool.query<{ state: string; count: string }>(
    'select state, count(*)::text as count from delivery group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
};
const inTables = async (table: string): Promise<number> =>
  Number((await clinicSide.database.pool.query(`select count(*)::int as n from "${table}"`)).rows[0].n);
const begin = async (more: Record<string, unknown> = {}): Promise<void> => {
  const { database, clock } = publishing;
  ours = await startProcess({ database, clock, accounts: accounts(more), redisUrl: undefined });
};

it('owes requests to an account that takes no calls', async () => {
  await owe(1, 4);
  expect(await states()).toEqual({ owed: 2 });
  await begin();
  await eventually(async () => expect(await states()).toEqual({ sent: 2 }));
  expect(await inTables('IDENT_Tickets')).toBe(2);
  await publishing.database.pool.query('truncate delivery, mis_call_ref, sending_pace cascade');
}, 60_000);

it('loses nothing and writes nothing twice while the database is down, or loses its answers', async () => {
  const calls = { callsTable: 'IDENT_Calls' };
  await line.close();
  await begin(calls);
  await owe(101, 30, calls);
  await eventually(async () => {
    const { rows } = await publishing.database.pool.query('select 1 from delivery where attempts > 0');
    expect(rows.length).toBeGreaterThan(0);
  });
  expect(await states()).toEqual({ owed: 45 });
  // It answers again, but what it answers to a write is lost.
  await line.open();
  line.deafen(/insert into "IDENT_/);
  let minutes = 0;
  const pass = async (): Promise<void> => {
    minutes += 1;
    publishing.clock.time = new Date(at('12:00:00').getTime() + minutes * 60_000);
  };
  await eventually(async () => {
    await pass();
    const { rows } = await publishing.database.pool.query(
      "select 1 from delivery where last_error ~ 'did not answer whether it wrote'",
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  line.deafen(null);
  await eventually(async () => {
    await pass();
    expect(await states()).toEqual({ sent: 45 });
  }, 60_000);
  expect([await inTables('IDENT_Calls'), await inTables('IDENT_Tickets')]).toEqual([30, 17]);
}, 120_000);

it('takes the timetable over when it changed, and only then counts it as come', async () => {
  const { database, clock } = publishing;
  const { pool } = clinicSide.database;
  const tokens = misTokens({ pool: database.pool, keys: () => Promise.reject(new Error('not needed')), clock });
  const openHttp = () => ({ send: () => Promise.reject(new Error('not asked')), close: () => undefined });
  const known = accounts();
  const access = createMisAccess({ accounts: known, branches: [], tokens, clock, openHttp, sql: sqlWriters });
  const read = (): Promise<string> => readTimetable(known.get('tables')!, { database, access, clock });
  clock.time = at('12:00:00');
  expect(await read()).toBe('none');
  await pool.query(`insert into "IDENT_Intervals" values (1, 7, '2026-03-11 10:00:00', 30, false)`);
  expect(await read()).toBe('stored');
  clock.time = at('13:00:00');
  expect(await read()).toBe('same');
  const came = async (): Promise<Date | undefined> =>
    (await database.sql.selectFrom('account_contact').selectAll().where('what', '=', 'timetable').execute())[0]?.at;
  expect(await came()).toEqual(at('12:00:00'));
  await pool.query(`update "IDENT_Intervals" set "IsBusy" = true`);
  expect(await read()).toBe('stored');
  expect(await came()).toEqual(at('13:00:00'));
  await line.close();
  await expect(read()).rejects.toThrow(/^tables: The server does not answer/);
  await line.open();
});
