import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '../../adapters/kit/http.ts';
import type { Clock } from '../../src/contracts/clock.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { forwardBreaker } from '../../src/deliveries/forward-breaker.ts';
import { forwardStore, oweForward } from '../../src/deliveries/forward-store.ts';
import { createForwarder, type Forwarder } from '../../src/deliveries/forwarder.ts';
import { openQueue, type Queue } from '../../src/platform/queue/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';

interface Seen {
  method: string;
  url: string;
  headers: Record<string, unknown>;
  body: string;
}

const account = { id: 'uis', settings: { secret: 's3cret' } };

function request(told: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'POST',
    path: '/s3cret/events/call',
    query: {},
    rawQuery: '',
    headers: { host: 'here', 'content-type': 'application/json', 'content-length': '99', 'x-signature': 'abc' },
    body: Buffer.from('{"phone":"+79000000101"}'),
    remoteAddress: '127.0.0.1',
    ...told,
  };
}

describe('copies to a former address', () => {
  let test: TestDatabase;
  let server: Server;
  let address: string | undefined;
  let status = 200;
  let seen: Seen[] = [];
  const http = createHttpClient({ timeoutMs: 10_000 });
  const opened: { queue: Queue; forwarder: Forwarder }[] = [];
  // A clock that can be moved, so that hours pass.
  let ahead = 0;
  const clock: Clock = { now: () => new Date(Date.now() + ahead) };

  beforeEach(async () => {
    test = await testDatabase();
    ahead = 0;
    status = 200;
    seen = [];
    server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method, url, headers } = incoming;
        seen.push({ method: method!, url: url!, headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status).end('ignored');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/old`;
  });
  afterEach(async () => {
    for (const { forwarder, queue } of opened.splice(0)) {
      await forwarder.stop();
      await queue.close();
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.drop();
  });
  afterAll(() => http.close());

  const start = async (redisUrl?: string) => {
    const queue = await openQueue({ name: 'forward', databaseUrl: test.url, redisUrl, log: silentLog });
    const forwardTo = () => address;
    const common = { sql: test.database.sql, queue, http, forwardTo, clock, log: silentLog };
    const forwarder = createForwarder({ ...common, sweepEveryMs: 30, random: () => 0.5 });
    opened.push({ queue, forwarder });
    await forwarder.start();
  };
  const owe = (told: Partial<InboundRequest> = {}) =>
    oweForward(test.database.sql, { account, request: request(told), at: clock.now() });
  const deliveries = () => test.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();
  // No real retry comes before its job has left the queue; only a clock that jumps could.
  const idle = () =>
    eventually(async () => {
      for (const { queue } of opened) expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    });
  const pass = (milliseconds: number) => void (ahead += milliseconds);

  it('arrive as the provider sent them, and leave no copy behind', async () => {
    await owe({ rawQuery: 'a=1' });
    await owe({ method: 'GET', body: Buffer.alloc(0), rawQuery: 'call=%D0%98&x=' });
    await start();
    await eventually(async () => expect((await deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent']));
    const posted = seen.find(({ method }) => method === 'POST')!;
    expect(posted).toMatchObject({ url: '/old/events/call?a=1', body: '{"phone":"+79000000101"}' });
    expect(posted.headers).toMatchObject({ 'content-type': 'application/json', 'x-signature': 'abc' });
    expect(posted.headers['host']).toMatch(/^127\.0\.0\.1/);
    expect(posted.headers['content-length']).toBe('24');
    expect(seen.find(({ method }) => method === 'GET')).toMatchObject({ url: '/old/events/call?call=%D0%98&x=' });
    const [row] = await deliveries();
    expect(row).toMatchObject({ kind: 'forward', account: 'uis', payload: null, attempts: 1, next_attempt_at: null });
  });

  it('are owed exactly when the transaction commits', async () => {
    const client = await test.database.pool.connect();
    try {
      for (const end of ['rollback', 'commit']) {
        await client.query('begin');
        await oweForward(client, { account, request: request(), at: clock.now() });
        await client.query(end);
        expect(await deliveries()).toHaveLength(end === 'commit' ? 1 : 0);
      }
    } finally {
      client.release();
    }
  });

  it('are tried again on schedule, until they are taken', async () => {
    status = 500;
    await owe();
    await start();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await eventually(async () => expect((await deliveries())[0]!.attempts).toBe(attempt));
      const [row] = await deliveries();
      expect(row).toMatchObject({ state: 'owed', last_error: 'HTTP 500' });
      waits.push(Math.round((row!.next_attempt_at!.getTime() - clock.now().getTime()) / 1_000));
      expect(seen).toHaveLength(attempt);
      await idle();
      pass(waits.at(-1)! * 1_000 + 1_000);
    }
    expect(waits).toEqual([5, 30, 120, 600]);
    status = 202;
    await eventually(async () => expect((await deliveries())[0]!.state).toBe('sent'));
    expect(seen).toHaveLength(5);
  });

  it('wait for a person after 72 hours, with the copy kept', async () => {
    status = 404;
    await owe();
    pass(71.5 * 3_600_000);
    await start();
    await eventually(async () => expect((await deliveries())[0]!.attempts).toBe(1));
    await idle();
    pass(3_600_000);
    await eventually(async () => expect((await deliveries())[0]!.state).toBe('dead'));
    const [row] = await deliveries();
    expect(row).toMatchObject({ attempts: 2, last_error: 'HTTP 404', next_attempt_at: null });
    expect(row!.payload).toMatchObject({ path: '/events/call' });
  });

  it('go to the address as it is configured now, and wait for a person when there is none', async () => {
    const right = address;
    address = 'http://127.0.0.1:1/wrong';
    await owe();
    await start();
    await eventually(async () => expect((await deliveries())[0]!.attempts).toBe(1));
    const [row] = await deliveries();
    expect(row!.last_error).toBe('POST 127.0.0.1:1: no connection (ECONNREFUSED)');
    address = right;
    await idle();
    pass(6_000);
    await eventually(() => expect(seen).toHaveLength(1));
    address = undefined;
    await owe();
    await eventually(async () => expect((await deliveries())[1]!.state).toBe('dead'));
    expect((await deliveries())[1]!.last_error).toBe('forwardTo is no longer configured');
  });

  it('are not followed to where the former address points, and are not taken by it', async () => {
    status = 301;
    await owe();
    await start();
    await eventually(async () =>
      expect((await deliveries())[0]).toMatchObject({ attempts: 1, last_error: 'HTTP 301' }),
    );
  });

  it('are sent once each by two processes', async () => {
    for (let index = 0; index < 60; index += 1) await owe({ rawQuery: `n=${index}` });
    await Promise.all([start(), start()]);
    await eventually(async () => expect((await deliveries()).every(({ state }) => state === 'sent')).toBe(true));
    expect(new Set(seen.map(({ url }) => url)).size).toBe(60);
    expect(seen).toHaveLength(60);
  });

  it('do not hammer an address that is dead', async () => {
    status = 500;
    for (let index = 0; index < 40; index += 1) await owe();
    await start();
    await eventually(async () =>
      expect((await deliveries()).every((row) => row.next_attempt_at! > clock.now())).toBe(true),
    );
    await idle();
    // Five to open the breaker and those that were under way beside them.
    expect(seen.length).toBeLessThanOrEqual(5 + 8);
    status = 200;
    pass(40_000);
    await eventually(async () => expect((await deliveries()).every(({ state }) => state === 'sent')).toBe(true));
  });

  it('that a worker died over are offered again after their lease', async () => {
    await owe();
    const store = forwardStore(test.database.sql);
    const claimed = await store.claim(clock.now(), 10);
    expect(claimed).toHaveLength(1);
    expect(await store.take(clock.now(), claimed[0]!)).toMatchObject({ account: 'uis', attempts: 0 });
    expect(await store.claim(clock.now(), 10)).toEqual([]);
    pass(61_000);
    expect(await store.claim(clock.now(), 10)).toEqual(claimed);
    await store.release(clock.now(), claimed);
    expect(await store.claim(clock.now(), 10)).toEqual(claimed);
    await store.sent(claimed[0]!);
    expect(await store.take(clock.now(), claimed[0]!)).toBeNull();
  });

  describeWithRedis('with the queue on Redis', () => {
    it('all arrive though Redis loses everything and is gone for a while', async () => {
      const redis = await startRedis();
      try {
        await start(redis.url);
        for (let index = 0; index < 20; index += 1) await owe({ rawQuery: `n=${index}` });
        await eventually(() => expect(seen.length).toBeGreaterThan(0));
        await redis.kill();
        for (let index = 20; index < 40; index += 1) await owe({ rawQuery: `n=${index}` });
        await new Promise((resolve) => setTimeout(resolve, 300));
        await redis.start();
        await eventually(async () => {
          // What was in the lost queue comes back when its lease is over.
          pass(5_000);
          expect((await deliveries()).every(({ state }) => state === 'sent')).toBe(true);
        }, 25_000);
        expect(new Set(seen.map(({ url }) => url)).size).toBe(40);
      } finally {
        for (const { forwarder, queue } of opened.splice(0)) {
          await forwarder.stop();
          await queue.close();
        }
        await redis.stop();
      }
    }, 60_000);
  });
});

describe('the breaker', () => {
  it('opens after five failures in a row of one account, for 30 s', () => {
    const breaker = forwardBreaker();
    const now = new Date('2025-11-21T10:00:00Z');
    const later = new Date(now.getTime() + 30_000);
    for (let failure = 0; failure < 4; failure += 1) breaker.failed('a', now);
    expect(breaker.openUntil('a', now)).toBeNull();
    breaker.failed('a', now);
    expect(breaker.openUntil('a', now)).toEqual(later);
    expect(breaker.openUntil('b', now)).toBeNull();
    expect(breaker.openUntil('a', later)).toBeNull();
    breaker.failed('a', later);
    expect(breaker.openUntil('a', later)).not.toBeNull();
    breaker.worked('a');
    expect(breaker.openUntil('a', later)).toBeNull();
  });
});
