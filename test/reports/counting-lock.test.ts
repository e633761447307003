import { inTransaction } from '../../src/platform/database/index.ts';
import { erasePerson } from '../../src/privacy/erase-person.ts';
import { markCalls } from '../../src/reports/contact-due.ts';
import { mayCount, pauseCounting } from '../../src/reports/counting-lock.ts';
import { recountDue } from '../../src/reports/recount.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

it('nothing is counted while somebody pauses it; what waits is counted afterwards', async () => {
  const { pool } = db.database;
  await markCalls(pool, [1]);
  await inTransaction(pool, async (tx) => {
    await pauseCounting(tx);
    expect(await recountDue(pool, testConfiguration())).toBe(0);
  });
  expect(await recountDue(pool, testConfiguration())).toBe(1);
});

it('a person is erased only after the count that has read the numbers', async () => {
  const { pool } = db.database;
  const { erasing } = await inTransaction(pool, async (tx) => {
    expect(await mayCount(tx)).toBe(true);
    const asked = { phone: '+79160000101' };
    const begun = erasePerson(
      { asked, reason: 'request', reference: null, who: 'it', at: new Date(), dryRun: true },
      { pool, marks: () => Promise.resolve<[string]>(['mark:1']) },
    );
    await eventually(async () => {
      const { rows } = await pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks l join pg_database d on d.oid = l.database
         where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`,
      );
      expect(rows).toEqual([{ waiting: 1 }]);
    });
    return { erasing: begun };
  });
  expect(await erasing).toMatchObject({ kind: 'erased', erasure: null });
});
