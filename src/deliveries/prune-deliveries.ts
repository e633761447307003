import type { Pool } from '../platform/database/index.ts';

const BATCH = 5000;

/** Forgets what was sent long ago and belongs to no call (copies of webhooks), in batches that hold no lock for long. */
export async function pruneDeliveries(pool: Pool, before: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from delivery where id in (
         select id from delivery
         where state in ('sent', 'dismissed') and call_id is null and request_id is null and created_at < $1 order by created_at limit ${BATCH})`,
      [before],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}
