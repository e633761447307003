import { readMysql } from '../../adapters/kit/read-mysql.ts';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import { readingQueryProblem, type SqlReader } from '../../src/contracts/sql-source.ts';
import { readPostgres } from '../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { describeWithMariadb, startMariadb, type TestMariadb } from '../support/mariadb.ts';

interface Subject {
  read: SqlReader;
  address: string;
  password: string | undefined;
  /** Changes the other side, as its owner. */
  run(...statements: string[]): Promise<void>;
  /** A query that runs for ten seconds. */
  slow: string;
  port: number;
}

const people = `create table people (card varchar(20) primary key, name varchar(200), born date, seen timestamp null, vip boolean, owed decimal(10,2))`;
const rows = `insert into people values
  ('1', 'Орлова Мария', '1986-03-12', '2026-10-01 09:30:00', true, 12.50), ('2', 'Ёлкин «Пётр»', null, null, false, null)`;

function suite(subject: () => Subject): void {
  const open = (query: string, more: Partial<Parameters<SqlReader>[0]> = {}) => {
    const { read, address, password } = subject();
    return read({ address, password, query, timeoutSeconds: 20, signal: new AbortController().signal, ...more });
  };
  const all = async (query: string): Promise<{ columns: readonly string[]; rows: (readonly string[])[] }> => {
    const answer = await open(query);
    const found: (readonly string[])[] = [];
    try {
      for await (const row of answer.rows) found.push(row);
    } finally {
      await answer.close();
    }
    return { columns: answer.columns, rows: found };
  };
  const failure = (query: string, more: Partial<Parameters<SqlReader>[0]> = {}): Promise<Error> =>
    (async () => {
      const answer = await open(query, more);
      try {
        for await (const _ of answer.rows);
      } finally {
        await answer.close();
      }
      throw new Error('it did not fail');
    })().catch((error: Error) => error);

  it('answers texts as they are stored, with the names of its columns', async () => {
    const { columns, rows: found } = await all('select card, name, born, seen, owed from people order by card;');
    expect(columns).toEqual(['card', 'name', 'born', 'seen', 'owed']);
    expect(found).toEqual([
      ['1', 'Орлова Мария', '1986-03-12', '2026-10-01 09:30:00', '12.50'],
      ['2', 'Ёлкин «Пётр»', '', '', ''],
    ]);
  });

  it('an answer without rows still has its columns', async () => {
    expect(await all("select card, name from people where card = 'none'")).toEqual({
      columns: ['card', 'name'],
      rows: [],
    });
  });

  it('reads a large answer without holding it', async () => {
    const digits =
      '(select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9)';
    const product = ['a', 'b', 'c', 'e', 'f'].map((name) => `${digits} ${name}`).join(' cross join ');
    const answer = await open(`select a.d, b.d, '${'x'.repeat(200)}' from ${product}`);
    let count = 0;
    let growth = 0;
    const before = process.memoryUsage().rss;
    for await (const _ of answer.rows) {
      count += 1;
      if (count % 10_000 === 0) growth = Math.max(growth, process.memoryUsage().rss - before);
    }
    await answer.close();
    expect(count).toBe(100_000);
    expect(growth).toBeLessThan(150 * 1024 * 1024);
  }, 60_000);

  it('can be left in the middle', async () => {
    const answer = await open('select a.card from people a cross join people b cross join people c');
    for await (const _ of answer.rows) break;
    await answer.close();
    expect((await all('select card from people')).rows).toHaveLength(2);
  });

  it.each([
    ['changes a row', "update people set name = 'x'"],
    ['hides it behind a reading one', "select 1; update people set name = 'x'"],
    ['removes the table', 'drop table people'],
  ])('a query that %s fails and changes nothing', async (_title, query) => {
    expect(await failure(query)).toBeInstanceOf(PermanentFailure);
    expect((await all('select name from people order by card')).rows[0]).toEqual(['Орлова Мария']);
  });

  it.each([
    [
      'an unknown column',
      'select cardd from people',
      /column that is not there.*cardd.*Correct the name of the column/,
    ],
    ['an unknown table', 'select * from peopel', /(?:table that is not there|may not read).*peopel/],
    ['an error of the language', 'select * form people', /query has an error/],
    ['a table that it may not read', 'select * from secrets', /may not read.*GRANT SELECT/],
  ])('%s: says what to change', async (_title, query, words) => {
    const error = await failure(query);
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error.message).toMatch(words);
  });

  it('a wrong password: says so and not which it was', async () => {
    const error = await failure('select 1', { password: 'hunter2' });
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error.message).toMatch(/refuses the login.*Check user and password/);
    expect(error.message).not.toContain('hunter2');
  });

  it('nobody listens: tried again later', async () => {
    const { address, port } = subject();
    const error = await failure('select 1', { address: address.replace(`:${port}/`, ':1/') });
    expect(error).toBeInstanceOf(TransientFailure);
    expect(error.message).toMatch(/does not answer.*firewall/);
  });

  it('an address of something else', async () => {
    expect((await failure('select 1', { address: 'ftp://x' })).message).toMatch(/address cannot be read/);
  });

  it('a query that takes too long is given up', async () => {
    const began = Date.now();
    const error = await failure(subject().slow, { timeoutSeconds: 1 });
    expect(error).toBeInstanceOf(TransientFailure);
    expect(error.message).toMatch(/took too long/);
    expect(Date.now() - began).toBeLessThan(8000);
  }, 20_000);

  it('is stopped by its signal', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const began = Date.now();
    expect(await failure(subject().slow, { signal: stop.signal })).toBeInstanceOf(TransientFailure);
    expect(Date.now() - began).toBeLessThan(8000);
  }, 20_000);
}

