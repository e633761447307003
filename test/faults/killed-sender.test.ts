import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { describeOnEachQueue } from '../support/each-queue.ts';
import { eventually } from '../support/eventually.ts';
import type { TestRedis } from '../support/redis.ts';

const script = fileURLToPath(new URL('./sending-process.ts', import.meta.url));
const DELIVERIES = 24;
const KILLS = 3;

describeOnEachQueue('kill -9 of the sending process between the target and the mark', (startRedis) => {
  let db: TestDatabase;
  let redis: TestRedis | undefined;
  let server: Server;
  let child: ChildProcess | null = null;
  /** What the target has kept, with how often. */
  const kept = new Map<string, number>();
  let kills = 0;
  let sinceKill = 0;

  beforeAll(async () => {
    [db, redis] = await Promise.all([testDatabase(), startRedis()]);
    server = createServer((request, response) => {
      const id = request.url ?? '';
      if (request.method === 'GET') return void response.writeHead(kept.has(id) ? 200 : 404).end();
      request.resume().on('end', () => {
        sinceKill += 1;
        // Half of the victims die before the target has kept it, half after.
        const dies = sinceKill > 3 && kills < KILLS;
        if (!dies || kills % 2 === 0) kept.set(id, (kept.get(id) ?? 0) + 1);
        if (dies && child?.exitCode === null && child.signalCode === null) {
          kills += 1;
          sinceKill = 0;
          child.kill('SIGKILL');
        } else response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await db.drop();
    await redis?.stop();
  });

  it('loses nothing and keeps nothing twice', async () => {
    await db.database.pool.query(
      `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
       select 'crm', 'record', 'owed', '{}', now(), now() from generate_series(1, $1)`,
      [DELIVERIES],
    );
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    let life = 0;
    const sent = async () => {
      const { rows } = await db.database.pool.query<{ count: string }>(
        `select count(*) from delivery where state = 'sent'`,
      );
      return Number(rows[0]!.count);
    };
    await eventually(async () => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) {
        life += 1;
        // The queue of the dead is lost with it, and its leases are over: a minute passes with each life.
        const told = { databaseUrl: db.url, redisUrl: redis?.url, queue: `life-${life}`, target };
        const aheadMs = life * 60_000;
        child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify({ ...told, aheadMs })], {
          env: { ...process.env, NODE_OPTIONS: '' },
          stdio: ['ignore', 'inherit', 'inherit'],
        });
      }
      expect(await sent()).toBe(DELIVERIES);
    }, 100_000);
    expect(kills).toBe(KILLS);
    expect(kept.size).toBe(DELIVERIES);
    expect([...kept.values()].filter((times) => times > 1)).toEqual([]);
  }, 120_000);
});
