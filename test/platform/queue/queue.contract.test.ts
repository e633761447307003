import { openQueue } from '../../../src/platform/queue/open-queue.ts';
import type { Queue } from '../../../src/platform/queue/queue.ts';
import { silentLog } from '../../../src/platform/telemetry/log.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../../support/redis.ts';

interface Store {
  databaseUrl: string;
  redisUrl: string | undefined;
  stop(): Promise<void>;
}

const stores: { title: string; suite: typeof describeWithRedis; start: () => Promise<Store> }[] = [
  {
    title: 'on PostgreSQL',
    suite: describe,
    start: async () => {
      const database = await testDatabase();
      return { databaseUrl: database.url, redisUrl: undefined, stop: () => database.drop() };
    },
  },
  {
    title: 'on Redis',
    suite: describeWithRedis,
    start: async () => {
      const redis = await startRedis();
      return { databaseUrl: 'postgres://nobody@127.0.0.1:1/none', redisUrl: redis.url, stop: () => redis.stop() };
    },
  },
];

for (const { title, suite, start } of stores) {
  suite(`a queue ${title}`, () => {
    let store: Store;
    let opened: Queue[] = [];
    let count = 0;
    const open = async (name = `test-${count}`) => {
      const queue = await openQueue({ name, ...store, log: silentLog });
      opened.push(queue);
      return queue;
    };

    beforeAll(async () => {
      store = await start();
    });
    beforeEach(() => {
      count += 1;
    });
    afterEach(async () => {
      await Promise.all(opened.map((queue) => queue.close()));
      opened = [];
    });
    afterAll(() => store.stop());

    it('delivers every id, whatever it looks like', async () => {
      const queue = await open();
      const ids = ['7', '42', 'a:b', 'ключ 1', '%3A', ...Array.from({ length: 195 }, (_, index) => `n${index}`)];
      const seen: string[] = [];
      await queue.work(async (id) => void seen.push(id), { concurrency: 4 });
      await queue.addBulk(ids);
      await eventually(() => expect(new Set(seen)).toEqual(new Set(ids)));
      expect(seen).toHaveLength(ids.length);
    });

    it('delivers to the worker of another process what was added before it came', async () => {
      await (await open()).addBulk(['1', '2']);
      const seen: string[] = [];
      await (await open()).work(async (id) => void seen.push(id), { concurrency: 1 });
      await eventually(() => expect(seen.sort()).toEqual(['1', '2']));
    });

    it('keeps queues of different names apart', async () => {
      const seen: string[] = [];
      const mine = await open(`mine-${count}`);
      await mine.work(async (id) => void seen.push(id), { concurrency: 1 });
      await (await open(`other-${count}`)).addBulk(['theirs']);
      await mine.addBulk(['mine']);
      await eventually(() => expect(seen).toContain('mine'));
      expect(seen).toEqual(['mine']);
    });

    it('holds an id once while it waits and while it is worked on', async () => {
      const queue = await open();
      await queue.addBulk(['1', '1', '2']);
      await queue.addBulk(['1', { id: '2', delayMs: 50_000 }]);
      expect(await queue.counts()).toEqual({ waiting: 2, delayed: 0, active: 0 });
      const seen: string[] = [];
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => (finish = resolve));
      await queue.work(
        async (id) => {
          seen.push(id);
          await held;
        },
        { concurrency: 2 },
      );
      await eventually(() => expect(seen).toHaveLength(2));
      await queue.addBulk(['1', '2']);
      expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 2 });
      finish();
      await eventually(async () => expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 }));
      expect(seen.sort()).toEqual(['1', '2']);
    });

    it('takes an id again after it was worked on', async () => {
      const queue = await open();
      const seen: string[] = [];
      await queue.work(async (id) => void seen.push(id), { concurrency: 1 });
      for (const times of [1, 2, 3]) {
        await queue.addBulk(['1']);
        await eventually(async () => expect((await queue.counts()).active).toBe(0));
        await eventually(() => expect(seen).toHaveLength(times));
      }
    });

    it('takes an id again whose handler threw', async () => {
      const queue = await open();
      let tries = 0;
      await queue.work(
        async () => {
          tries += 1;
          if (tries < 3) throw new Error('not yet');
        },
        { concurrency: 1 },
      );
      await eventually(async () => {
        if (tries < 3) await queue.addBulk(['1']);
        expect(tries).toBe(3);
      });
      await eventually(async () => expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 }));
    });

    it('delivers a delayed id not before its time', async () => {
      const queue = await open();
      const at: number[] = [];
      await queue.work(async () => void at.push(Date.now()), { concurrency: 1 });
      const added = Date.now();
      await queue.addBulk([{ id: '1', delayMs: 400 }]);
      await eventually(() => expect(at).toHaveLength(1));
      expect(at[0]! - added).toBeGreaterThanOrEqual(390);
      expect(at[0]! - added).toBeLessThan(4_000);
    });

    it('runs as many handlers at once as it may, and never more', async () => {
      const queue = await open();
      let running = 0;
      let most = 0;
      let done = 0;
      await queue.addBulk(Array.from({ length: 30 }, (_, index) => `${index}`));
      await queue.work(
        async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 40));
          running -= 1;
          done += 1;
        },
        { concurrency: 3 },
      );
      await eventually(() => expect(done).toBe(30));
      expect(most).toBe(3);
    });

    it('picks an id up within moments while idle', async () => {
      const queue = await open();
      let seen = 0;
      await queue.work(async () => void (seen = Date.now()), { concurrency: 1 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const added = Date.now();
      await queue.addBulk(['1']);
      await eventually(() => expect(seen).toBeGreaterThan(0));
      expect(seen - added).toBeLessThan(500);
    });

    it('waits in close() for the handlers that run, and keeps what waits', async () => {
      const queue = await open();
      const finished: string[] = [];
      let began = 0;
      await queue.addBulk(['1', '2', '3']);
      await queue.work(
        async (id) => {
          began += 1;
          await new Promise((resolve) => setTimeout(resolve, 400));
          finished.push(id);
        },
        { concurrency: 1 },
      );
      await eventually(() => expect(began).toBe(1));
      await queue.close();
      expect(finished).toHaveLength(began);
      expect(began).toBeLessThan(3);
      await expect(queue.addBulk(['4'])).rejects.toThrow('closed');
      const rest: string[] = [];
      await (await open()).work(async (id) => void rest.push(id), { concurrency: 1 });
      await eventually(() => expect([...finished, ...rest].sort()).toEqual(['1', '2', '3']));
    });
  });
}

