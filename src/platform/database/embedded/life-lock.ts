import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isAlive } from './process-state.ts';

const KEY = 7_482_002;
/** The server notices the end of a killed process within milliseconds. */
const GONE_WITHIN_MS = 5_000;

/** Seen by a second Trubka, which tells its user whom to stop. */
export function lockName(): string {
  return `trubka pid=${process.pid} holds the data folder`;
}

/**
 * Takes the advisory lock that says "a live Trubka uses this data" for as long as the connection lives.
 * Answers the pid of the process that has it already (0: not known), or undefined when the lock is ours.
 */
export async function takeLifeLock(client: pg.Client): Promise<number | undefined> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [KEY]);
    if (rows[0]?.taken) return undefined;
    const holder = await holderOf(client);
    if (holder !== undefined && (isAlive(holder) || Date.now() > deadline)) return holder;
    await sleep(50);
  }
}

async function holderOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `select a.application_name
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = 0 and l.objid = $1 and l.objsubid = 1 and l.granted
        and l.database = (select oid from pg_database where datname = current_database())`,
    [KEY],
  );
  if (!rows[0]) return undefined;
  return Number(/pid=(\d+)/.exec(rows[0].application_name)?.[1] ?? 0);
}
