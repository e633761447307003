import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ROLE, type Cluster } from './cluster.ts';
import type { LauncherLog } from './launcher-log.ts';
import { lockName, takeLifeLock } from './life-lock.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { findPostmaster, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.ts';

export const DATABASE = 'trubka';
const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 10_000;
/**
 * What passes by itself: the server is starting or stopping (57P0x), the connection was cut meanwhile, or a process that
 * started at the same time has just created the database (42P04, 23505) or is doing so (55006).
 */
const PASSING = new Set(
  ['57P01', '57P02', '57P03', '42P04', '23505', '55006'].concat(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']),
);

/** A server that takes connections. */
export interface OpenedCluster {
  server: Postmaster;
  adopted: boolean;
  /** Its session is the life lock, unless `holder` has it. */
  client: pg.Client;
  holder: number | undefined;
}

/** Comes back with a server that takes connections, and with the lock asked for. Waits for one that starts or stops. */
export async function openCluster(context: {
  cluster: Cluster;
  place: PostgresPlace;
  password: string;
  port: number | undefined;
  log: LauncherLog;
}): Promise<OpenedCluster> {
  const { cluster, place, password, log } = context;
  let tellAt = Date.now() + TELL_EVERY_MS / 5;
  for (;;) {
    const running = await findPostmaster(cluster);
    const server = running ?? (await startPostmaster(cluster, place, { port: context.port, log }));
    if (server?.status === 'ready') {
      const connected = await connect(cluster, server, password).catch(async (error: unknown) => {
        if (!running) await stopPostmaster(cluster, place, server.pid);
        throw error;
      });
      if (connected) return { ...connected, server, adopted: running !== undefined };
    }
    if (server && Date.now() > tellAt) {
      log.info({ pid: server.pid, status: server.status }, 'Waiting for the PostgreSQL that runs on the data folder');
      tellAt = Date.now() + TELL_EVERY_MS;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Undefined: not now, look again. The database exists afterwards. */
async function connect(
  cluster: Cluster,
  server: Postmaster,
  password: string,
): Promise<Pick<OpenedCluster, 'client' | 'holder'> | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(password, server.port, 'postgres'),
    application_name: lockName(),
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection also ends; that is what is watched.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
    return { client, holder: await takeLifeLock(client) };
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { code?: string }).code;
    if (code ? PASSING.has(code) : (error as Error).message.startsWith('Connection terminated')) return undefined;
    if (code === '28P01')
      throw new Error(
        `The PostgreSQL that runs on ${cluster.data} (process ${server.pid}) refuses the password in ` +
          `${cluster.passwordFile}. Put the file back from a backup, or set that password by "alter role".`,
        { cause: error },
      );
    throw error;
  }
}

export function urlOf(password: string, port: number, database: string): string {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}
