import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { startReaper } from './start-reaper.ts';

export interface TestMariadb {
  /** Of the user `reader`, who may read `clinic` and nothing else. */
  url: string;
  port: number;
  /** As the owner of everything. */
  run(...statements: string[]): Promise<void>;
  stop(): Promise<void>;
}

const server = ['/usr/sbin/mariadbd', '/usr/libexec/mariadbd', '/usr/bin/mariadbd'].find((path) => existsSync(path));

/**
 * A `describe` for suites that need a real MariaDB (Debian: `apt install mariadb-server`). Without it they are skipped,
 * loudly; in CI they fail instead.
 */
export const describeWithMariadb: (name: string, suite: () => void) => void =
  server !== undefined
    ? describe
    : (name, suite) => {
        process.stderr.write(`\n!!! mariadbd is not installed: "${name}" is not tested.\n\n`);
        if (!process.env['CI']) {
          describe.skip(name, suite);
          return;
        }
        describe(name, () => {
          it('needs mariadbd', () => {
            throw new Error('mariadbd is not installed; in CI that is a failure.');
          });
        });
      };

/** A real MariaDB on a free loopback port with an empty database `clinic`. */
export async function startMariadb(): Promise<TestMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'trubka-mariadb-'));
  const root = process.getuid?.() === 0;
  if (root) {
    const id = (flag: string): number => Number(spawnSync('id', [flag, 'mysql']).stdout.toString());
    chownSync(folder, id('-u'), id('-g'));
    chmodSync(folder, 0o755);
  }
  const data = join(folder, 'data');
  const user = root ? ['--user=mysql'] : [];
  const own = ['--no-defaults', `--datadir=${data}`, ...user];
  const made = spawnSync('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db']);
  if (made.status !== 0)
    throw new Error(`mariadb-install-db failed: ${made.stdout.toString()}${made.stderr.toString()}`);
  const port = await freePort();
  const child = spawn(
    server ?? 'mariadbd',
    [
      ...own,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'socket')}`,
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=32M',
      '--performance-schema=off',
    ],
    { stdio: 'ignore' },
  );
  const reaper = startReaper(child.pid, folder);
  const owner = await untilReady({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
  const run = async (...statements: string[]): Promise<void> => {
    for (const statement of statements) await owner.query(statement);
  };
  await run(
    'create database clinic character set utf8mb4',
    "create user 'reader'@'%' identified by 'read/only'",
    "grant select on clinic.* to 'reader'@'%'",
    'use clinic',
  );
  return {
    url: `mysql://reader@127.0.0.1:${port}/clinic`,
    port,
    run,
    async stop() {
      owner.destroy();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      reaper.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(options: Parameters<typeof createConnection>[0] & object): Promise<Connection> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    try {
      return await createConnection(options);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
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
