import { sql } from '../../../../adapters/mis/sql/adapter.ts';
import type { SqlSettings } from '../../../../adapters/mis/sql/settings.ts';
import { sqlStatements, sqlTables } from '../../../../adapters/mis/sql/stub.ts';
import { sqlWriters } from '../../../../src/compose-commands.ts';
import type { MisApiContext, MisProgress, ToldCall } from '../../../../src/contracts/mis-api.ts';
import { askedTicket } from '../fake-pull-ports.ts';
import { callFrom } from '../../../contracts/mis-api-asking.ts';
import { testDatabase, type TestDatabase } from '../../../support/database.ts';
import { describeWithMariadb, startMariadb, type TestMariadb } from '../../../support/mariadb.ts';

const api = sql.api!;
const settingsOf = (told: object): SqlSettings => sql.settings.parse(told);
const contextOf = (settings: SqlSettings): MisApiContext<SqlSettings> => ({
  ...{ account: 'the-crm', settings, sql: sqlWriters, branches: [] },
  http: { send: () => Promise.reject(new Error('not asked')), close: () => undefined },
  tokens: { get: () => Promise.reject(new Error('not asked')) },
  clock: { now: () => new Date('2026-03-10T09:02:00Z') },
  signal: new AbortController().signal,
});
const told: ToldCall = callFrom('+79000000104', { cards: ['651'] });

function remembered(ref: string | null = null): MisProgress & { steps: Record<string, string> } {
  const progress = {
    ...{ ref, steps: {} as Record<string, string> },
    finished: async (step: string, answer = '') => void (progress.steps[step] = answer),
    undone: async () => undefined,
    claim: async () => true,
  };
  return progress;
}

describe('statements in a PostgreSQL', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase();
    for (const statement of sqlTables) await test.database.pool.query(statement);
  });
  afterAll(() => test.drop());
  const settings = (more: object = {}): SqlSettings =>
    settingsOf({ engine: 'postgresql', address: test.url, ...sqlStatements, ...more });
  const rows = async (): Promise<unknown[]> => (await test.database.pool.query('select key, seconds from calls')).rows;

  it('a rehearsal shows the bound values of every statement and keeps nothing', async () => {
    const tried = await api.rehearse!(told, contextOf(settings()));
    expect(tried.map(({ what, outcome }) => [what, outcome.ok, outcome.said])).toEqual([
      ['find', true, '0 rows'],
      ['call.insert', true, '1 rows written, answers id, taken back'],
      ['call.lookUp', true, '1 rows'],
      ['call.update', true, '1 rows written, taken back'],
      ['recording', true, '1 rows written, taken back'],
      ['ticket.insert', true, '1 rows written, answers id, taken back'],
    ]);
    expect(tried[1]?.values).toEqual({
      ...{ key: 'a'.repeat(30), personId: '651', phone: '+79000000104', seconds: 56, started: '2026-03-10 12:00:00' },
      note: expect.stringContaining(`[Trubka ${'a'.repeat(30)}]`),
    });
    expect(await rows()).toEqual([]);
    expect((await test.database.pool.query('select 1 from requests')).rowCount).toBe(0);
  });

  it('a statement may bind what was asked for on the site, in the time of the branch', async () => {
    await test.database.pool.query('create table asked (name text, words text, doctor text, starts timestamp)');
    const insert =
      'insert into asked (name, words, doctor, starts) values (:requestName, :comment, :doctorId, :planStart::timestamp)';
    const { request } = askedTicket();
    const ticket = { ...told, text: 'Заявка', dueAt: new Date(), request: request! };
    await api.createTicket!(ticket, remembered(), contextOf(settings({ ticket: { insert } })));
    const { rows: asked } = await test.database.pool.query(`select name, words, doctor, starts::text from asked`);
    expect(asked).toEqual([{ name: 'Анна', words: 'Болит зуб', doctor: '7', starts: '2026-03-11 10:00:00' }]);
  });

  it('a rehearsal says which statement is refused, and why', async () => {
    const call = { ...sqlStatements.call, update: 'update calls set secondz = :seconds where id = :ref::bigint' };
    const tried = await api.rehearse!(told, contextOf(settings({ call })));
    expect(tried.find(({ outcome }) => !outcome.ok)).toMatchObject({
      what: 'call.update',
      outcome: { said: expect.stringMatching(/column that is not there.*secondz.*Correct the name/) },
    });
    expect(await rows()).toEqual([]);
  });

  it('an update that finds no row waits for a person', async () => {
    const later = { ...told, revision: 2 };
    await expect(api.writeCall!(later, remembered('4711'), contextOf(settings()))).rejects.toThrow(
      /call\.update: no row was changed/,
    );
  });

  it('a call that another one took over keeps the key of its row', async () => {
    const upsert = `insert into calls (key, seconds) values (:key, :seconds)
      on conflict (key) do update set seconds = excluded.seconds`;
    const context = contextOf(settings({ call: { upsert } }));
    const progress = remembered();
    expect(await api.writeCall!(told, progress, context)).toEqual({ ref: 'a'.repeat(30) });
    const grown = callFrom('+79000000104', { key: 'b'.repeat(30), revision: 2, talkSeconds: 77 });
    await api.writeCall!(grown, { ...remembered('a'.repeat(30)), steps: progress.steps }, context);
    expect(await rows()).toEqual([{ key: 'a'.repeat(30), seconds: 77 }]);
  });
});

