import { publishCalls, supersedeCalls } from '../../src/deliveries/index.ts';
import { eventually } from '../support/eventually.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from './publishing.ts';

let publishing: Publishing;
beforeEach(async () => void (publishing = await openPublishing()));
afterEach(() => publishing.drop());

const ids = (records: { callId: string }[]) => records.map(({ callId }) => Number(callId));

describe('polls that follow each other', () => {
  /** IDENT's rhythm: each poll begins where the last ended. */
  async function pollAt(...times: string[]): Promise<number[][]> {
    const served: number[][] = [];
    for (const [index, time] of times.entries()) {
      publishing.clock.time = at(time);
      const from = index === 0 ? at('00:00:00') : at(times[index - 1]!);
      served.push(ids(await publishing.finished({ from, to: at(time) })));
    }
    return served;
  }

  it('serve a call that spans a poll once', async () => {
    const first = await pollAt('09:01:00');
    publishing.clock.time = at('09:02:15');
    await publishing.publish(settledCall({ id: 1 }));
    publishing.clock.time = at('12:01:00');
    const second = ids(await publishing.finished({ from: at('09:01:00'), to: at('12:01:00') }));
    publishing.clock.time = at('15:01:00');
    const third = ids(await publishing.finished({ from: at('12:01:00'), to: at('15:01:00') }));
    expect([...first, second, third]).toEqual([[], [1], []]);
  });

  it('serve a call that was healed a day later once', async () => {
    const yesterday = { startedAt: at('2026-03-09T09:00:00Z'), endedAt: at('2026-03-09T09:02:00Z') };
    expect(await pollAt('03:00:00', '06:00:00')).toEqual([[], []]);
    publishing.clock.time = at('08:30:00');
    await publishing.publish(settledCall({ id: 1, ...yesterday }));
    const served: number[][] = [];
    for (const [from, to] of [
      ['06:00:00', '09:00:00'],
      ['09:00:00', '12:00:00'],
      ['12:00:00', '15:00:00'],
    ] as const) {
      publishing.clock.time = at(to);
      served.push(ids(await publishing.finished({ from: at(from), to: at(to) })));
    }
    expect(served).toEqual([[1], [], []]);
  });

  it('serve a correction once more', async () => {
    publishing.clock.time = at('10:00:00');
    await publishing.publish(settledCall({ id: 1 }), settledCall({ id: 2 }));
    publishing.clock.time = at('12:00:00');
    expect(ids(await publishing.finished({ from: at('09:00:00'), to: at('12:00:00') }))).toEqual([1, 2]);
    publishing.clock.time = at('13:00:00');
    await publishing.publish(settledCall({ id: 1, class: 'returning' }), settledCall({ id: 2 }));
    publishing.clock.time = at('15:00:00');
    expect(ids(await publishing.finished({ from: at('12:00:00'), to: at('15:00:00') }))).toEqual([1]);
  });

  it.each([
    ['of the same second', '12:00:00', '12:00:00.500'],
    ['and a clock of the MIS that is 4 minutes ahead', '12:04:00', '12:03:00'],
    ['and a second server whose clock is behind', '12:00:00', '11:59:58'],
  ])('lose nothing that is published after a poll %s, wherever the next begins', async (_, polledTo, publishedAt) => {
    publishing.clock.time = at('12:00:00');
    await publishing.finished({ from: at('11:00:00'), to: at(polledTo) });
    publishing.clock.time = at(publishedAt);
    await publishing.publish(settledCall({ id: 1 }));
    publishing.clock.time = at('15:00:00');
    const next = new Date(at(polledTo).getTime() + 1000);
    expect(ids(await publishing.finished({ from: next, to: at('15:00:00') }))).toEqual([1]);
  });

  it('serve a window whose end is still to come again with what came meanwhile', async () => {
    const window = { from: at('11:59:00'), to: at('12:03:00') };
    expect(await publishing.finished(window)).toEqual([]);
    publishing.clock.time = at('12:01:00');
    await publishing.publish(settledCall({ id: 1 }));
    expect(ids(await publishing.finished(window))).toEqual([1]);
  });

  it('do not move publications behind a window without an end', async () => {
    await publishing.finished({ from: at('00:00:00'), to: at('2099-01-01T00:00:00Z') });
    publishing.clock.time = at('12:01:00');
    await publishing.publish(settledCall({ id: 1 }));
    const [record] = await publishing.finished({ from: at('12:00:30'), to: at('12:02:00') });
    expect(record).toMatchObject({ callId: '1', publishedAt: at('12:01:00') });
  });
});

