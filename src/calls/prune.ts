import type { Pool } from '../platform/database/index.ts';

const DAY_MS = 24 * 3600 * 1000;
const BATCH = 5000;

/** Forgets raw bodies, unreadable ones that were dealt with, and event keys that are older than the clinic keeps them, in batches that hold no lock for long. */
export async function pruneReceived(
  pool: Pool,
  now: Date,
  keep: { rawDays: number; eventKeyDays: number },
): Promise<{ bodies: number; keys: number; unread: number }> {
  const rawBefore = new Date(now.getTime() - keep.rawDays * DAY_MS);
  const keysBefore = new Date(now.getTime() - keep.eventKeyDays * DAY_MS);
  return {
    bodies: await inBatches(
      pool,
      `update call_event set raw = null where id in (
         select id from call_event where raw is not null and received_at < $1 order by received_at limit ${BATCH})`,
      rawBefore,
    ),
    // One that waits for a person waits; one that was replayed or dismissed has nothing more to tell.
    unread: await inBatches(
      pool,
      `delete from quarantine where id in (
         select id from quarantine where state <> 'waiting' and received_at < $1 limit ${BATCH})`,
      rawBefore,
    ),
    keys: await inBatches(
      pool,
      `delete from event_key where (account, key) in (
         select account, key from event_key where received_at < $1 order by received_at limit ${BATCH})`,
      keysBefore,
    ),
  };
}

async function inBatches(pool: Pool, text: string, before: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await pool.query(text, [before]);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}
