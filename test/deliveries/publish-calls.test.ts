import { publishCalls, supersedeCalls } from '../../src/deliveries/index.ts';
import { eventually } from '../support/eventually.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from './publishing.ts';

let publishing: Publishing;
beforeEach(async () => void (publishing = await openPublishing()));
afterEach(() => publishing.drop());

const day = { from: at('00:00:00'), to: at('23:59:59') };

function deliveries() {
  return publishing.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();
}

describe('a settled call', () => {
  it('is offered as a record', async () => {
    await publishing.publish(settledCall({ id: 1, recordingRef: 'https://records.example/1' }));
    expect(await publishing.finished(day)).toEqual([
      {
        callId: '1',
        recordId: expect.stringMatching(/^\d+$/),
        revision: 1,
        startedAt: at('09:00:00'),
        direction: 'in',
        external: '+79000000001',
        line: '+74950000101',
        lineName: 'Сайт, Центр',
        campaign: 'site',
        zone: 'Europe/Moscow',
        result: 'answered',
        missedReason: null,
        waitSeconds: 20,
        talkSeconds: 100,
        class: 'first-time',
        reasons: ['no-such-number'],
        recordingUrl: 'https://records.example/1',
        publishedAt: at('12:00:00'),
      },
    ]);
  });

  it('starts at a whole second, has no talk when nobody answered, and no link where the PBX gave an id', async () => {
    await publishing.publish(
      missed({
        id: 1,
        startedAt: at('09:00:00.999'),
        talkSeconds: 4,
        recordingRef: 'file-1',
        line: '+74959999999',
        zone: null,
      }),
    );
    const [record] = await publishing.finished(day);
    expect(record).toMatchObject({
      startedAt: at('09:00:00'),
      talkSeconds: null,
      recordingUrl: null,
      lineName: null,
      zone: 'Europe/Moscow',
    });
  });

  it('is never offered when it is internal or has no direction', async () => {
    await publishing.publish(settledCall({ id: 1, direction: 'internal' }), settledCall({ id: 2, direction: null }));
    expect(await deliveries()).toEqual([]);
  });

  it('is not published again when nothing changed', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    const before = await deliveries();
    publishing.clock.time = at('13:00:00');
    await publishing.publish(settledCall({ id: 1 }));
    expect(await deliveries()).toEqual(before);
  });

  it('is the next revision of the same record when it changed', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    const [before] = await publishing.finished(day);
    publishing.clock.time = at('13:00:00');
    await publishing.publish(settledCall({ id: 1, class: 'returning' }));
    expect(await publishing.finished(day)).toEqual([
      { ...before, class: 'returning', revision: 2, publishedAt: at('13:00:00') },
    ]);
  });

  it('that another call took over is not served any more, and is again when it changes back', async () => {
    await publishing.publish(settledCall({ id: 1 }), settledCall({ id: 2 }));
    await publishing.database.sql.transaction().execute((tx) => supersedeCalls({ tx, callIds: [2] }));
    expect((await publishing.finished(day)).map(({ callId }) => callId)).toEqual(['1']);
    await publishing.publish(settledCall({ id: 2 }));
    expect((await publishing.finished(day)).map(({ callId, revision }) => [callId, revision])).toEqual([
      ['1', 1],
      ['2', 2],
    ]);
  });

  it('that turns out to be internal is taken back', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    await publishing.publish(settledCall({ id: 1, direction: 'internal' }));
    expect(await publishing.finished(day)).toEqual([]);
  });

  it('is not offered to an account that gets calls from elsewhere', async () => {
    const off = await openPublishing({ calls: 'off', tickets: 'off' });
    await off.publish(settledCall({ id: 1 }), missed({ id: 2 }));
    expect(await off.database.sql.selectFrom('delivery').selectAll().execute()).toEqual([]);
    await off.drop();
  });

  it('leaves nothing when its transaction is rolled back', async () => {
    await publishing.addCalls(settledCall({ id: 1 }));
    const settling = publishing.database.sql.transaction().execute(async (tx) => {
      await publishCalls({
        tx,
        calls: [settledCall({ id: 1 })],
        accounts: publishing.accounts,
        clinic,
        clock: publishing.clock,
      });
      throw new Error('settling failed');
    });
    await expect(settling).rejects.toThrow('settling failed');
    expect(await publishing.finished(day)).toEqual([]);
  });

  it('is published by a plain client too, with the id read as the pool reads it', async () => {
    await publishing.addCalls(settledCall({ id: 1 }));
    const client = await publishing.database.pool.connect();
    await client.query('begin');
    const { accounts, clock } = publishing;
    await publishCalls({ tx: client, calls: [settledCall({ id: 1 })], accounts, clinic, clock });
    await publishCalls({ tx: client, calls: [settledCall({ id: 1 })], accounts, clinic, clock });
    await client.query('commit');
    client.release();
    expect(await publishing.finished(day)).toMatchObject([{ callId: '1', revision: 1 }]);
  });

  it('goes out quickly among a thousand', async () => {
    const calls = Array.from({ length: 1000 }, (_, index) => settledCall({ id: index + 1 }));
    await publishing.addCalls(...calls);
    const began = performance.now();
    await publishing.publish(...calls);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await publishing.finished({ ...day, limit: 5000 })).toHaveLength(1000);
  });
});

