import { readSqlServer } from '../../../adapters/kit/read-sqlserver.ts';
import { sqlServerSettings } from '../../../adapters/kit/sqlserver-settings.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { SqlQuery } from '../../../src/contracts/sql-source.ts';
import { eventually } from '../../support/eventually.ts';
import { startFakeSqlServer, type FakeSqlServer } from '../../support/fake-sqlserver.ts';

let server: FakeSqlServer;
beforeEach(async () => {
  server = await startFakeSqlServer();
});
afterEach(() => server.stop());

const asked = (more: Partial<SqlQuery> = {}): SqlQuery => ({
  address: `mssql://reader@127.0.0.1:${server.port}/clinic?encrypt=false`,
  password: 'read/only',
  query: 'select card, name from people',
  timeoutSeconds: 10,
  signal: new AbortController().signal,
  ...more,
});
const all = async (more: Partial<SqlQuery> = {}) => {
  const answer = await readSqlServer(asked(more));
  const rows: (readonly string[])[] = [];
  try {
    for await (const row of answer.rows) rows.push(row);
  } finally {
    await answer.close();
  }
  return { columns: answer.columns, rows };
};

describe('reading a SQL Server of somebody else', () => {
  it('answers texts as they are stored, and never commits', async () => {
    server.answer = () => ({
      columns: [
        { name: 'card', type: 'int' },
        { name: 'name', type: 'nvarchar' },
        { name: 'born', type: 'date' },
        { name: 'old', type: 'bit' },
      ],
      rows: [
        [1, 'Орлова Мария', new Date('1986-03-12'), true],
        [2, 'Ёлкин «Пётр»', null, false],
      ],
    });
    expect(await all()).toEqual({
      columns: ['card', 'name', 'born', 'old'],
      rows: [
        ['1', 'Орлова Мария', '1986-03-12', 'да'],
        ['2', 'Ёлкин «Пётр»', '', 'нет'],
      ],
    });
    const words = server.asked.filter((text) => !text.startsWith('set ansi_nulls'));
    await eventually(() => expect(server.asked.at(-1)).toBe('disconnect'));
    // The driver first tries whether it can connect at all.
    expect(words.filter((text) => text !== 'disconnect')).toEqual([
      'set deadlock_priority low; set lock_timeout 5000; begin transaction;',
      'select card, name from people',
    ]);
  });

  it('two columns of one name stay two', async () => {
    const phone = { name: 'phone', type: 'nvarchar' } as const;
    server.answer = () => ({ columns: [phone, phone], rows: [['1', '2']] });
    expect(await all()).toEqual({ columns: ['phone', 'phone'], rows: [['1', '2']] });
  });

  it('holds the server back while nobody takes the rows', async () => {
    let made = 0;
    server.answer = () => ({
      columns: [{ name: 'name', type: 'nvarchar' }],
      rows: (function* () {
        for (; made < 200_000; made++) yield ['x'.repeat(200)];
      })(),
    });
    const answer = await readSqlServer(asked({ timeoutSeconds: 60 }));
    let taken = 0;
    for await (const _ of answer.rows) {
      taken += 1;
      if (taken !== 10) continue;
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(made).toBeLessThan(100_000);
    }
    await answer.close();
    expect(taken).toBe(200_000);
  }, 60_000);

  it.each<[number, string, RegExp]>([
    [207, "Invalid column name 'mobile'.", /column that is not there.*'mobile'.*Correct the name/],
    [208, "Invalid object name 'dbo.peopel'.", /table that is not there.*dbo\.peopel/],
    [229, "The SELECT permission was denied on the object 'people'.", /may not read.*GRANT SELECT/],
    [102, "Incorrect syntax near 'form'.", /query has an error/],
    [8152, 'String or binary data would be truncated: Орлова.', /does not fit \(8152\)/],
  ])('error %i: says what to change, and quotes no data', async (number, message, words) => {
    server.answer = () => ({ error: { number, message } });
    const error = await all().catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(PermanentFailure);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).not.toContain('Орлова');
  });

  it('a wrong password', async () => {
    const error = (await all({ password: 'hunter2' }).catch((thrown: Error) => thrown)) as Error;
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error.message).toMatch(/refuses the login/);
    expect(error.message).not.toContain('hunter2');
  });

  it('nobody listens', async () => {
    await server.stop();
    const error = (await all().catch((thrown: Error) => thrown)) as Error;
    expect(error).toBeInstanceOf(TransientFailure);
    expect(error.message).toMatch(/does not answer/);
  });

  it('a query that takes too long, and one that is stopped', async () => {
    server.answer = () => 'silence';
    expect(await all({ timeoutSeconds: 1 }).catch((thrown: Error) => thrown.message)).toMatch(/took too long/);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    expect(await all({ signal: stop.signal }).catch((thrown: Error) => thrown)).toBeInstanceOf(TransientFailure);
  }, 20_000);
});

describe('the address of a SQL Server', () => {
  const settings = (address: string) => sqlServerSettings(asked({ address, password: undefined }), 'read');
  it('is encrypted and asks for a replica that only reads, unless it says otherwise', () => {
    expect(settings('mssql://clinic%5Creader:p%40ss@db.local:14330/Clinic')).toMatchObject({
      server: 'db.local',
      port: 14330,
      database: 'Clinic',
      user: 'clinic\\reader',
      password: 'p@ss',
      options: { encrypt: true, trustServerCertificate: false, readOnlyIntent: true },
    });
    expect(settings('mssql://r@db:80/c?trustServerCertificate=true')).toMatchObject({
      port: 80,
      options: { trustServerCertificate: true },
    });
  });
  it('of a named instance has no port', () => {
    const { port, options } = settings('mssql://r@db/c?instance=SQLEXPRESS&encrypt=false') ?? {};
    expect(port).toBeUndefined();
    expect(options).toMatchObject({ instanceName: 'SQLEXPRESS', encrypt: false });
  });
  it('that is none is refused', async () => {
    expect(settings('db.local')).toBeNull();
    await expect(readSqlServer(asked({ address: 'db.local' }))).rejects.toThrow(/address cannot be read/);
  });
});
