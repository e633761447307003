import { writeSqlServer } from '../../../adapters/kit/write-sqlserver.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { SqlGo, SqlStep } from '../../../src/contracts/sql-target.ts';
import { eventually } from '../../support/eventually.ts';
import { startFakeSqlServer, type FakeSqlServer } from '../../support/fake-sqlserver.ts';

let server: FakeSqlServer;
beforeEach(async () => {
  server = await startFakeSqlServer();
});
afterEach(() => server.stop());

const insert = 'insert into dbo.calls (k, seconds) values (:key, :seconds)';
const step = (more: Partial<SqlStep> = {}): SqlStep => ({
  ...{ text: insert, values: { key: "O'Нил", seconds: 56 }, effect: 'write' },
  ...more,
});
const go = (more: Partial<SqlGo> = {}) =>
  writeSqlServer({
    address: `mssql://writer@127.0.0.1:${server.port}/clinic?encrypt=false`,
    password: 'read/only',
    steps: [step()],
    timeoutSeconds: 10,
    signal: new AbortController().signal,
    ...more,
  });
const failure = (more: Partial<SqlGo> = {}): Promise<Error> =>
  go(more).then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
const asked = (): string[] => server.asked.filter((text) => !/^set ansi_nulls|^disconnect/.test(text));

describe('writing to a SQL Server of somebody else', () => {
  it('binds values, apart from the text, in one transaction that is committed', async () => {
    server.answer = (query) =>
      query.includes('select id') ? { columns: [{ name: 'id', type: 'int' }], rows: [[7]] } : { columns: [], rows: [] };
    const look = step({ text: 'select id from dbo.calls where k = :key', effect: 'read' });
    expect((await go({ steps: [step(), look] })).at(-1)?.rows).toEqual([{ id: '7' }]);
    const [begin, written, looked, end] = asked();
    expect(begin).toMatch(/xact_abort on.*begin transaction/);
    expect(written).toMatch(/^insert into dbo.calls \(k, seconds\) values \(@trubka_key, @trubka_seconds\)/);
    expect(looked).toMatch(/where k = @trubka_key/);
    expect(end).toBe('commit transaction;');
    await eventually(() => expect(server.asked.at(-1)).toBe('disconnect'));
  });

  it('takes everything back when it is told to', async () => {
    await go({ undo: true });
    expect(asked().at(-1)).toBe('rollback transaction;');
  });

  it.each([
    [
      2627,
      "Violation of PRIMARY KEY constraint. The duplicate key value is (O'Нил).",
      /does not fit its column.*\(2627\)/,
      false,
    ],
    [515, "Cannot insert the value NULL into column 'k', table 'dbo.calls'", /515 k/, false],
    [208, "Invalid object name 'dbo.calls'.", /table that is not there.*dbo\.calls/, true],
    [229, "The INSERT permission was denied on the object 'calls'", /may not do.*GRANT/, true],
  ])(
    'a refusal, %s: says what to change, without the values, and commits nothing',
    async (number, message, words, stops) => {
      server.answer = () => ({ error: { number, message } });
      const error = await failure();
      expect(error).toMatchObject({ name: 'PermanentFailure', stops });
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain('Нил');
      expect(asked().at(-1)).not.toBe('commit transaction;');
    },
  );

  it('a deadlock did not happen', async () => {
    server.answer = () => ({ error: { number: 1205, message: 'deadlocked' } });
    expect(await failure()).toBeInstanceOf(TransientFailure);
  });

  it('no answer is ambiguous to a write, transient to a read', async () => {
    server.answer = () => 'silence';
    expect(await failure({ timeoutSeconds: 1 })).toBeInstanceOf(AmbiguousFailure);
    expect(await failure({ timeoutSeconds: 1, steps: [step({ effect: 'read' })] })).toBeInstanceOf(TransientFailure);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    expect(await failure({ signal: stop.signal })).toBeInstanceOf(AmbiguousFailure);
  }, 30_000);

  it('a wrong password stops the account; nobody there is tried again', async () => {
    expect(await failure({ password: 'hunter2' })).toMatchObject({ name: 'PermanentFailure', stops: true });
    expect(await failure({ address: 'mssql://w@127.0.0.1:1/c?encrypt=false' })).toBeInstanceOf(TransientFailure);
    expect(await failure({ address: 'db.local' })).toBeInstanceOf(PermanentFailure);
  });
});
