import { writeMysql } from '../../adapters/kit/write-mysql.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { SqlDone, SqlGo, SqlStep, SqlWriter } from '../../src/contracts/sql-target.ts';
import { writePostgres } from '../../src/platform/database/index.ts';
import { startLine } from '../support/database-line.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { describeWithMariadb, startMariadb, type TestMariadb } from '../support/mariadb.ts';

interface Subject {
  write: SqlWriter;
  address: string;
  password: string | undefined;
  port: number;
  /** As the owner of everything. */
  run(...statements: string[]): Promise<void>;
  /** Inserts the key or changes its row. */
  upsert: string;
  /** Waits for ten seconds and writes then. */
  slow: string;
}

const table = `create table told (id varchar(30) primary key, seconds integer, note varchar(20), at timestamp null, ours boolean)`;
const insert = 'insert into told (id, seconds, note, at, ours) values (:key, :seconds, :note, :started, :ours)';
const values = { key: 'k1', seconds: 56, note: `O'Нил; --:key ?$1\\`, started: '2026-03-10 12:00:00', ours: true };

function suite(subject: () => Subject): void {
  const go = (steps: readonly SqlStep[], more: Partial<SqlGo> = {}): Promise<SqlDone[]> => {
    const { write, address, password } = subject();
    return write({ address, password, steps, timeoutSeconds: 20, signal: new AbortController().signal, ...more });
  };
  const written = (text: string, own: SqlStep['values'] = values): SqlStep => ({ text, values: own, effect: 'write' });
  const read = (text: string, own: SqlStep['values'] = {}): SqlStep => ({ text, values: own, effect: 'read' });
  const kept = async (): Promise<SqlDone['rows']> =>
    (await go([read('select id, seconds, note from told order by id')]))[0]!.rows;
  const failure = (steps: readonly SqlStep[], more: Partial<SqlGo> = {}): Promise<Error> =>
    go(steps, more).then(
      () => new Error('it did not fail'),
      (error: Error) => error,
    );
  beforeEach(() => subject().run('delete from told'));

  it('binds values by name, whatever is written in them, and tells rows as texts', async () => {
    const [first, second] = await go([
      written(insert),
      read('select id, seconds, note, at, ours from told where id = :key and seconds > 5', { key: 'k1' }),
    ]);
    expect(first?.changed).toBe(1);
    expect(second?.rows).toEqual([
      { id: 'k1', seconds: '56', note: values.note, at: values.started, ours: expect.stringMatching(/^(true|1)$/) },
    ]);
  });

  it('writes nothing of what stands in a value', async () => {
    await go([written(insert, { ...values, note: `'); drop table told` })]);
    expect(await kept()).toHaveLength(1);
  });

  it('binds nothing and no value', async () => {
    await go([written(insert, { ...values, note: null, started: null, seconds: null })]);
    expect(await kept()).toEqual([{ id: 'k1', seconds: null, note: null }]);
  });

  it('an upsert told twice is one row', async () => {
    await go([written(subject().upsert)]);
    await go([written(subject().upsert, { ...values, seconds: 77 })]);
    expect(await kept()).toMatchObject([{ id: 'k1', seconds: '77' }]);
  });

  it('tells how many rows an update found, changed or not', async () => {
    await go([written(insert)]);
    const update = 'update told set seconds = :seconds where id = :key';
    const done = await go([written(update), written(update, { ...values, key: 'other' })]);
    expect(done.map(({ changed }) => changed)).toEqual([1, 0]);
  });

  it('takes everything back when it is told to', async () => {
    const [done] = await go([written(insert)], { undo: true });
    expect(done?.changed).toBe(1);
    expect(await kept()).toEqual([]);
  });

  it('keeps none of its steps where one is refused', async () => {
    const error = await failure([written(insert), written(insert)]);
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error.message).toMatch(/A value does not fit its column, or breaks a rule/);
    expect(await kept()).toEqual([]);
  });

  it('is one statement', async () => {
    expect(await failure([written(`delete from told; ${insert}`)])).toBeInstanceOf(PermanentFailure);
    expect(await kept()).toEqual([]);
  });

  it.each([
    ['a value that is too long', insert, { ...values, note: 'Иванова Мария Петровна и ещё' }, /does not fit/, false],
    ['an unknown column', 'insert into told (idd) values (:key)', values, /column that is not there.*idd/, true],
    [
      'an unknown table',
      'insert into tolld (id) values (:key)',
      values,
      /table that is not there.*tolld|may not do.*tolld/,
      true,
    ],
    ['an error of the language', 'insert told into (id) values (:key)', values, /statement has an error/, true],
    [
      'a table that it may not write to',
      'insert into secrets (word) values (:key)',
      values,
      /GRANT SELECT, INSERT, UPDATE/,
      true,
    ],
  ])('%s: says what to change, without the values', async (_title, text, own, words, stops) => {
    const error = await failure([written(text, own)]);
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error.message).toMatch(words);
    expect([error.message, String(error.cause)].join()).not.toMatch(/k1|Иванова/);
    expect((error as PermanentFailure).stops).toBe(stops);
  });

  it('a wrong password stops the account and is not told', async () => {
    const error = await failure([read('select 1')], { password: 'hunter2' });
    expect(error).toMatchObject({ name: 'PermanentFailure', stops: true });
    expect(error.message).toMatch(/refuses the login.*Check user and password/);
    expect(error.message).not.toContain('hunter2');
  });

  it('nobody listens: nothing happened', async () => {
    const { address, port } = subject();
    const error = await failure([written(insert)], { address: address.replace(`:${port}/`, ':1/') });
    expect(error).toBeInstanceOf(TransientFailure);
    expect(error.message).toMatch(/does not answer.*firewall/);
  });

  it('an address of something else', async () => {
    expect((await failure([read('select 1')], { address: 'ftp://x' })).message).toMatch(/address cannot be read/);
  });

  it.each([
    ['a read', false, TransientFailure],
    ['a write', true, AmbiguousFailure],
  ])(
    '%s that is broken off',
    async (_title, isWrite, kind) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 300);
      const step = isWrite ? written(subject().slow) : read(subject().slow, values);
      expect(await failure([step], { signal: stop.signal })).toBeInstanceOf(kind);
    },
    20_000,
  );

  it('a write that the server itself gave up did not happen', async () => {
    const error = await failure([written(subject().slow)], { timeoutSeconds: 1 });
    expect(error).toBeInstanceOf(TransientFailure);
    expect(error.message).toMatch(/took too long/);
    expect(await kept()).toEqual([]);
  }, 20_000);

  it('an answer that is lost on the way is ambiguous once a write was sent, and nothing before', async () => {
    for (const [steps, kind] of [
      [[written(insert)], AmbiguousFailure],
      [[read('select 1')], TransientFailure],
    ] as const) {
      const line = await startLine(subject().port);
      const address = subject().address.replace(`:${subject().port}/`, `:${line.port}/`);
      // The statement goes through, what comes back does not.
      line.deafen(/insert into told|select 1/);
      expect(await failure(steps, { address })).toBeInstanceOf(kind);
      await line.close();
    }
  }, 30_000);
}

