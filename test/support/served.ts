import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

export interface Served {
  url: string;
  pid: number;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** `trubka serve` in a process of its own, on a given database; resolves when it is ready. */
export async function serve(options: {
  databaseUrl: string;
  port?: number;
  roles?: string;
  redisUrl?: string;
}): Promise<Served> {
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ['dist/src/main.js', 'serve', '--host', '127.0.0.1'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(port),
      DATABASE_URL: options.databaseUrl,
      TRUBKA_CONFIG: 'config/demo/trubka.yaml',
      TRUBKA_ROLES: options.roles ?? 'web,worker',
      LOG_LEVEL: 'error',
      ...(options.redisUrl !== undefined && { REDIS_URL: options.redisUrl }),
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (data: Buffer) => said.push(data.toString()));
  const url = `http://127.0.0.1:${port}`;
  const exit = exited(child);
  await Promise.race([
    whenReady(url),
    exit.then(() => {
      throw new Error(`serve ended at its start: ${said.join('')}`);
    }),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    async kill(signal) {
      child.kill(signal);
      await exit;
    },
  };
}

function exited(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve));
}

export async function whenReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const response = await fetch(`${url}/health/ready`).catch(() => null);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not get ready within 30 s`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
