import { migrate, openDatabase } from '../../../src/platform/database/index.ts';
import { migrations } from '../../../src/platform/database/migrations/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

const names = migrations.map((migration) => migration.name);

describe('migrate', () => {
  let given: TestDatabase;
  beforeEach(async () => {
    given = await testDatabase();
  });
  afterEach(() => given.drop());

  const emptied = () => given.database.pool.query('drop schema public cascade; create schema public');

  it('brings an empty database to this version, and does nothing the second time', async () => {
    await emptied();
    expect(await migrate(given.database.pool)).toEqual(names);
    expect(await migrate(given.database.pool)).toEqual([]);
    expect((await given.database.sql.selectFrom('call').selectAll().execute()).length).toBe(0);
  });

  it('is done once when several processes start at the same moment', async () => {
    await emptied();
    const processes = [1, 2, 3, 4].map(() => openDatabase(given.url, { connections: 1 }));
    const applied = await Promise.all(processes.map(({ pool }) => migrate(pool)));
    await Promise.all(processes.map((process) => process.close()));
    expect(applied.flat()).toEqual(names);
  });

  it('refuses a database of a newer version and names what it does not know', async () => {
    await given.database.pool.query(`insert into migration (name) values ('9999-from-the-future')`);
    await expect(migrate(given.database.pool)).rejects.toThrow(/newer Trubka.*9999-from-the-future/);
    // The lock is free again.
    await given.database.pool.query(`delete from migration where name = '9999-from-the-future'`);
    expect(await migrate(given.database.pool)).toEqual([]);
  });

  it('keeps nothing of a migration that fails', async () => {
    await emptied();
    // A table that a migration wants to make itself.
    await given.database.pool.query('create table audit (wrong text)');
    await expect(migrate(given.database.pool)).rejects.toThrow(`Migration ${names[0]} failed`);
    const left = await given.database.pool.query(`select to_regclass('call') as call`);
    expect(left.rows).toEqual([{ call: null }]);
    await given.database.pool.query('drop table audit');
    expect(await migrate(given.database.pool)).toEqual(names);
  });
});
