import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '../../adapters/kit/http.ts';
import type { Clock } from '../../src/contracts/clock.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { createSender, forwardKind, oweForward, pruneDeliveries, type Sender } from '../../src/deliveries/index.ts';
import { openQueue, type Queue } from '../../src/platform/queue/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { describeOnEachQueue, loseQueue } from '../support/each-queue.ts';
import { eventually } from '../support/eventually.ts';
import type { TestRedis } from '../support/redis.ts';

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

describeOnEachQueue('copies to a former address', (startRedis) => {
  let test: TestDatabase;
  let redis: TestRedis | undefined;
  let server: Server;
  let address: string | undefined;
  let status = 200;
  let seen: Seen[] = [];
  const http = createHttpClient({ timeoutMs: 10_000 });
  const opened: { queue: Queue; sender: Sender }[] = [];
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
    for (const { sender, queue } of opened.splice(0)) {
      await sender.stop();
      await queue.close();
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await redis?.flush();
    await test.drop();
  });
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    http.close();
    await redis?.stop();
  });

  const start = async () => {
    const queue = await openQueue({ name: 'forward', databaseUrl: test.url, redisUrl: redis?.url, log: silentLog });
    const kinds = [forwardKind({ http, forwardTo: () => address })];
    const common = { pool: test.database.pool, queue, kinds, clock, log: silentLog };
    const sender = createSender({ ...common, sweepEveryMs: 30, random: () => 0.5 });
    opened.push({ queue, sender });
    await sender.start();
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
      waits.push(Math.ceil((row!.next_attempt_at!.getTime() - clock.now().getTime()) / 1_000));
      expect(seen).toHaveLength(attempt);
      await idle();
      pass(waits.at(-1)! * 1_000 + 1_000);
    }
    expect(waits).toEqual([3, 15, 60, 300]);
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

  it('are forgotten when they are old, unless somebody still has to look', async () => {
    await owe();
    await start();
    await eventually(async () => expect((await deliveries())[0]!.state).toBe('sent'));
    address = undefined;
    await owe();
    await eventually(async () => expect((await deliveries())[1]!.state).toBe('dead'));
    expect(await pruneDeliveries(test.database.pool, new Date(Date.now() - 60_000))).toBe(0);
    expect(await pruneDeliveries(test.database.pool, new Date(Date.now() + 60_000))).toBe(1);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['dead']);
  });

  it('do not hammer an address that is dead', async () => {
    status = 500;
    for (let index = 0; index < 40; index += 1) await owe();
    await start();
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(5));
    await idle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Five to open the breaker and those that were under way beside them.
    expect(seen.length).toBeLessThanOrEqual(5 + 8);
    status = 200;
    pass(40_000);
    await eventually(async () => {
      pass(1_000);
      expect((await deliveries()).every(({ state }) => state === 'sent')).toBe(true);
    });
  });

  it('all arrive though the queue loses everything, and its Redis is gone for a while', async () => {
    await start();
    for (let index = 0; index < 20; index += 1) await owe({ rawQuery: `n=${index}` });
    await eventually(() => expect(seen.length).toBeGreaterThan(0));
    await redis?.kill();
    for (let index = 20; index < 40; index += 1) await owe({ rawQuery: `n=${index}` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await redis?.start();
    await loseQueue(redis, test.database.pool);
    await eventually(async () => {
      // What was in the lost queue comes back when its lease is over.
      pass(5_000);
      expect((await deliveries()).every(({ state }) => state === 'sent')).toBe(true);
    }, 25_000);
    expect(new Set(seen.map(({ url }) => url)).size).toBe(40);
  }, 60_000);
});
