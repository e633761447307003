import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { EmbeddedPostgresOptions } from '../../../../src/platform/database/index.ts';
import { isAlive } from '../../../../src/platform/database/embedded/process-state.ts';
import { parsePasswd } from '../../../../src/platform/database/embedded/server-user.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../../../..');

/** Takes the disk out of tests that are not about it; what a killed process wrote is still there. */
export const quick = { fsync: 'off' };

/** Tests run as root (in a container) or as an ordinary user; some of what they hold exists for root only. */
export const asRoot = process.getuid?.() === 0;

export function userNamed(name: string): { uid: number; gid: number } {
  const found = parsePasswd(readFileSync('/etc/passwd', 'utf8')).find((user) => user.name === name);
  if (!found) throw new Error(`no ${name} in /etc/passwd`);
  return found;
}

export interface Launched {
  process: ChildProcess;
  url: string;
  pid: number;
  adopted: boolean;
  joined: boolean;
  folder: string;
  error?: string;
  /** Lets it stop by itself. */
  stop(): Promise<void>;
  /** kill -9; the server it started lives on. */
  kill(): Promise<void>;
}

/** Folders and processes of one test file; `clear` leaves nothing behind. */
export function launcherBench() {
  const folders: string[] = [];
  const processes: ChildProcess[] = [];
  const servers = new Set<number>();

  const folder = async (options: { mode?: number; owner?: { uid: number; gid: number } } = {}) => {
    const made = await mkdtemp(join(tmpdir(), 'trubka-embedded-'));
    folders.push(made);
    await chmod(made, options.mode ?? 0o755);
    if (options.owner) await chown(made, options.owner.uid, options.owner.gid);
    return made;
  };

  const launch = async (options: EmbeddedPostgresOptions & { uid?: number; gid?: number }): Promise<Launched> => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(HERE, 'launcher-process.ts'), JSON.stringify({ settings: quick, ...options })],
      { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    processes.push(child);
    const ended = once(child, 'exit');
    const line = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      child.once('exit', () => reject(new Error('the launcher process ended without a word')));
    });
    const said = JSON.parse(line) as Launched;
    if (said.pid) servers.add(said.pid);
    return {
      ...said,
      process: child,
      stop: async () => {
        child.stdin.end();
        await ended;
      },
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  };

  const clear = async () => {
    for (const child of processes) child.kill('SIGKILL');
    for (const pid of servers) if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
    for (const made of folders) await rm(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };

  return { folder, launch, clear };
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
