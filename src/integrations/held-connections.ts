import { setTimeout as wait } from 'node:timers/promises';
import type { Intake } from '../calls/index.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { Clock } from '../contracts/clock.ts';
import { openDatabase, type Database, type PoolClient } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import { repeat } from '../platform/repeat.ts';
import { outageLog, type Log } from '../platform/telemetry/index.ts';
import { connectionState } from './connection-state.ts';
import { eventOutbox } from './event-outbox.ts';

export interface HeldConnectionsOptions {
  database: Database;
  accounts(): Iterable<string>;
  adapters: ReadonlyMap<string, PbxAdapter>;
  find: PbxAccess;
  intake: Pick<Intake, 'submit'>;
  clock: Clock;
  log: Log;
  /** After each connection: what was missed meanwhile is to be looked for. */
  onConnected?(account: string): void;
  /** How often another process is looked at that holds the account, ms. */
  takeOverMs?: number;
}

export interface HeldConnections {
  /** Takes nothing new, waits until what came is stored, gives the accounts to other processes. */
  stop(): Promise<void>;
}

const CLASS = 7_482_021;
const TAKE_OVER_MS = 3_000;
const PROBE_MS = 10_000;
const STATE_MS = 1_000;
const STOP_WITHIN_MS = 5_000;

/**
 * Keeps the connection of every account whose PBX is connected to. Of several processes one holds an account, by an
 * advisory lock of PostgreSQL on a connection of its own; it must be a direct one, no transaction pooler carries it.
 */
export function startHeldConnections(options: HeldConnectionsOptions): HeldConnections {
  const { database, clock, log } = options;
  const held = [...options.accounts()].filter((id) => adapterOf(id)?.connect !== undefined);
  if (held.length === 0) return { stop: () => Promise.resolve() };

  const stopping = new AbortController();
  const locks = openDatabase(database.url, { name: `trubka held pid=${process.pid}`, connections: held.length });
  const states = connectionState({ sql: database.sql, clock });
  const stopStates = repeat({
    everyMs: STATE_MS,
    what: 'note the state of PBX connections',
    log,
    work: () => states.write(),
  });
  const running = held.map((id) => keep(id));

  function adapterOf(id: string): PbxAdapter | undefined {
    const account = options.find(id)?.account;
    return account === undefined ? undefined : options.adapters.get(account.provider);
  }

  /** Waits for the lock, holds the connection as long as the lock, and begins anew. */
  async function keep(id: string): Promise<void> {
    const outage = outageLog({
      log,
      what: `Choosing the process that connects to ${id}`,
      advice: 'It goes on by itself when the database is back.',
    });
    let connection: { close(): Promise<void> } | null = null;
    while (!stopping.signal.aborted) {
      try {
        const lock = await takeLock(id);
        outage.worked();
        if (lock === null) {
          await connection?.close();
          connection = null;
          await pause(options.takeOverMs ?? TAKE_OVER_MS);
          continue;
        }
        connection ??= open(id);
        await lock.lost;
        lock.release();
      } catch (error) {
        // Without the database nobody else can take over either: the connection stays, its events wait in memory.
        outage.failed(error);
        await pause(options.takeOverMs ?? TAKE_OVER_MS);
      }
    }
    await connection?.close();
  }

  /** Null while another process has it. `lost` resolves when the lock may be another's, or when we stop. */
  async function takeLock(id: string): Promise<{ lost: Promise<void>; release(): void } | null> {
    const client = await locks.pool.connect();
    try {
      const { rows } = await client.query<{ taken: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as taken',
        [CLASS, id],
      );
      if (rows[0]?.taken !== true) {
        client.release();
        return null;
      }
      return { lost: whenLost(client), release: () => client.release(true) };
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }

  function whenLost(client: PoolClient): Promise<void> {
    return new Promise((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
      // A connection that died silently says nothing by itself.
      const probe = setInterval(() => void client.query('select 1').catch(() => resolve()), PROBE_MS);
      stopping.signal.addEventListener('abort', () => clearInterval(probe), { once: true });
      client.on('end', () => clearInterval(probe));
    });
  }

  function open(id: string): { close(): Promise<void> } | null {
    const asked = options.find(id);
    const connect = adapterOf(id)?.connect;
    if (asked === null || connect === undefined) return null;
    const outbox = eventOutbox({
      intake: options.intake,
      clock,
      signal: stopping.signal,
      onUnusable: (error) =>
        log.error({ err: error, account: id }, 'an event of the PBX could not be stored; please report this'),
    });
    return connect({
      ...asked.context,
      emit: (events) => outbox.emit(events),
      onState(state, reason) {
        states.told(id, state, reason);
        if (state === 'connected') {
          log.info({ account: id, ...(reason !== null && { reason }) }, 'connected to the PBX');
          options.onConnected?.(id);
        } else if (state === 'lost')
          log.warn({ account: id, reason }, 'the connection to the PBX is lost; tried again');
      },
    });
  }

  async function pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  return {
    async stop() {
      stopping.abort();
      const closed = Promise.all([...running, stopStates()]);
      await Promise.race([closed, wait(STOP_WITHIN_MS, undefined, { ref: false })]);
      await Promise.race([locks.close(), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
