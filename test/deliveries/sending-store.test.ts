import { randomUUID } from 'node:crypto';
import type { DeliveryKind } from '../../src/deliveries/index.ts';
import { sendingStore } from '../../src/deliveries/sending-store.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const kind = (name: string): DeliveryKind => ({
  kind: name,
  lane: 'crm',
  afterDoubt: 'repeat',
  attemptMs: 1_000,
  send: async () => undefined,
});

describe('a delivery, when the queue hands it out more than once', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await testDatabase();
    await test.database.pool.query(
      `insert into call (id, account, started_at, learnt_at) values (1, 'uis', now(), now())`,
    );
  });
  afterEach(() => test.drop());

  const now = new Date();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const store = () => sendingStore(test.database.pool, new Map(['a', 'b'].map((name) => [name, kind(name)])));
  const owe = async (name: string, call: number | null = 1): Promise<string> => {
    const { rows } = await test.database.pool.query<{ id: number }>(
      `insert into delivery (account, kind, call_id, state, payload, next_attempt_at, created_at)
       values ('crm', $1, $2, 'owed', '{}', $3, $3) returning id`,
      [name, call, now],
    );
    return String(rows[0]!.id);
  };

  it('is taken by one', async () => {
    const id = await owe('a');
    const taken = await Promise.all(Array.from({ length: 8 }, () => store().take(now, id, randomUUID())));
    expect(taken.filter((one) => one !== null)).toHaveLength(1);
    expect(await store().take(later(15), id, randomUUID())).toBeNull();
    // Then its worker is dead, and whoever comes knows that it may have arrived.
    expect(await store().take(later(17), id, randomUUID())).toMatchObject({ delivery: { inDoubt: true } });
  });

  it('waits for what must go before it, and is due when that is gone and its former job has left the queue', async () => {
    const [first, second] = [await owe('a'), await owe('b')];
    expect(await store().take(now, second, randomUUID())).toBeNull();
    expect(await store().claim(now, 10)).toEqual([first]);
    const attempt = await store().take(now, first, randomUUID());
    expect(await store().take(now, second, randomUUID())).toBeNull();
    expect(await store().claim(later(1), 10)).toEqual([]);
    expect(await store().sent(attempt!, now, false)).toBe(true);
    expect(await store().claim(later(0.4), 10)).toEqual([]);
    expect(await store().claim(later(0.5), 10)).toEqual([second]);
    expect(await store().take(later(0.5), second, randomUUID())).not.toBeNull();
    expect(await store().take(now, first, randomUUID())).toBeNull();
  });

  it('is offered again when the queue did not take it, and by itself after a minute', async () => {
    const id = await owe('a', null);
    expect(await store().claim(now, 10)).toEqual([id]);
    expect(await store().claim(later(59), 10)).toEqual([]);
    expect(await store().claim(later(60), 10)).toEqual([id]);
    await store().release(now, [id]);
    expect(await store().claim(now, 10)).toEqual([id]);
    const attempt = await store().take(now, id, randomUUID());
    // What is being sent is not released.
    await store().release(now, [id]);
    expect(await store().claim(now, 10)).toEqual([]);
    expect(await store().retryAt(attempt!, later(5), { error: 'busy', inDoubt: false })).toBe(true);
    expect(await store().retryAt(attempt!, later(9), { error: 'busy', inDoubt: false })).toBe(false);
    expect(await store().claim(later(5), 10)).toEqual([id]);
  });

  it('gives every account its share of a sweep that is full', async () => {
    for (let n = 0; n < 5; n += 1) await owe('a', null);
    await test.database.pool.query(
      `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
       select 'big', 'b', 'owed', '{}', $1::timestamptz - interval '1 hour', $1 from generate_series(1, 500)`,
      [now],
    );
    const claimed = await store().claim(now, 200);
    expect(claimed).toHaveLength(200);
    expect(claimed).toEqual(expect.arrayContaining(['1', '2', '3', '4', '5']));
  });

  it('does not wait for the long delay of an outage once that is over, unless its target asked for it', async () => {
    const ids = [await owe('a', null), await owe('a', null), await owe('a', null), await owe('a', null)];
    const asked = async (id: string, attempts: number, seconds: number) =>
      test.database.pool.query(
        'update delivery set attempts = $2, last_attempt_at = $3, next_attempt_at = $4 where id = $1',
        [id, attempts, now, later(seconds)],
      );
    await asked(ids[0]!, 5, 1_700);
    // Half an hour, after a first attempt: by its Retry-After.
    await asked(ids[1]!, 1, 1_800);
    await asked(ids[2]!, 9, 3_000);
    // Not attempted at all: it has a time of its own.
    await asked(ids[3]!, 0, 1_800);
    const delivery = { account: 'crm', kind: 'a' } as Parameters<ReturnType<typeof store>['tellPace']>[0];
    const due = async () =>
      (await test.database.sql.selectFrom('delivery').select('next_attempt_at').orderBy('id').execute()).map(
        ({ next_attempt_at }) => Math.round((next_attempt_at!.getTime() - now.getTime()) / 1000),
      );
    const failTimes = async (count: number) => {
      for (let n = 0; n < count; n += 1)
        await store().tellPace(delivery, { worked: false, now, retryAfterSeconds: null });
    };
    await failTimes(7);
    await store().tellPace(delivery, { worked: true, now: later(60) });
    expect(await due()).toEqual([1_700, 1_800, 3_000, 1_800]);
    await failTimes(8);
    await store().tellPace(delivery, { worked: true, now: later(60) });
    const [hurried, ...others] = await due();
    expect(hurried).toBeGreaterThanOrEqual(61);
    expect(hurried).toBeLessThanOrEqual(70);
    expect(others).toEqual([1_800, 3_000, 1_800]);
  });
});
