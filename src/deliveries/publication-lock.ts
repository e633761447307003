import type { Queries } from './queries.ts';

const LOCK = 7_482_010;
/** A poll gives up rather than hold up everybody behind a publisher that hangs. */
const pollWaits = '5s';

/**
 * A record must not become visible after a poll that covered the time of its publication. Publishers hold this lock
 * together, from before they read the clock to their commit; a poll holds it alone while it takes its snapshot.
 */
export async function lockToPublish(query: Queries): Promise<void> {
  await query('select pg_advisory_xact_lock_shared($1)', [LOCK]);
}

/**
 * A request is told instead of the missed calls of its number. Who is owed one waits until nobody publishes calls, and
 * whoever publishes next sees it: else both would be told. Taken before the lock of tasks, as by those.
 */
export async function lockToPublishAlone(query: Queries): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [LOCK]);
}

/** Rejects with 55P03 when a publisher does not end. */
export async function lockToPoll(query: Queries): Promise<void> {
  await query(`set local lock_timeout = '${pollWaits}'`, []);
  await query('select pg_advisory_xact_lock($1)', [LOCK]);
}
