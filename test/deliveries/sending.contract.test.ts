import type { Clock } from '../../src/contracts/clock.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import {
  createSender,
  replayDeliveries,
  resumeSending,
  type DeliveryKind,
  type Sender,
  type TakenDelivery,
} from '../../src/deliveries/index.ts';
import { openQueue, type Queue } from '../../src/platform/queue/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { describeOnEachQueue, loseQueue } from '../support/each-queue.ts';
import { eventually } from '../support/eventually.ts';
import type { TestRedis } from '../support/redis.ts';

describeOnEachQueue('what is owed', (startRedis) => {
  let redis: TestRedis | undefined;
  let test: TestDatabase;
  const opened: { queue: Queue; sender: Sender }[] = [];
  // A clock that can be moved, so that hours pass.
  let ahead = 0;
  const clock: Clock = { now: () => new Date(Date.now() + ahead) };
  const pass = (milliseconds: number) => void (ahead += milliseconds);

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  beforeEach(async () => {
    test = await testDatabase();
    ahead = 0;
  });
  afterEach(async () => {
    await stopAll();
    await redis?.flush();
    await test.drop();
  });

  const stopAll = async () => {
    for (const { sender, queue } of opened.splice(0)) {
      await sender.stop();
      await queue.close();
    }
  };
  const start = async (kinds: DeliveryKind[], concurrency = 8) => {
    const queue = await openQueue({ name: 'sending', databaseUrl: test.url, redisUrl: redis?.url, log: silentLog });
    const common = { pool: test.database.pool, queue, kinds, clock, log: silentLog };
    const sender = createSender({ ...common, sweepEveryMs: 25, concurrency, random: () => 0.5 });
    opened.push({ queue, sender });
    await sender.start();
  };
  const loseAll = async () => {
    await redis?.kill();
    await redis?.start();
    await loseQueue(redis, test.database.pool);
  };
  const owe = async (told: { kind?: string; call?: number | null; payload?: unknown; account?: string } = {}) => {
    const { kind = 'note', call = null, payload = {}, account = 'crm' } = told;
    if (call !== null)
      await test.database.pool.query(
        `insert into call (id, account, started_at, learnt_at) values ($1, 'uis', now(), now()) on conflict do nothing`,
        [call],
      );
    const { rows } = await test.database.pool.query<{ id: number }>(
      `insert into delivery (account, kind, call_id, state, payload, next_attempt_at, created_at)
         values ($1, $2, $3, 'owed', $4, $5, $5) returning id`,
      [account, kind, call, JSON.stringify(payload), clock.now()],
    );
    return rows[0]!.id;
  };
  const rows = () => test.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();
  const states = async () => (await rows()).map(({ state }) => state);
  const idle = () =>
    eventually(async () => {
      for (const { queue } of opened) expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    });
  const attempts = (count: number) => eventually(async () => expect((await rows())[0]!.attempts).toBe(count));

  /** A target that keeps what arrives; `fail` decides per attempt what becomes of it. */
  function target(own: Partial<DeliveryKind> = {}) {
    const arrived: string[] = [];
    const sent: TakenDelivery[] = [];
    let looked = 0;
    const made = {
      arrived,
      sent,
      looked: () => looked,
      fail: (_delivery: TakenDelivery, _arrive: () => void): void | Promise<void> => undefined,
      kind: {
        kind: 'note',
        lane: 'crm',
        afterDoubt: 'look-up',
        attemptMs: 1_000,
        async send(delivery) {
          sent.push(delivery);
          const arrive = () => void arrived.push(`${delivery.id} ${delivery.revision}`);
          let told = false;
          await made.fail(delivery, () => {
            told = true;
            arrive();
          });
          if (!told) arrive();
        },
        async lookUp(delivery) {
          looked += 1;
          return arrived.includes(`${delivery.id} ${delivery.revision}`);
        },
        ...own,
      } as DeliveryKind,
    };
    return made;
  }

  it('arrives, and is sent', async () => {
    const crm = target();
    const id = await owe({ payload: { text: 'x' } });
    await start([crm.kind]);
    await eventually(async () => expect(await states()).toEqual(['sent']));
    expect(crm.sent[0]).toMatchObject({ id: String(id), account: 'crm', payload: { text: 'x' }, attempts: 0 });
    expect((await rows())[0]).toMatchObject({
      attempts: 1,
      next_attempt_at: null,
      taken_by: null,
      payload: { text: 'x' },
    });
  });

  it('keeps the order within a call, while calls go beside each other', async () => {
    const order: number[] = [];
    let together = 0;
    let most = 0;
    const kind = (name: string): DeliveryKind =>
      target({
        kind: name,
        async send({ callId }) {
          together += 1;
          most = Math.max(most, together);
          await new Promise((resolve) => setTimeout(resolve, 30));
          order.push((callId ?? 0) * 10 + Number(name));
          together -= 1;
        },
      }).kind;
    for (const name of ['1', '2', '3']) for (const call of [1, 2, 3, 4]) await owe({ kind: name, call });
    await start(['1', '2', '3'].map(kind));
    await eventually(() => expect(order).toHaveLength(12));
    for (const call of [1, 2, 3, 4]) {
      const ofCall = order.filter((step) => Math.floor(step / 10) === call).map((step) => step % 10);
      expect(ofCall).toEqual([1, 2, 3]);
    }
    expect(most).toBeGreaterThan(1);
  });

  it('waits behind an earlier delivery of its call that is tried again', async () => {
    const crm = target();
    crm.fail = ({ kind }) => {
      if (kind === 'first' && crm.sent.length === 1) throw new TransientFailure('busy');
    };
    await owe({ kind: 'first', call: 1 });
    await owe({ kind: 'second', call: 1 });
    await start([
      { ...crm.kind, kind: 'first' },
      { ...crm.kind, kind: 'second' },
    ]);
    await attempts(1);
    await idle();
    expect(await states()).toEqual(['owed', 'owed']);
    pass(5_000);
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent']));
    expect(crm.sent.map(({ kind }) => kind)).toEqual(['first', 'first', 'second']);
  });

  it('is tried again later when it did not happen, and not before the other side asked for', async () => {
    const crm = target();
    crm.fail = () => {
      throw new TransientFailure('slow down', { retryAfterSeconds: 40 });
    };
    await owe();
    await start([crm.kind]);
    await attempts(1);
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'owed', last_error: 'slow down', in_doubt: false });
    expect(row!.next_attempt_at!.getTime() - clock.now().getTime()).toBeGreaterThan(39_000);
    crm.fail = () => undefined;
    await idle();
    pass(44_000);
    await eventually(async () => expect(await states()).toEqual(['sent']));
    expect(crm.looked()).toBe(0);
  });

  it('that may have arrived is looked up, at once and before it is sent again', async () => {
    const crm = target();
    crm.fail = ({ id }, arrive) => {
      if (crm.sent.filter((one) => one.id === id).length > 1) return;
      // Half of the answers are lost after the target has kept it, half before.
      if (Number(id) % 2 === 0) arrive();
      throw new AmbiguousFailure('no answer in time');
    };
    // Fewer than open the breaker.
    const ids = [await owe(), await owe(), await owe(), await owe()];
    await start([crm.kind], 1);
    await eventually(async () =>
      expect((await rows()).map(({ id, state, in_doubt }) => [id, state, in_doubt])).toEqual(
        ids.map((id) => (id % 2 === 0 ? [id, 'sent', false] : [id, 'owed', true])),
      ),
    );
    expect(crm.looked()).toBe(4);
    await idle();
    pass(6_000);
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent']));
    expect([...crm.arrived].sort()).toEqual(ids.map((id) => `${id} 1`).sort());
    expect(crm.looked()).toBe(6);
  });

  it('to a target that keeps everything and loses every answer goes on as if it answered', async () => {
    const crm = target();
    crm.fail = (_delivery, arrive) => {
      arrive();
      throw new AmbiguousFailure('no answer in time');
    };
    for (let n = 0; n < 30; n += 1) await owe();
    await start([crm.kind]);
    await eventually(async () => expect((await states()).every((state) => state === 'sent')).toBe(true));
    expect(crm.arrived).toHaveLength(30);
  });

  it('that may have arrived stays in doubt while the look-up fails', async () => {
    const crm = target({
      lookUp: () => Promise.reject(new AmbiguousFailure('no answer to the look-up either')),
    });
    crm.fail = () => {
      throw new AmbiguousFailure('no answer in time');
    };
    await owe();
    await start([crm.kind]);
    await attempts(1);
    await idle();
    pass(6_000);
    await attempts(2);
    expect(crm.sent).toHaveLength(1);
    expect((await rows())[0]).toMatchObject({ state: 'owed', in_doubt: true });
  });

  it('that may have arrived stays in doubt when it is refused to look, and sending stops for that', async () => {
    const crm = target();
    crm.fail = (_delivery, arrive) => {
      arrive();
      throw new AmbiguousFailure('no answer in time');
    };
    let isOpen = false;
    const { lookUp } = crm.kind;
    crm.kind.lookUp = async (delivery) => {
      if (!isOpen) throw new PermanentFailure('the token was taken back', { stops: true });
      return lookUp!(delivery);
    };
    await owe();
    await start([crm.kind]);
    await attempts(1);
    await idle();
    pass(6_000);
    await attempts(2);
    expect((await rows())[0]).toMatchObject({ state: 'owed', last_error: 'the token was taken back', in_doubt: true });
    await idle();
    isOpen = true;
    const resumed = { account: 'crm', lane: 'crm', at: clock.now() };
    expect(await resumeSending(test.database.pool, resumed)).toBe(true);
    await eventually(async () => {
      pass(1_000);
      expect(await states()).toEqual(['sent']);
    });
    expect(crm.arrived).toHaveLength(1);
  });

  it('that may have arrived goes to a person where nobody can look, or is repeated where that does no harm', async () => {
    const person = target({ kind: 'sms', afterDoubt: 'person' });
    const repeat = target({ kind: 'tags', afterDoubt: 'repeat' });
    for (const crm of [person, repeat])
      crm.fail = () => {
        if (crm.sent.length === 1) throw new AmbiguousFailure('no answer in time');
      };
    await owe({ kind: 'sms' });
    await owe({ kind: 'tags' });
    await start([person.kind, repeat.kind]);
    await eventually(async () => expect((await states())[0]).toBe('dead'));
    expect((await rows())[0]).toMatchObject({
      dead_reason: 'ambiguous',
      last_error: 'no answer in time',
      attempts: 1,
    });
    await eventually(async () => expect((await rows())[1]!.attempts).toBe(1));
    await idle();
    pass(6_000);
    await eventually(async () => expect((await states())[1]).toBe('sent'));
    pass(72 * 3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(person.sent).toHaveLength(1);
    expect(repeat.sent).toHaveLength(2);
  });

  it('waits for a person when it is refused, and is sent once when a person says so twice', async () => {
    const crm = target();
    crm.fail = () => {
      throw new PermanentFailure('HTTP 400');
    };
    const id = await owe();
    await start([crm.kind]);
    await eventually(async () => expect(await states()).toEqual(['dead']));
    expect((await rows())[0]).toMatchObject({
      dead_reason: 'permanent',
      last_error: 'HTTP 400',
      next_attempt_at: null,
    });
    crm.fail = () => undefined;
    const replayed = await Promise.all([1, 2, 3].map(() => replayDeliveries(test.database.pool, { id }, clock.now())));
    expect(replayed.filter((count) => count === 1)).toHaveLength(1);
    expect(replayed.filter((count) => count === 0)).toHaveLength(2);
    await eventually(async () => expect(await states()).toEqual(['sent']));
    expect(await replayDeliveries(test.database.pool, { id }, clock.now())).toBe(0);
    expect(crm.arrived).toEqual([`${id} 1`]);
  });

  it('gives up after 72 hours; a replay has 72 fresh ones', async () => {
    const crm = target();
    crm.fail = () => {
      throw new TransientFailure('no connection');
    };
    const id = await owe();
    pass(71.9 * 3_600_000);
    await start([crm.kind]);
    await attempts(1);
    await idle();
    pass(3_600_000);
    await eventually(async () => expect((await rows())[0]).toMatchObject({ state: 'dead', dead_reason: 'gave-up' }));
    await idle();
    await replayDeliveries(test.database.pool, { id }, clock.now());
    await attempts(1);
    expect(await states()).toEqual(['owed']);
  });

  it('whose content changes while it is sent is sent once more as it is now', async () => {
    const crm = target();
    const id = await owe({ payload: { text: 'old' } });
    crm.fail = async () => {
      if (crm.sent.length === 1)
        await test.database.pool.query(
          `update delivery set payload = '{"text":"new"}', revision = revision + 1 where id = $1`,
          [id],
        );
    };
    await start([crm.kind]);
    await eventually(async () => expect(await states()).toEqual(['sent']));
    expect(crm.sent.map(({ payload }) => payload)).toEqual([{ text: 'old' }, { text: 'new' }]);
  });

  it('of a dead target leaves the others alone; one probe finds that it is back', async () => {
    const crm = target({ rate: (account) => (account === 'limited' ? { perSecond: 1, burst: 2 } : null) });
    let down = true;
    let probes = 0;
    crm.fail = ({ account }) => {
      if (account === 'down' && down) {
        probes += 1;
        throw new TransientFailure('no connection');
      }
    };
    for (let n = 0; n < 30; n += 1) await owe({ account: 'down' });
    for (let n = 0; n < 10; n += 1) await owe({ account: 'up' });
    await start([crm.kind]);
    await eventually(() => expect(crm.arrived).toHaveLength(10));
    await eventually(() => expect(probes).toBeGreaterThanOrEqual(5));
    await idle();
    expect(probes).toBeLessThanOrEqual(5 + 8);
    const before = probes;
    pass(31_000);
    await eventually(() => expect(probes).toBe(before + 1));
    await idle();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(probes).toBe(before + 1);
    down = false;
    pass(31_000);
    // Those that failed have their own delay.
    await eventually(async () => {
      pass(1_000);
      expect((await states()).every((state) => state === 'sent')).toBe(true);
    });
    expect(new Set(crm.arrived).size).toBe(40);
  });

  it('of one account with much to send does not stand in the way of the others', async () => {
    const crm = target({ lane: 'x', send: () => new Promise((resolve) => setTimeout(resolve, 4)) });
    await test.database.pool.query(
      `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
         select 'big', 'note', 'owed', '{}', $1, $1 from generate_series(1, 3000)`,
      [new Date(clock.now().getTime() - 60_000)],
    );
    const count = async (where: string) => {
      const { rows: found } = await test.database.pool.query<{ count: number }>(
        `select count(*)::int as count from delivery where ${where}`,
      );
      return found[0]!.count;
    };
    await start([crm.kind], 4);
    await eventually(async () => expect(await count(`state = 'sent'`)).toBeGreaterThan(50));
    await owe({ account: 'small' });
    await eventually(async () => expect(await count(`account = 'small' and state = 'sent'`)).toBe(1));
    expect(await count(`state = 'owed'`)).toBeGreaterThan(500);
  });

  it('that is not there yet keeps nobody else waiting', async () => {
    const crm = target();
    crm.fail = (delivery) => {
      if (delivery.attempts === 0) throw new TransientFailure('not yet', { retryAfterSeconds: 300, onlyThis: true });
    };
    for (let n = 0; n < 12; n += 1) await owe();
    await start([crm.kind]);
    await eventually(async () => expect((await rows()).every((row) => row.attempts === 1)).toBe(true));
    await idle();
    pass(306_000);
    await eventually(async () => expect((await states()).every((state) => state === 'sent')).toBe(true));
  });

  it('goes no faster than its target takes, whatever the number of processes', async () => {
    const crm = target({ rate: () => ({ perSecond: 10, burst: 2 }) });
    for (let n = 0; n < 8; n += 1) await owe();
    const began = performance.now();
    await Promise.all([start([crm.kind]), start([crm.kind])]);
    await eventually(() => expect(crm.arrived).toHaveLength(8));
    // Two at once, six more at ten a second.
    expect(performance.now() - began).toBeGreaterThanOrEqual(590);
    expect(new Set(crm.arrived).size).toBe(8);
  });

  it('whose worker dies in the middle is looked up, goes to a person or is repeated; never sent twice unseen', async () => {
    const kinds = ['look-up', 'person', 'repeat'] as const;
    const dying = kinds.map((afterDoubt) => target({ kind: afterDoubt, afterDoubt }));
    const wake: (() => void)[] = [];
    for (const crm of dying)
      crm.fail = (_delivery, arrive) => {
        arrive();
        return new Promise((resolve) => wake.push(resolve));
      };
    for (const afterDoubt of kinds) await owe({ kind: afterDoubt });
    // This process will never tell what came of them.
    const hung = await openQueue({ name: 'sending', databaseUrl: test.url, redisUrl: redis?.url, log: silentLog });
    const dead = createSender({
      pool: test.database.pool,
      queue: hung,
      kinds: dying.map(({ kind }) => kind),
      clock,
      log: silentLog,
      sweepEveryMs: 25,
    });
    await dead.start();
    await eventually(() => expect(dying.map(({ arrived }) => arrived.length)).toEqual([1, 1, 1]));
    await dead.stop();
    await loseAll();

    for (const crm of dying) crm.fail = () => undefined;
    await start(dying.map(({ kind }) => kind));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await states()).toEqual(['owed', 'owed', 'owed']);
    pass(20_000);
    await eventually(async () => expect(await states()).toEqual(['sent', 'dead', 'sent']));
    expect(dying.map(({ arrived }) => arrived.length)).toEqual([1, 1, 2]);
    expect(dying[0]!.looked()).toBe(1);
    expect((await rows())[1]).toMatchObject({ dead_reason: 'ambiguous', attempts: 0 });
    // Were it alive after all, its word would come too late.
    for (const resolve of wake) resolve();
    await hung.close();
    expect(await states()).toEqual(['sent', 'dead', 'sent']);
  });

  it('all arrives once though the queue loses everything, again and again', async () => {
    const crm = target();
    crm.fail = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await start([crm.kind], 2);
    for (let n = 0; n < 60; n += 1) await owe();
    for (let loss = 0; loss < 3; loss += 1) {
      await eventually(() => {
        pass(1_000);
        expect(crm.arrived.length).toBeGreaterThan(loss * 5);
      });
      await loseAll();
    }
    await eventually(async () => {
      // What was in the lost queue comes back when its lease is over.
      pass(5_000);
      expect((await states()).every((state) => state === 'sent')).toBe(true);
    }, 25_000);
    expect(crm.arrived).toHaveLength(60);
    expect(new Set(crm.arrived).size).toBe(60);
  }, 60_000);

  it('that calls took over is not marked as sent', async () => {
    const crm = target();
    crm.fail = async () => {
      await test.database.pool.query(`update delivery set state = 'superseded'`);
    };
    await owe();
    await start([crm.kind]);
    await eventually(() => expect(crm.arrived).toHaveLength(1));
    await idle();
    expect(await states()).toEqual(['superseded']);
  });

  it('of a kind that nobody here sends is left for those who do', async () => {
    const crm = target();
    await owe({ kind: 'foreign' });
    await owe();
    await start([crm.kind]);
    await eventually(async () => expect(await states()).toEqual(['owed', 'sent']));
    expect((await rows())[0]!.next_attempt_at!.getTime()).toBeLessThanOrEqual(clock.now().getTime());
  });
});
