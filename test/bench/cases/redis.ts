import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { failures, startLoadedProduct } from './webhooks.ts';

const NOTIFICATIONS = 10_000;
const LIMIT_MS = 1250;

/** Redis stands still with its connections open; nobody who sends a notification may notice. */
export async function measureStalledRedis({ short, folder, tell }: Setting): Promise<Finding> {
  const rate = short ? 1000 : 500;
  const redis = await startRedis();
  try {
    const product = await startLoadedProduct({ folder, redisUrl: `redis://127.0.0.1:${redis.port}` });
    const seconds = NOTIFICATIONS / rate;
    await product.closedLoad({ senders: 32, warmUp: 0, seconds: 3 });
    const before = await product.openLoad({ rate, warmUp: 0, seconds: short ? 3 : seconds });
    tell(`Redis is stopped; ${NOTIFICATIONS.toLocaleString('en-US')} notifications at ${rate} a second`);
    redis.stall();
    const stalled = await product.openLoad({ rate, warmUp: 0, seconds });
    redis.resume();
    await product.stop();
    const row = (figures: typeof stalled) => [
      figures.sent,
      figures.answer.p50,
      figures.answer.p99,
      figures.slowest,
      figures.over1250,
      failures(figures),
    ];
    return {
      title: 'Redis stalled',
      how:
        `Trubka with \`REDIS_URL\`; redis-server is stopped with SIGSTOP, so that its connections stay open and nothing answers, while ${NOTIFICATIONS.toLocaleString('en-US')} notifications ` +
        `come at ${rate} a second in open loop.`,
      tables: [
        {
          header: [
            'Redis',
            'notifications',
            'p50, ms',
            'p99, ms',
            'slowest answer, ms',
            'over 1.25 s',
            'not answered 200',
          ],
          rows: [
            ['works', ...row(before)],
            ['stalled', ...row(stalled)],
          ],
        },
      ],
      verdicts: [
        atMost(
          `slowest of ${NOTIFICATIONS.toLocaleString('en-US')} answers while Redis is stalled`,
          Math.round(stalled.slowest * 10) / 10,
          LIMIT_MS,
          'ms',
        ),
        atMost('notifications not answered 200 while Redis is stalled', failures(stalled), 0, 'notifications'),
      ],
      notes: [],
      faults: [before, stalled].flatMap(({ fault }) => (fault === null ? [] : [fault])),
      postgresVersion: product.postgresVersion,
      raw: { before, stalled },
    };
  } finally {
    await redis.stop();
  }
}

async function startRedis(): Promise<{ port: number; stall(): void; resume(): void; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  // A stopped process cannot end by itself.
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const failed = new Promise<never>((_, reject) =>
    child.once('error', () =>
      reject(new Error('redis-server is not installed (Debian: apt install redis-server); this case needs it')),
    ),
  );
  failed.catch(() => undefined);
  await Promise.race([failed, sleep(1000)]);
  return {
    port,
    stall: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      process.off('exit', reap);
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