describe('writing to a PostgreSQL of somebody else', () => {
  let test: TestDatabase;
  let subject: Subject;
  const login = `writer_${process.pid}`;
  beforeAll(async () => {
    test = await testDatabase();
    const { pool } = test.database;
    for (const statement of [
      table,
      'create table secrets (word text)',
      `create role ${login} login password 'write/only'`,
      `grant select, insert, update on told to ${login}`,
    ])
      await pool.query(statement);
    const url = new URL(test.url);
    url.username = login;
    url.password = '';
    subject = {
      write: writePostgres,
      address: url.href,
      password: 'write/only',
      port: Number(url.port),
      run: async (...statements) => {
        for (const statement of statements) await pool.query(statement);
      },
      upsert: `${insert} on conflict (id) do update set seconds = excluded.seconds`,
      slow: 'insert into told (id) select :key from pg_sleep(10)',
    };
  });
  afterAll(async () => {
    await test.database.pool.query(`drop owned by ${login}`);
    await test.database.pool.query(`drop role ${login}`);
    await test.drop();
  });
  suite(() => subject);
});

describeWithMariadb('writing to a MariaDB of somebody else', () => {
  let server: TestMariadb;
  let subject: Subject;
  beforeAll(async () => {
    server = await startMariadb();
    await server.run(
      table,
      'create table secrets (word text)',
      "create user 'writer'@'%' identified by 'write/only'",
      "grant select, insert, update on clinic.told to 'writer'@'%'",
      "grant create temporary tables on clinic.* to 'writer'@'%'",
    );
    subject = {
      write: writeMysql,
      address: server.url.replace('reader@', 'writer@'),
      password: 'write/only',
      port: server.port,
      run: server.run,
      upsert: `${insert} on duplicate key update seconds = values(seconds)`,
      slow: 'insert into told (id, seconds) select :key, sleep(10)',
    };
  }, 90_000);
  afterAll(() => server.stop());
  suite(() => subject);
});
