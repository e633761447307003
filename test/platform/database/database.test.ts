import { openDatabase } from '../../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

describe('openDatabase', () => {
  let given: TestDatabase;
  beforeAll(async () => {
    given = await testDatabase();
  });
  afterAll(() => given.drop());

  it('reads bigint as a number, date as text, timestamptz as Date', async () => {
    const { rows } = await given.database.pool.query(
      `select 9007199254740991::bigint as big, date '2026-02-28' as day, timestamptz '2026-02-28T10:00:00Z' as moment`,
    );
    expect(rows).toEqual([{ big: 9007199254740991, day: '2026-02-28', moment: new Date('2026-02-28T10:00:00Z') }]);
  });

  it('names its connections after the process', async () => {
    const { rows } = await given.database.pool.query(`select current_setting('application_name') as name`);
    expect(rows).toEqual([{ name: `trubka pid=${process.pid}` }]);
  });

  it('closes its connections, whether kysely or the pool was used', async () => {
    const connections = async (name: string) =>
      (await given.database.pool.query('select from pg_stat_activity where application_name = $1', [name])).rowCount;
    for (const use of ['pool', 'sql'] as const) {
      const name = `closing ${use}`;
      const database = openDatabase(given.url, { name });
      if (use === 'pool') await database.pool.query('select 1');
      else await database.sql.selectFrom('call').select('id').execute();
      expect(await connections(name)).toBe(1);
      await database.close();
      await database.close();
      const deadline = Date.now() + 5_000;
      while ((await connections(name)) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await connections(name)).toBe(0);
    }
  });

  it('survives the loss of an idle connection', async () => {
    const database = openDatabase(given.url, { name: 'lost', connections: 1 });
    await database.pool.query('select 1');
    await given.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lost'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});