describe('a window', () => {
  it('holds both its ends, for the start and for the publication', async () => {
    publishing.clock.time = at('11:00:00');
    await publishing.publish(
      ...['08:59:59', '09:00:00', '10:00:00', '10:00:01'].map((time, index) =>
        settledCall({ id: index + 1, startedAt: at(time) }),
      ),
    );
    publishing.clock.time = at('12:00:00');
    expect(ids(await publishing.finished({ from: at('09:00:00'), to: at('10:00:00') }))).toEqual([2, 3]);
    expect(ids(await publishing.finished({ from: at('11:00:00'), to: at('11:00:00') }))).toEqual([1, 2, 3, 4]);
    expect(await publishing.finished({ from: at('11:00:00.001'), to: at('11:59:00') })).toEqual([]);
    expect(await publishing.finished({ from: at('10:30:00'), to: at('10:59:59.999') })).toEqual([]);
  });

  it('is in order of publication', async () => {
    for (const [time, id] of [
      ['11:00:02', 2],
      ['11:00:01', 3],
      ['11:00:03', 1],
    ] as const) {
      publishing.clock.time = at(time);
      await publishing.publish(settledCall({ id, startedAt: at(`09:00:0${id}`) }));
    }
    publishing.clock.time = at('12:00:00');
    expect(ids(await publishing.finished({ from: at('09:00:00'), to: at('10:00:00') }))).toEqual([3, 2, 1]);
  });

  it('of another account holds nothing of this one', async () => {
    await publishing.publish(settledCall({ id: 1 }));
    await publishing.database.sql.updateTable('delivery').set({ account: 'other' }).execute();
    expect(await publishing.finished({ from: at('00:00:00'), to: at('23:00:00') })).toEqual([]);
  });

  it('marks what it served, and a revision as not served yet', async () => {
    const fetched = async () =>
      (await publishing.database.sql.selectFrom('delivery').select('fetched_at').orderBy('call_id').execute()).map(
        (row) => row.fetched_at,
      );
    await publishing.publish(settledCall({ id: 1 }), settledCall({ id: 2 }));
    publishing.clock.time = at('12:05:00');
    await publishing.finished({ from: at('00:00:00'), to: at('12:05:00'), limit: 1 });
    expect(await fetched()).toEqual([at('12:05:00'), null]);
  });
});

describe('pages', () => {
  const window = { from: at('00:00:00'), to: at('23:59:59') };
  const many = (count: number, first = 1) =>
    Array.from({ length: count }, (_, index) =>
      settledCall({ id: first + index, startedAt: new Date(at('09:00:00').getTime() + index * 1000) }),
    );

  it('of 1,001 calls are 500, 500 and 1 while calls arrive, change and merge between them', async () => {
    await publishing.publish(...many(1001));
    const first = await publishing.finished({ ...window, offset: 0 });
    publishing.clock.time = at('12:00:05');
    await publishing.publish(...many(7, 2001));
    await publishing.publish(settledCall({ id: 3, class: 'returning' }), settledCall({ id: 700, class: 'returning' }));
    await publishing.database.sql.transaction().execute((tx) => supersedeCalls({ tx, callIds: [2, 600, 1001] }));
    const second = await publishing.finished({ ...window, offset: 500 });
    publishing.clock.time = at('12:00:09');
    await publishing.publish(...many(3, 3001));
    const third = await publishing.finished({ ...window, offset: 1000 });
    expect([first, second, third].map((page) => page.length)).toEqual([500, 500, 1]);
    const served = ids([...first, ...second, ...third]);
    expect(served.toSorted((a, b) => a - b)).toEqual(ids(many(1001).map(({ id }) => ({ callId: String(id) }))));
    const again = ids(await publishing.finished({ ...window, limit: 5000 }));
    expect(again).toHaveLength(1001 + 7 + 3 - 3);
    expect(new Set(again).size).toBe(again.length);
  });

  it('of exactly 500 calls are 500 and an empty one', async () => {
    await publishing.publish(...many(500), settledCall({ id: 900, direction: 'internal' }));
    expect(await publishing.finished({ ...window, offset: 0 })).toHaveLength(500);
    expect(await publishing.finished({ ...window, offset: 500 })).toEqual([]);
  });

  it('that are asked for after half an hour come from a new list', async () => {
    await publishing.publish(...many(3));
    expect(ids(await publishing.finished({ ...window, limit: 2 }))).toEqual([1, 2]);
    publishing.clock.time = at('12:29:59');
    await publishing.publish(...many(2, 11));
    expect(ids(await publishing.finished({ ...window, limit: 2, offset: 2 }))).toEqual([3]);
    publishing.clock.time = at('12:30:00');
    expect(ids(await publishing.finished({ ...window, limit: 2, offset: 2 }))).toEqual([3, 11]);
  });

  it('leave no old lists behind', async () => {
    for (const minute of [0, 10, 20, 30, 40, 50]) {
      publishing.clock.time = new Date(at('12:00:00').getTime() + minute * 60_000);
      await publishing.missedCalls({ from: at('00:00:00'), to: publishing.clock.time });
    }
    const { rowCount } = await publishing.database.pool.query('select from pull_snapshot');
    expect(rowCount).toBe(3);
  });
});