describe('calls that a MIS could not tell apart', () => {
  const same = (id: number) => settledCall({ id, external: null });
  const byCall = (one: unknown[], other: unknown[]) => Number(one[0]) - Number(other[0]);
  const starts = async () =>
    (await publishing.finished(day)).map(({ callId, startedAt }) => [Number(callId), startedAt]);

  it('are parted by whole seconds, and stay where they are', async () => {
    await publishing.publish(same(1), same(2), same(3));
    const parted = [
      [1, at('09:00:00')],
      [2, at('09:00:01')],
      [3, at('09:00:02')],
    ];
    expect(await starts()).toEqual(parted);
    await publishing.publish({ ...same(2), class: 'spam' });
    expect((await starts()).toSorted(byCall)).toEqual(parted.toSorted(byCall));
  });

  it('are parted from those that were published before, and from a call that is really there', async () => {
    await publishing.publish(same(1), { ...same(2), startedAt: at('09:00:01') });
    await publishing.publish(same(3));
    expect(await starts()).toEqual([
      [1, at('09:00:00')],
      [2, at('09:00:01')],
      [3, at('09:00:02')],
    ]);
  });

  it('are parted when only their fractions of a second differ, and not when the line does', async () => {
    await publishing.publish(
      { ...same(1), startedAt: at('09:00:00.100') },
      { ...same(2), startedAt: at('09:00:00.900') },
      { ...same(3), line: '+74950000102' },
    );
    expect(await starts()).toEqual([
      [1, at('09:00:00')],
      [3, at('09:00:00')],
      [2, at('09:00:01')],
    ]);
  });

  it('are parted however many they are', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => index + 1);
    await publishing.publish(...ids.map(same));
    const seconds = (await starts()).map(([, start]) => Number(start) / 1000);
    expect(new Set(seconds).size).toBe(450);
    expect(Math.max(...seconds) - Math.min(...seconds)).toBe(449);
  });

  it('are parted when a correction makes them alike', async () => {
    await publishing.publish(same(1), settledCall({ id: 2 }));
    await publishing.publish(same(2));
    expect((await starts()).toSorted(byCall)).toEqual([
      [1, at('09:00:00')],
      [2, at('09:00:01')],
    ]);
  });

  it('are parted when two transactions publish them at once', async () => {
    await publishing.addCalls(same(1), same(2), settledCall({ id: 3 }));
    await publishing.publish(settledCall({ id: 3 }));
    const { database, accounts, clock } = publishing;
    const first = await database.pool.connect();
    await first.query('begin');
    await publishCalls({ tx: first, calls: [same(1)], accounts, clinic, clock });
    // One inserts, the other corrects: both want the key that the first holds uncommitted.
    const others = [same(2), same(3)].map((call) =>
      database.sql.transaction().execute((tx) => publishCalls({ tx, calls: [call], accounts, clinic, clock })),
    );
    await eventually(async () => {
      const waiting = await database.pool.query(
        `select from pg_locks where not granted and locktype = 'transactionid'`,
      );
      expect(waiting.rowCount).toBe(2);
    });
    await first.query('commit');
    first.release();
    await Promise.all(others);
    const records = await publishing.finished(day);
    expect(new Set(records.map(({ startedAt }) => startedAt.getTime())).size).toBe(3);
    expect(records.find(({ callId }) => callId === '1')!.startedAt).toEqual(at('09:00:00'));
  });
});

describe('the start of a call', () => {
  it('is corrected while nobody has fetched it', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    await publishing.publish(settledCall({ id: 1, startedAt: at('08:59:58') }));
    expect(await publishing.finished(day)).toMatchObject([{ startedAt: at('08:59:58'), revision: 2 }]);
  });

  it('stays once it was fetched, because it is part of the key', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    await publishing.finished(day);
    await publishing.publish(settledCall({ id: 1, startedAt: at('08:59:58') }));
    expect(await publishing.finished(day)).toMatchObject([{ startedAt: at('09:00:00'), revision: 1 }]);
    await publishing.publish(settledCall({ id: 1, startedAt: at('08:59:58'), talkSeconds: 101 }));
    expect(await publishing.finished(day)).toMatchObject([
      { startedAt: at('09:00:00'), talkSeconds: 101, revision: 2 },
    ]);
  });
});