describe('reading a PostgreSQL of somebody else', () => {
  let test: TestDatabase;
  let subject: Subject;
  const login = `reader_${process.pid}`;
  beforeAll(async () => {
    test = await testDatabase();
    const { pool } = test.database;
    await pool.query(people);
    await pool.query(rows);
    await pool.query('create table secrets (word text)');
    await pool.query(`create role ${login} login password 'read/only'`);
    await pool.query(`grant select, update on people to ${login}`);
    const url = new URL(test.url);
    url.username = login;
    url.password = '';
    subject = {
      read: readPostgres,
      address: url.href,
      password: 'read/only',
      run: async (...statements) => {
        for (const statement of statements) await pool.query(statement);
      },
      slow: 'select pg_sleep(10)',
      port: Number(url.port),
    };
  });
  afterAll(async () => {
    await test.database.pool.query(`drop owned by ${login}`);
    await test.database.pool.query(`drop role ${login}`);
    await test.drop();
  });
  suite(() => subject);

  it('the transaction itself is read-only, whatever the login may do', async () => {
    await test.database.pool.query(
      `create function renames() returns int language sql as $$ update people set name = 'x' returning 1 $$`,
    );
    const { address, password } = subject;
    const asked = { address, password, timeoutSeconds: 5, signal: new AbortController().signal };
    await expect(readPostgres({ ...asked, query: 'select renames()' })).rejects.toThrow(/tries to change something/);
  });
});

describeWithMariadb('reading a MariaDB of somebody else', () => {
  let server: TestMariadb;
  let subject: Subject;
  beforeAll(async () => {
    server = await startMariadb();
    await server.run(
      people,
      rows,
      'create database other',
      'create table clinic.secrets (word text)',
      "revoke select on clinic.* from 'reader'@'%'",
      "grant select, update, drop on clinic.people to 'reader'@'%'",
      // Without a right on the database itself it may not be entered.
      "grant create temporary tables on clinic.* to 'reader'@'%'",
    );
    subject = {
      read: readMysql,
      address: server.url,
      password: 'read/only',
      run: server.run,
      slow: 'select sleep(10) from people',
      port: server.port,
    };
  }, 90_000);
  afterAll(() => server.stop());
  suite(() => subject);
});

describe('a query that only reads', () => {
  it.each([
    'select 1',
    "  -- people\n  SELECT a FROM b WHERE c = 'drop; delete';  ",
    'with x as (select 1) select * from x',
    'select [Update], "insert" from t',
    'select updated_at, created from t',
  ])('%s', (query) => expect(readingQueryProblem(query)).toBeNull());

  it.each([
    ['update t set a = 1', /begin with SELECT/],
    ['select 1; select 2', /one statement/],
    ['with x as (delete from t returning *) select * from x', /DELETE/],
    ['select * into copy from t', /INTO/],
    ['/* select */ exec sp_who', /begin with SELECT/],
  ])('not: %s', (query, problem) => expect(readingQueryProblem(query)).toMatch(problem));
});
