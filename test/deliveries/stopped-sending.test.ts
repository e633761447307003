import type { DeliveryKind } from '../../src/deliveries/index.ts';
import { sendingStore } from '../../src/deliveries/sending-store.ts';
import { readStopped, resumeElsewhere, resumeSending } from '../../src/deliveries/stopped-sending.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await testDatabase();
});
afterEach(() => test.drop());

const at = new Date('2026-03-10T12:00:00Z');
const kindTo = (target: string): DeliveryKind => ({
  ...{ kind: 'note', lane: 'push', afterDoubt: 'repeat', attemptMs: 1000 },
  target: () => target,
  send: () => Promise.resolve(),
});

async function stopped(kind: DeliveryKind) {
  const { pool } = test.database;
  const store = sendingStore(pool, new Map([[kind.kind, kind]]));
  await pool.query(
    `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
     values ('crm', 'note', 'owed', '{}', $1, $1), ('other', 'note', 'owed', '{}', $1, $1)`,
    [at],
  );
  const [first] = await store.claim(at, 1);
  const attempt = await store.take(at, first!, '00000000-0000-4000-8000-000000000001');
  expect(attempt?.delivery.account).toBe('crm');
  await store.stop(attempt!.delivery, at, 'HTTP 410');
  await store.retryAt(attempt!, at, { error: 'HTTP 410', inDoubt: false });
  return store;
}

it('nothing of a stopped account is claimed, whatever of it succeeds meanwhile; others go on', async () => {
  const store = await stopped(kindTo('https://one.example/hook'));
  expect(await readStopped(test.database.pool)).toEqual([{ account: 'crm', at, reason: 'HTTP 410' }]);
  const late = { account: 'crm', kind: 'note' } as Parameters<typeof store.tellPace>[0];
  await store.tellPace(late, { worked: true, now: at });
  const later = new Date(at.getTime() + 100 * 3600_000);
  const claimed = await store.claim(later, 10);
  expect(claimed).toHaveLength(1);
  expect((await store.take(later, claimed[0]!, '00000000-0000-4000-8000-000000000002'))?.delivery.account).toBe(
    'other',
  );
});

it('goes on when a person says so, with 72 fresh hours', async () => {
  const store = await stopped(kindTo('https://one.example/hook'));
  const later = new Date(at.getTime() + 100 * 3600_000);
  const resumed = { account: 'crm', lane: 'push', at: later };
  expect(await resumeSending(test.database.pool, resumed)).toBe(true);
  expect(await resumeSending(test.database.pool, resumed)).toBe(false);
  expect(await store.claim(later, 10)).toHaveLength(2);
  const { rows } = await test.database.pool.query(`select owed_since from delivery where account = 'crm'`);
  expect(rows).toEqual([{ owed_since: later }]);
});

it('goes on at another address, not at the same one', async () => {
  await stopped(kindTo('https://one.example/hook'));
  expect(await resumeElsewhere(test.database.pool, [kindTo('https://one.example/hook')], at)).toEqual([]);
  expect(await resumeElsewhere(test.database.pool, [kindTo('https://two.example/hook')], at)).toEqual(['crm']);
  expect(await readStopped(test.database.pool)).toEqual([]);
});
