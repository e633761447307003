import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startReaper } from './start-reaper.ts';

export interface TestRedis {
  url: string;
  /** Freezes the process: connections stay open, nothing answers. */
  stall(): void;
  resume(): void;
  flush(): Promise<void>;
  /** SIGKILL; what it held is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const installed = spawnSync('redis-server', ['--version']).status === 0;

/**
 * A `describe` for suites that need a real redis-server (Debian: `apt install redis-server`). Without it they are
 * skipped, loudly; in CI they fail instead.
 */
export const describeWithRedis: (name: string, suite: () => void) => void = installed
  ? describe
  : (name, suite) => {
      process.stderr.write(`\n!!! redis-server is not installed: "${name}" is not tested.\n\n`);
      if (!process.env['CI']) {
        describe.skip(name, suite);
        return;
      }
      describe(name, () => {
        it('needs redis-server', () => {
          throw new Error('redis-server is not installed; in CI that is a failure.');
        });
      });
    };

/** A real redis-server on a free loopback port, nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'trubka-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let reaper: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    child = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    reaper = startReaper(child.pid, folder);
    await untilReady(url);
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
    reaper?.kill('SIGKILL');
    child = null;
  };

  await start();
  return {
    url,
    stall: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    flush: () => once(url, async (redis) => void (await redis.flushall())),
    kill,
    start,
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await once(url, async (redis) => void (await redis.ping()));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function once(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
