import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { clusterIn, prepareCluster } from './cluster.ts';
import { noLog, type LauncherLog } from './launcher-log.ts';
import { DATABASE, openCluster, urlOf } from './open-cluster.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { choosePlace } from './postgres-place.ts';
import { stopPostmaster } from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** TRUBKA_DATA; the cluster goes to `postgres/` in it. */
  dataFolder: string;
  /**
   * When a live Trubka uses the folder: `refuse` throws an error that names its pid; `join` answers its database (for
   * commands that run beside a server) and `stop()` then leaves it running.
   */
  whenInUse?: 'refuse' | 'join';
  log?: LauncherLog;
  /** Fixed port on 127.0.0.1 instead of a free one. */
  port?: number;
  /** Lines of postgresql.conf that override ours. */
  settings?: Record<string, string>;
  /** Default: the npm package of this machine. */
  binaries?: PostgresBinaries;
  /** Where data and programs go when the one PostgreSQL runs as may not enter the asked places. */
  elsewhere?: string;
}

export interface EmbeddedPostgres {
  /** postgres:// of the database, with its password; stays the same until `stop()`. */
  url: string;
  /** The server was running already, left behind by a killed Trubka. */
  adopted: boolean;
  /** The server belongs to another live Trubka. */
  joined: boolean;
  /** Process id of the server now. */
  pid(): number;
  /** Where the cluster and server.log are. */
  folder: string;
  /** Fast shutdown; ends when the server has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL on `dataFolder`, or takes over the one that a killed Trubka left running on it. Should the
 * server die meanwhile it is started again on the same port. Throws errors that say what to change.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? noLog;
  const place = await choosePlace({
    dataFolder: options.dataFolder,
    elsewhere: options.elsewhere ?? '/var/lib/trubka',
    binaries: options.binaries ?? (await findPostgresBinaries()),
    log,
  });
  const cluster = clusterIn(place.folder);
  const password = await prepareCluster(cluster, { ...place, settings: options.settings ?? {} });
  const open = (port: number | undefined) => openCluster({ cluster, place, password, port, log });
  let held = await open(options.port);
  const { port } = held.server;
  const answer = {
    url: urlOf(password, port, DATABASE),
    adopted: held.adopted,
    folder: place.folder,
    pid: () => held.server.pid,
  };

  if (held.holder !== undefined) {
    await held.client.end();
    if (options.whenInUse === 'join') return { ...answer, adopted: false, joined: true, stop: async () => undefined };
    throw new Error(
      `Trubka is running already (process ${held.holder || 'unknown'}) with the data in ${place.folder}. ` +
        `Stop it first (kill ${held.holder || '<pid>'}), or set TRUBKA_DATA to another folder.`,
    );
  }

  let stopping = false;
  let reviving: Promise<void> = Promise.resolve();
  const watch = (client: pg.Client) =>
    client.once('end', () => {
      if (!stopping) reviving = revive();
    });
  const revive = async () => {
    log.warn(
      { pid: held.server.pid },
      'The connection to PostgreSQL is lost; it is looked for and started again if need be',
    );
    while (!stopping) {
      try {
        const next = await open(port);
        if (next.holder !== undefined) {
          await next.client.end();
          throw new Error(`Process ${next.holder} has taken the data folder meanwhile.`);
        }
        held = next;
        watch(held.client);
        log.info({ pid: held.server.pid }, 'PostgreSQL is back');
        return;
      } catch (error) {
        log.warn({ err: error }, 'PostgreSQL is not back yet; look at server.log in the data folder');
        await sleep(2_000);
      }
    }
  };
  watch(held.client);
  log.info({ folder: place.folder, port, adopted: held.adopted }, 'PostgreSQL is running');

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping = true;
    await reviving;
    await held.client.end();
    await stopPostmaster(cluster, place, held.server.pid);
  };
  return { ...answer, joined: false, stop: () => (stopped ??= stop()) };
}
