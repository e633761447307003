import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { adviceFor, type Cluster } from './cluster.ts';
import type { LauncherLog } from './launcher-log.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { postgresProgram } from './postgres-binaries.ts';
import { isAlive, isPostmasterOf } from './process-state.ts';
import { explainSpawnFailure, spawnAs } from './server-user.ts';

const LOG_LIMIT = 10_000_000;
const LOOK_EVERY_MS = 15;
const LOCK_FILE_WITHIN_MS = 2_000;
const STOP_WITHIN_MS = 60_000;
/** Sessions of a server that was killed may take a moment to notice. */
const LEFTOVERS_WITHIN_MS = 15_000;

export interface Postmaster {
  pid: number;
  port: number;
  /** `ready`, `starting`, `stopping` …, as PostgreSQL writes it. */
  status: string;
}

/** The live server on this data, whoever started it. A postmaster.pid that a crash left behind is no server. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const file = join(cluster.data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // Pid, data folder, start time, port, socket folder, address, shared memory, status.
  const [pidLine, dataFolder, , port, , , , status] = text.split('\n');
  const pid = Math.abs(Number(pidLine));
  if (!pid || !dataFolder) {
    // Cut off by a crash; a server that starts completes its file at once.
    if (await isOlder(file, LOCK_FILE_WITHIN_MS)) await rm(file, { force: true });
    return undefined;
  }
  if (!isAlive(pid)) return undefined;
  if (!(await isPostmasterOf(pid, dataFolder))) {
    // Another process has got that pid (usual in a container), and PostgreSQL would take it for a server. Should
    // sessions of the old server still live, PostgreSQL sees them by their shared memory.
    await rm(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(port), status: status?.trim() ?? 'starting' };
}

/**
 * Starts the server in its own process group, so that Ctrl-C in a terminal reaches us and not it, and waits until
 * it takes connections on 127.0.0.1. Answers undefined when somebody else has just started one on this data.
 */
export async function startPostmaster(
  cluster: Cluster,
  place: PostgresPlace,
  options: { port: number | undefined; log: LauncherLog },
): Promise<Postmaster | undefined> {
  const startedAt = Date.now();
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const outcome = await launch(cluster, place, { port, log: options.log });
    if ('pid' in outcome) return outcome;
    const { said } = outcome;
    if (/lock file ".*" already exists/.test(said) && (await findPostmaster(cluster))) return undefined;
    const leftovers = /pre-existing shared memory block|lock file ".*" (already exists|is empty)/.test(said);
    const portTaken = /Address already in use/.test(said);
    if ((leftovers && Date.now() - startedAt < LEFTOVERS_WITHIN_MS) || (portTaken && !options.port && attempt < 5)) {
      await sleep(200);
      continue;
    }
    const advice = portTaken ? `Port ${port} of 127.0.0.1 is taken: choose another. ` : adviceFor(said, cluster);
    throw new Error(`${advice}PostgreSQL did not start. The end of ${cluster.log}:\n${said}`);
  }
}

async function launch(
  cluster: Cluster,
  place: PostgresPlace,
  { port, log }: { port: number; log: LauncherLog },
): Promise<Postmaster | { said: string }> {
  const program = postgresProgram(place.binaries, 'postgres');
  const logStart = await prepareLog(cluster);
  const output = openSync(cluster.log, 'a', 0o600);
  if (place.user) await chown(cluster.log, place.user.uid, place.user.gid);
  const child = spawn(
    program,
    ['-D', cluster.data, '-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    {
      ...spawnAs(place.user),
      cwd: cluster.folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
    },
  );
  closeSync(output);
  child.unref();
  let failure: NodeJS.ErrnoException | undefined;
  let ended = false;
  child.once('error', (error) => (failure = error));
  child.once('exit', () => (ended = true));
  let tellAt = Date.now() + 5_000;
  for (;;) {
    if (failure) throw explainSpawnFailure(failure, program, place.user);
    if (ended) return { said: await endOfLog(cluster, logStart) };
    const found = await findPostmaster(cluster);
    if (found?.pid === child.pid && found?.status === 'ready') return found;
    if (Date.now() > tellAt) {
      log.info(
        { pid: child.pid, status: found?.status },
        'PostgreSQL is still starting, perhaps repairing after a crash',
      );
      tellAt = Date.now() + 10_000;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Fast shutdown: running statements are cancelled, nothing committed is lost. Ends when the server has. Whoever does
 * not stop within a minute is stopped at once; PostgreSQL then repairs itself at the next start.
 */
export async function stopPostmaster(cluster: Cluster, place: PostgresPlace, pid: number): Promise<void> {
  if ((await findPostmaster(cluster))?.pid !== pid) return;
  await signal(place, pid, 'INT');
  const deadline = Date.now() + STOP_WITHIN_MS;
  let hard = false;
  while (isAlive(pid) && (await isPostmasterOf(pid, cluster.data))) {
    if (Date.now() > deadline && !hard) {
      hard = true;
      await signal(place, pid, 'QUIT');
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function signal(place: PostgresPlace, pid: number, name: 'INT' | 'QUIT'): Promise<void> {
  // Windows has no signals; PostgreSQL takes them from a pipe there.
  if (process.platform === 'win32')
    await promisify(execFile)(postgresProgram(place.binaries, 'pg_ctl'), ['kill', name, String(pid)]);
  else if (isAlive(pid)) process.kill(pid, `SIG${name}`);
}

async function isOlder(file: string, ms: number): Promise<boolean> {
  return stat(file).then(
    (found) => Date.now() - found.mtimeMs > ms,
    () => false,
  );
}

/** Answers where the next lines begin. */
async function prepareLog(cluster: Cluster): Promise<number> {
  const size = await stat(cluster.log).then(
    (found) => found.size,
    () => 0,
  );
  if (size < LOG_LIMIT) return size;
  await rename(cluster.log, `${cluster.log}.1`);
  return 0;
}

async function endOfLog(cluster: Cluster, from: number): Promise<string> {
  const file = await open(cluster.log, 'r');
  try {
    const text = (await file.readFile()).subarray(from).toString('utf8');
    return text.trim().split('\n').slice(-12).join('\n');
  } finally {
    await file.close();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
