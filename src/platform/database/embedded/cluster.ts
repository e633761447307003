import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresProgram, type PostgresBinaries } from './postgres-binaries.ts';
import { isAlive } from './process-state.ts';
import { explainSpawnFailure, spawnAs, type ServerUser } from './server-user.ts';

const MAJOR = '18';
export const ROLE = 'trubka';

/** Where one embedded PostgreSQL keeps its things. */
export interface Cluster {
  folder: string;
  data: string;
  log: string;
  passwordFile: string;
}

export function clusterIn(folder: string): Cluster {
  const data = join(folder, 'cluster');
  return { folder, data, log: join(folder, 'server.log'), passwordFile: join(data, 'trubka.password') };
}

export function hasData(cluster: Cluster): boolean {
  return existsSync(join(cluster.data, 'PG_VERSION'));
}

/** What a small machine that also runs Trubka can spare; ALTER SYSTEM and later lines of postgresql.conf override it. */
const SETTINGS: Record<string, string> = {
  cluster_name: 'trubka',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  random_page_cost: '1.1',
  // When a user's last session ends, systemd-logind takes his POSIX shared memory away (RemoveIPC).
  ...(process.platform === 'win32' ? {} : { dynamic_shared_memory_type: 'mmap' }),
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // The server's own life and no errors of statements: those quote phone numbers and names.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

interface ClusterOptions {
  binaries: PostgresBinaries;
  user: ServerUser;
  settings: Record<string, string>;
}

/** Makes the cluster if there is none and writes our settings. Answers the password of `ROLE`. */
export async function prepareCluster(cluster: Cluster, options: ClusterOptions): Promise<string> {
  const { user } = options;
  if (!hasData(cluster)) await initialise(cluster, options);
  const version = (await readFile(join(cluster.data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR)
    throw new Error(
      `${cluster.data} was written by PostgreSQL ${version}, and this Trubka brings PostgreSQL ${MAJOR}. ` +
        `Make a backup with the Trubka that wrote it and restore it with this one into an empty folder (TRUBKA_DATA).`,
    );
  await writeSettings(cluster, { ...SETTINGS, ...options.settings }, user);
  return readFile(cluster.passwordFile, 'utf8').then(
    (text) => text.trim(),
    (cause: unknown) => {
      throw new Error(
        `The password of the database could not be read from ${cluster.passwordFile}. Put the file back from a backup, ` +
          `or set a new password: allow 127.0.0.1 as "trust" in pg_hba.conf beside it, start PostgreSQL by hand, ` +
          `"alter role ${ROLE} password '…'", write it into that file and undo the change of pg_hba.conf.`,
        { cause },
      );
    },
  );
}

async function initialise(cluster: Cluster, options: ClusterOptions): Promise<void> {
  const { user } = options;
  await removeUnfinished(cluster);
  // Made beside its place and moved there when complete: half a cluster is never taken for data, and of two
  // processes that start at the same time one wins.
  const unfinished = `${cluster.data}.unfinished.${process.pid}`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    if (user) await chown(unfinished, user.uid, user.gid);
    const passwordFile = `${unfinished}.password`;
    await writeOwned(passwordFile, `${randomBytes(24).toString('base64url')}\n`, user);
    await runInitdb(unfinished, passwordFile, { cluster, ...options });
    await rename(passwordFile, join(unfinished, 'trubka.password'));
    await appendFile(join(unfinished, 'postgresql.conf'), `\ninclude_if_exists 'trubka.conf'\n`);
    await rename(unfinished, cluster.data).catch((error: unknown) => {
      if (!hasData(cluster)) throw error;
    });
  } finally {
    await removeUnfinished(cluster);
  }
}

async function runInitdb(
  data: string,
  passwordFile: string,
  { cluster, binaries, user, settings }: ClusterOptions & { cluster: Cluster },
): Promise<void> {
  const asked = [
    ['-D', data, '-U', ROLE, '-E', 'UTF8'],
    // The builtin locale knows upper and lower case of every script, Cyrillic too (lower, ILIKE), and no upgrade of
    // the system's libc or ICU can change its order under an index. Lists for people sort with COLLATE "ru-x-icu".
    ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions'],
    settings['fsync'] === 'off' ? ['--no-sync'] : [],
  ].flat();
  try {
    await promisify(execFile)(postgresProgram(binaries, 'initdb'), asked, {
      ...spawnAs(user),
      cwd: cluster.folder,
    });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim();
    if (!said) throw explainSpawnFailure(cause as NodeJS.ErrnoException, postgresProgram(binaries, 'initdb'), user);
    throw new Error(`${adviceFor(said, cluster)}PostgreSQL could not make its files in ${cluster.folder}:\n${said}`, {
      cause,
    });
  }
}

/** What to do about what PostgreSQL says, where that is known; ends with a space. */
export function adviceFor(said: string, cluster: Cluster): string {
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return `The disk of ${cluster.folder} is full: free some space there or set TRUBKA_DATA to another folder. `;
  if (/Read-only file system/i.test(said))
    return `${cluster.folder} is on a read-only file system: set TRUBKA_DATA to another folder. `;
  if (/error while loading shared libraries|Library not loaded/i.test(said))
    return `A library that PostgreSQL needs is missing: install it or set DATABASE_URL to a PostgreSQL of your own. `;
  if (/could not create shared memory segment|could not map anonymous shared memory/i.test(said))
    return `The system gives PostgreSQL too little memory: free some or set DATABASE_URL to a PostgreSQL elsewhere. `;
  return '';
}

async function writeSettings(cluster: Cluster, settings: Record<string, string>, user: ServerUser): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  const fresh = join(cluster.data, `trubka.conf.${process.pid}`);
  await writeOwned(fresh, `# Written anew at every start of Trubka.\n${lines.join('')}`, user);
  await rename(fresh, join(cluster.data, 'trubka.conf'));
}

async function removeUnfinished(cluster: Cluster): Promise<void> {
  for (const name of await readdir(cluster.folder)) {
    const maker = /^cluster\.unfinished\.(\d+)/.exec(name)?.[1];
    if (maker && (Number(maker) === process.pid || !isAlive(Number(maker))))
      await rm(join(cluster.folder, name), { recursive: true, force: true });
  }
}

async function writeOwned(path: string, text: string, user: ServerUser): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
}