describe('a publisher that is slow to commit', () => {
  it('is waited for by a poll, so that nothing appears behind it', async () => {
    const { database, accounts, clock } = publishing;
    await publishing.addCalls(settledCall({ id: 1 }), settledCall({ id: 2 }));
    const publisher = await database.pool.connect();
    await publisher.query('begin');
    await publishCalls({ tx: publisher, calls: [settledCall({ id: 1 })], accounts, clinic, clock });
    clock.time = at('12:00:03');
    let served: number[] | undefined;
    const poll = publishing
      .finished({ from: at('11:00:00'), to: at('12:00:03') })
      .then((records) => (served = ids(records)));
    await eventually(async () => {
      const waiting = await database.pool.query(`select from pg_locks where locktype = 'advisory' and not granted`);
      expect(waiting.rowCount).toBe(1);
    });
    expect(served).toBeUndefined();
    await publisher.query('commit');
    publisher.release();
    await poll;
    expect(served).toEqual([1]);
    // What comes after the poll is published after its end, so the next poll has it.
    await publishing.publish(settledCall({ id: 2, startedAt: at('08:00:00') }));
    clock.time = at('12:10:00');
    expect(ids(await publishing.finished({ from: at('12:00:03.001'), to: at('12:10:00') }))).toEqual([2]);
  });

  it('does not hold up another publisher', async () => {
    const { database, accounts, clock } = publishing;
    await publishing.addCalls(settledCall({ id: 1 }));
    const publisher = await database.pool.connect();
    await publisher.query('begin');
    await publishCalls({ tx: publisher, calls: [settledCall({ id: 1 })], accounts, clinic, clock });
    await publishing.publish(settledCall({ id: 2 }));
    await publisher.query('rollback');
    publisher.release();
    expect(ids(await publishing.finished({ from: at('00:00:00'), to: at('13:00:00') }))).toEqual([2]);
  });

  it('that hangs makes the poll give up', async () => {
    const { database } = publishing;
    const publisher = await database.pool.connect();
    await publisher.query('begin');
    await publishCalls({
      tx: publisher,
      calls: [settledCall({ id: 1, direction: null })],
      accounts: publishing.accounts,
      clinic,
      clock: publishing.clock,
    });
    await expect(publishing.finished({ from: at('00:00:00'), to: at('13:00:00') })).rejects.toMatchObject({
      code: '55P03',
    });
    await publisher.query('rollback');
    publisher.release();
  });
});

describe('ongoing calls', () => {
  it('are those with an outside party that have not ended', async () => {
    const live = { endedAt: null, result: null };
    await publishing.addCalls(
      settledCall({ id: 1 }),
      settledCall({ id: 3, ...live, startedAt: at('11:59:02') }),
      settledCall({ id: 2, ...live, direction: 'out', startedAt: at('11:59:01') }),
      settledCall({ id: 4, ...live, direction: 'internal' }),
      settledCall({ id: 5, ...live, direction: null }),
      settledCall({ id: 6, ...live }),
      settledCall({ id: 7, ...live }),
    );
    await publishing.database.pool.query('update call set merged_into = 3 where id = 6');
    await publishing.database.pool.query('update call set settled_at = now() where id = 7');
    const calls = await publishing.ports.ongoingCalls({ limit: 10, offset: 0 });
    expect(ids(calls)).toEqual([2, 3]);
    expect(calls[0]).toMatchObject({ recordId: null, publishedAt: null, talkSeconds: null, lineName: 'Сайт, Центр' });
    expect(ids(await publishing.ports.ongoingCalls({ limit: 10, offset: 1 }))).toEqual([3]);
  });
});

it('requests and calls do not mix', async () => {
  await publishing.publish(missed({ id: 1 }));
  const window = { from: at('00:00:00'), to: at('13:00:00') };
  const [call] = await publishing.finished(window);
  const [request] = await publishing.missedCalls(window);
  expect(call!.recordId).not.toBe(request!.recordId);
});
