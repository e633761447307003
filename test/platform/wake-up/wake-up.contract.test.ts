import { openWakeUp } from '../../../src/platform/wake-up/open-wake-up.ts';
import type { WakeUp } from '../../../src/platform/wake-up/wake-up.ts';
import { silentLog, type Log } from '../../../src/platform/telemetry/log.ts';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../../support/redis.ts';

interface Store {
  databaseUrl: string;
  redisUrl: string | undefined;
  /** Ends all connections; new ones are accepted at once. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

const stores: { title: string; suite: typeof describeWithRedis; start: () => Promise<Store> }[] = [
  {
    title: 'through PostgreSQL',
    suite: describe,
    start: async () => {
      const test = await testDatabase();
      return {
        databaseUrl: test.url,
        redisUrl: undefined,
        cut: async () => {
          await test.database.pool.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
          );
        },
        stop: () => test.drop(),
      };
    },
  },
  {
    title: 'through Redis',
    suite: describeWithRedis,
    start: async () => {
      const redis = await startRedis();
      return {
        databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
        redisUrl: redis.url,
        cut: async () => {
          await redis.kill();
          await new Promise((resolve) => setTimeout(resolve, 500));
          await redis.start();
        },
        stop: () => redis.stop(),
      };
    },
  },
];

for (const { title, suite, start } of stores) {
  suite(`wake-ups ${title}`, () => {
    let store: Store;
    let opened: WakeUp[] = [];
    const open = async (log: Log = silentLog) => {
      const wakeUp = await openWakeUp({ ...store, log });
      opened.push(wakeUp);
      return wakeUp;
    };
    const heardBy = (wakeUp: WakeUp) => {
      const heard: string[] = [];
      wakeUp.subscribe((message) => heard.push(message));
      return heard;
    };

    beforeAll(async () => {
      store = await start();
    });
    afterEach(async () => {
      await Promise.all(opened.map((wakeUp) => wakeUp.close()));
      opened = [];
    });
    afterAll(() => store.stop());

    it('reach every other process within moments, and not their own', async () => {
      const [one, two, three] = [await open(), await open(), await open()];
      const [first, second, third] = [heardBy(one), heardBy(two), heardBy(three)];
      const sent = performance.now();
      one.publish('seat:reception-1 «Ресепшен»');
      await eventually(() =>
        expect([second, third]).toEqual([['seat:reception-1 «Ресепшен»'], ['seat:reception-1 «Ресепшен»']]),
      );
      expect(performance.now() - sent).toBeLessThan(1_000);
      expect(first).toEqual([]);
    });

    it('arrive all, in bursts larger than one payload, equal ones of a burst once', async () => {
      const [one, two] = [await open(), await open()];
      const heard = heardBy(two);
      const messages = Array.from({ length: 1_000 }, (_, index) => `seat:${index}:${'x'.repeat(40)}`);
      for (const message of [...messages, ...messages]) one.publish(message);
      await eventually(() => expect(heard).toHaveLength(1_000));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect([...heard].sort()).toEqual([...messages].sort());
    });

    it('stop for a listener that left, and survive one that throws', async () => {
      const [one, two] = [await open(), await open()];
      const left: string[] = [];
      const leave = two.subscribe((message) => left.push(message));
      two.subscribe(() => {
        throw new Error('a broken listener');
      });
      const heard = heardBy(two);
      leave();
      one.publish('1');
      one.publish('2');
      await eventually(() => expect(heard).toEqual(['1', '2']));
      expect(left).toEqual([]);
    });

    it('survive a message too long to send', async () => {
      const [one, two] = [await open(), await open()];
      const heard = heardBy(two);
      one.publish('я'.repeat(8_000));
      one.publish('short');
      await eventually(() => expect(heard).toEqual(['short']));
    });

    it('come again after the connections were cut, with one line per outage', async () => {
      const lines: string[] = [];
      const log: Log = {
        ...silentLog,
        error: (_, message) => lines.push(message),
        info: (_, message) => lines.push(message),
      };
      const [one, two] = [await open(log), await open()];
      const heard = heardBy(one);
      await store.cut();
      await eventually(() => {
        two.publish('back?');
        expect(heard).toContain('back?');
      }, 20_000);
      expect(lines.filter((line) => line.includes('does not work'))).toHaveLength(1);
      expect(lines.filter((line) => line.includes('works again'))).toHaveLength(1);
    });

    it('send what waits before they close, and nothing afterwards', async () => {
      const [one, two] = [await open(), await open()];
      const heard = heardBy(two);
      one.publish('last');
      await one.close();
      one.publish('late');
      await eventually(() => expect(heard).toEqual(['last']));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(heard).toEqual(['last']);
    });
  });
}

describeWithRedis('wake-ups whose Redis fails', () => {
  let redis: TestRedis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.stop());

  it('never hang or throw: not there, there, stalled, back', async () => {
    await redis.kill();
    const store = { databaseUrl: 'unused', redisUrl: redis.url, log: silentLog };
    const began = performance.now();
    const [one, two] = await Promise.all([openWakeUp(store), openWakeUp(store)]);
    expect(performance.now() - began).toBeLessThan(2_000);
    const heard: string[] = [];
    two.subscribe((message) => heard.push(message));
    one.publish('lost');
    await redis.start();
    const arrives = (message: string) =>
      eventually(() => {
        one.publish(message);
        expect(heard).toContain(message);
      }, 20_000);
    await arrives('there');
    redis.stall();
    const stalled = performance.now();
    for (let index = 0; index < 20_000; index += 1) one.publish(`${index}`);
    expect(performance.now() - stalled).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    redis.resume();
    await arrives('back');
    redis.stall();
    const closing = performance.now();
    await Promise.all([one.close(), two.close()]);
    expect(performance.now() - closing).toBeLessThan(3_000);
  });
});

describe('wake-ups whose PostgreSQL is not there', () => {
  it('open and close all the same', async () => {
    const lines: string[] = [];
    const log: Log = { ...silentLog, error: (_, message) => lines.push(message) };
    const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
    const wakeUp = await openWakeUp({ databaseUrl, redisUrl: undefined, log });
    wakeUp.publish('nobody');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await wakeUp.close();
    expect(lines).toHaveLength(1);
  });
});