describe('a missed call', () => {
  it('is offered as a call and as a request to call back', async () => {
    await publishing.publish(missed({ id: 1 }));
    expect(await publishing.finished(day)).toHaveLength(1);
    expect(await publishing.missedCalls(day)).toMatchObject([
      { callId: '1', external: '+79000000001', waitSeconds: 20 },
    ]);
  });

  it.each([
    ['answered', settledCall({ id: 1 })],
    ['outgoing', settledCall({ id: 1, direction: 'out', result: 'unanswered' })],
    ['of a withheld number', missed({ id: 1, external: null })],
    ['of staff', missed({ id: 1, class: 'staff' })],
    ['of a contractor', missed({ id: 1, class: 'contractor' })],
    ['of spam', missed({ id: 1, class: 'spam' })],
    ['learnt 12 hours late', missed({ id: 1, startedAt: at('2026-03-10T00:00:00Z') })],
  ])('%s makes no request', async (_, call) => {
    await publishing.publish(call);
    expect(await publishing.missedCalls({ from: at('2026-03-09T00:00:00Z'), to: at('23:59:59') })).toEqual([]);
    expect(await publishing.finished({ from: at('2026-03-09T00:00:00Z'), to: at('23:59:59') })).toHaveLength(1);
  });

  it.each(['first-time', 'returning', 'about-own-visit', 'unknown', null] as const)(
    'of class %s makes one',
    async (callClass) => {
      await publishing.publish(missed({ id: 1, class: callClass, startedAt: at('00:00:01') }));
      expect(await publishing.missedCalls(day)).toHaveLength(1);
    },
  );

  it('that turns out to be answered takes its request back', async () => {
    await publishing.publish(missed({ id: 1 }));
    await publishing.publish(settledCall({ id: 1 }));
    expect(await publishing.missedCalls(day)).toEqual([]);
  });

  it('keeps its request as it is when only its recording comes later', async () => {
    await publishing.publish(missed({ id: 1 }));
    const before = await publishing.missedCalls(day);
    await publishing.publish(missed({ id: 1, recordingRef: 'https://records.example/1' }));
    expect(await publishing.missedCalls(day)).toEqual(before);
  });
});

describe('a request that waits 20 minutes', () => {
  beforeEach(async () => {
    await publishing.drop();
    publishing = await openPublishing({ ticketsAfterMinutes: 20 });
    publishing.clock.time = at('09:02:15');
    await publishing.publish(missed({ id: 1 }));
  });

  it('is offered when they are over, published at that poll, once', async () => {
    publishing.clock.time = at('09:21:59');
    expect(await publishing.missedCalls(day)).toEqual([]);
    publishing.clock.time = at('09:22:00');
    expect(await publishing.missedCalls({ from: at('09:21:59'), to: at('09:22:00') })).toMatchObject([
      { callId: '1', publishedAt: at('09:22:00') },
    ]);
    publishing.clock.time = at('09:24:00');
    expect(await publishing.missedCalls({ from: at('09:22:01'), to: at('09:24:00') })).toEqual([]);
  });

  it('waits on when the call changes meanwhile', async () => {
    publishing.clock.time = at('09:10:00');
    await publishing.publish(missed({ id: 1, class: 'returning' }));
    expect(await publishing.missedCalls(day)).toEqual([]);
    publishing.clock.time = at('09:30:00');
    expect(await publishing.missedCalls(day)).toMatchObject([{ class: 'returning', revision: 2 }]);
  });

  it('is offered at once when they are over already', async () => {
    publishing.clock.time = at('11:00:00');
    await publishing.publish(missed({ id: 2 }));
    expect((await publishing.missedCalls(day)).map(({ callId }) => callId).sort()).toEqual(['1', '2']);
  });

  const later = { external: '+79000000001', startedAt: at('09:10:00'), endedAt: at('09:12:00') };
  it.each([
    ['got through', settledCall({ id: 2, ...later }), 0],
    ['was called back', settledCall({ id: 2, ...later, direction: 'out', talkSeconds: 15 }), 0],
    [
      'was called back and an assistant answered',
      settledCall({ id: 2, ...later, direction: 'out', talkSeconds: 14 }),
      1,
    ],
    ['was called back in vain', settledCall({ id: 2, ...later, direction: 'out', result: 'unanswered' }), 1],
    ['is another', settledCall({ id: 2, ...later, external: '+79000000009' }), 1],
    ['was talked to before', settledCall({ id: 2, ...later, startedAt: at('08:00:00') }), 1],
  ])('when the caller %s meanwhile', async (_, call, requests) => {
    await publishing.publish(call);
    publishing.clock.time = at('09:30:00');
    expect(await publishing.missedCalls(day)).toHaveLength(requests);
  });

  it.each([
    ['is closed by hand, though nobody talked', 'closed', [], 0],
    ['was opened again, though they talked', 'open', [settledCall({ id: 2, ...later })], 1],
  ])('goes by the task of the call: it %s', async (_, state, calls, requests) => {
    if (calls.length > 0) await publishing.publish(...calls);
    const { pool } = publishing.database;
    const { rows } = await pool.query<{ id: number }>(
      `insert into task (type, state, phone, opened_at, created_at, closed_at)
       values ('callback', $1, '+79000000001', now(), now(), case $1 when 'closed' then now() end) returning id`,
      [state],
    );
    await pool.query(`insert into task_call (task_id, call_id, role) values ($1, 1, 'missed')`, [rows[0]?.id]);
    publishing.clock.time = at('09:30:00');
    expect(await publishing.missedCalls(day)).toHaveLength(requests);
  });
});