describeWithMariadb('statements in a MariaDB', () => {
  let server: TestMariadb;
  let settings: SqlSettings;
  beforeAll(async () => {
    server = await startMariadb();
    await server.run(
      'create table calls (id integer auto_increment primary key, k varchar(40) unique, seconds integer, record text)',
      'create table patients (id integer primary key, fio varchar(200), phone varchar(40))',
      "insert into patients values (651, 'Иванова Мария', '8 (900) 000-01-04')",
      "grant select, insert, update on clinic.* to 'reader'@'%'",
    );
    settings = settingsOf({
      ...{ engine: 'mariadb', address: server.url, password: 'read/only' },
      find: `select id, fio as name, phone from patients where regexp_replace(phone, '[^0-9]', '') like concat('%', :national)`,
      call: {
        insert: 'insert into calls (k, seconds) values (:key, :seconds) returning id',
        update: 'update calls set seconds = :seconds where id = :ref',
        lookUp: 'select id from calls where k = :key',
      },
      recording: 'update calls set record = :recording where id = :ref',
    });
  }, 90_000);
  afterAll(() => server.stop());

  it('are found, written, corrected, looked up and given their recording', async () => {
    const context = contextOf(settings);
    expect(await api.findPeople!('+79000000104', context)).toEqual([
      { externalId: '651', type: null, name: 'Иванова Мария', phones: ['8 (900) 000-01-04'] },
    ]);
    const written = await api.writeCall!(told, remembered(), context);
    expect(written).toEqual({ ref: '1' });
    await api.writeCall!({ ...callFrom('+79000000104'), revision: 2 }, remembered('1'), context);
    const recording = {
      key: 'c',
      callId: '17',
      url: 'https://trubka.example/r/1',
      seconds: 56,
      read: async () => null,
    };
    await api.attachRecording!('1', recording, remembered(), context);
    const tried = await api.rehearse!(callFrom('+79000000105', { key: 'd'.repeat(30) }), context);
    expect(tried.map(({ outcome }) => outcome.ok)).toEqual([true, true, true, true, true]);
    const step = { text: 'select k, seconds, record from calls', values: {}, effect: 'read' as const };
    const [kept] = await sqlWriters.mariadb({
      ...{ address: server.url, password: 'read/only', timeoutSeconds: 10, steps: [step] },
      signal: new AbortController().signal,
    });
    expect(kept?.rows).toEqual([{ k: 'a'.repeat(30), seconds: '56', record: recording.url }]);
  }, 60_000);
});

describe('settings of a database', () => {
  const place = { engine: 'sqlserver', address: 'mssql://trubka@db:1433/clinic' };
  const insert = 'insert into dbo.Calls (K) values (:key)';
  const problems = (more: object): string[] =>
    sql.settings
      .safeParse({ ...place, ...more })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  it.each<[string, object, RegExp]>([
    ['enough', { call: { insert } }, /^$/],
    [
      'a misspelt value',
      { call: { insert: 'insert into c (K) values (:kee)' } },
      /^call\.insert: ":kee" is not known here; known are: :key/,
    ],
    [
      'a value of something else',
      { call: { insert }, recording: 'update c set R = :note where K = :ref' },
      /^recording: ":note" is not known here; known are: :ref, :recording, :seconds/,
    ],
    [
      'a look-up that writes',
      { call: { insert, lookUp: 'delete from c' } },
      /^call\.lookUp: The statement must begin with SELECT/,
    ],
    ['both', { call: { insert, upsert: insert } }, /^call: Write one of the two/],
    ['neither', { call: { lookUp: 'select 1' } }, /^call: Write one of the two/],
    [
      'an upsert with an update',
      { call: { upsert: insert, update: insert } },
      /^call\.update: An upsert changes rows by itself/,
    ],
    [
      'a recording of no call',
      { recording: 'update c set R = :recording where K = :ref' },
      /^recording: .*write call, too/,
    ],
    ['another engine', { engine: 'mysql', call: { insert } }, /^address: Write it as mysql:\/\/.* The engine is mysql/],
  ])('%s', (_name, more, expected) => {
    expect(problems(more).join('\n')).toMatch(expected);
  });

  it.each<[object, string, boolean]>([
    [{ upsert: insert }, 'repeat', true],
    [{ insert, lookUp: 'select K from c where K = :key' }, 'look-up', false],
    [{ insert, update: 'update c set S = :seconds where K = :key' }, 'person', true],
  ])('%j: after a lost answer %s', (call, afterDoubt, update) => {
    expect(api.can(settingsOf({ ...place, call })).calls).toMatchObject({ afterDoubt, update });
  });

  it('a recording goes with the call where its statement has a place for it', () => {
    const recordings = (call: string): unknown => api.can(settingsOf({ ...place, call: { insert: call } })).recordings;
    expect([recordings(insert), recordings('insert into c (K, R) values (:key, :recording)')]).toEqual([
      false,
      'with-call',
    ]);
  });
});