describe('a queue whose PostgreSQL fails', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  it('rejects within a second while the database does not answer, and goes on afterwards', async () => {
    const queue = await openQueue({ name: 'stalled', databaseUrl: database.url, redisUrl: undefined, log: silentLog });
    const client = await database.database.pool.connect();
    await client.query('begin');
    await client.query('lock table bullmq.job in access exclusive mode');
    const began = performance.now();
    await expect(queue.addBulk(['1'])).rejects.toThrow('took longer');
    expect(performance.now() - began).toBeLessThan(1_200);
    await client.query('rollback');
    client.release();
    await queue.addBulk(['1', '2']);
    expect((await queue.counts()).waiting).toBe(2);
    await queue.close();
  });

  it('goes on by itself after its connections were cut', async () => {
    const queue = await openQueue({ name: 'cut', databaseUrl: database.url, redisUrl: undefined, log: silentLog });
    const seen: string[] = [];
    await queue.work(async (id) => void seen.push(id), { concurrency: 2 });
    await queue.addBulk(['before']);
    await eventually(() => expect(seen).toContain('before'));
    await database.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await eventually(async () => {
      await queue.addBulk(['after']);
      expect(seen).toContain('after');
    }, 20_000);
    await queue.close();
  });
});

describeWithRedis('a queue whose Redis fails', () => {
  let redis: TestRedis;
  let queue: Queue;
  const seen: string[] = [];
  beforeEach(async () => {
    redis = await startRedis();
    seen.length = 0;
    queue = await openQueue({ name: 'faults', databaseUrl: 'unused', redisUrl: redis.url, log: silentLog });
  });
  afterEach(async () => {
    await queue.close();
    await redis.stop();
  });
  const work = () => queue.work(async (id) => void seen.push(id), { concurrency: 2 });
  const delivered = async (id: string) => {
    await eventually(async () => {
      await queue.addBulk([id]).catch(() => undefined);
      expect(seen).toContain(id);
    }, 20_000);
  };

  it('rejects within a second while Redis is stalled, and goes on afterwards', async () => {
    await work();
    await delivered('before');
    redis.stall();
    try {
      for (const id of ['1', '2', '3']) {
        const began = performance.now();
        await expect(queue.addBulk([id])).rejects.toThrow();
        expect(performance.now() - began).toBeLessThan(1_000);
      }
    } finally {
      redis.resume();
    }
    await delivered('after');
  });

  it('works again after Redis lost everything', async () => {
    await queue.addBulk(['1', '2']);
    await redis.flush();
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    await work();
    await queue.addBulk(['1', '2']);
    await eventually(() => expect([...seen].sort()).toEqual(['1', '2']));
    await redis.flush();
    await delivered('3');
  });

  it('rejects at once while Redis is gone, and reconnects', async () => {
    await work();
    await delivered('before');
    await redis.kill();
    const began = performance.now();
    await expect(queue.addBulk(['1'])).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(1_000);
    await redis.start();
    await delivered('after');
  });

  it('starts while Redis is not there yet, and begins when it comes', async () => {
    await queue.close();
    await redis.kill();
    queue = await openQueue({ name: 'faults', databaseUrl: 'unused', redisUrl: redis.url, log: silentLog });
    await work();
    await expect(queue.addBulk(['1'])).rejects.toThrow();
    await redis.start();
    await delivered('1');
  });

  it('closes within seconds while Redis is gone or stalled, after its handlers', async () => {
    let done = false;
    await queue.work(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        done = true;
      },
      { concurrency: 1 },
    );
    await queue.addBulk(['1']);
    await eventually(async () => expect((await queue.counts()).active).toBe(1));
    redis.stall();
    const began = performance.now();
    await queue.close();
    expect(done).toBe(true);
    expect(performance.now() - began).toBeLessThan(8_000);
    redis.resume();
  });
});
