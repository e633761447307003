import type { Pool } from '../platform/database/index.ts';
import type { Metrics } from '../platform/telemetry/index.ts';

/** What is open, and of that overdue and shown to the senior, for a scrape. */
export async function readTaskGauges(pool: Pool, metrics: Metrics, now: Date): Promise<void> {
  const { rows } = await pool.query<{ type: string; open: number; overdue: number; escalated: number }>(
    `select type, count(*) as open, count(*) filter (where due_at < $1) as overdue,
       count(*) filter (where escalated_at is not null) as escalated
     from task where state = 'open' group by type`,
    [now],
  );
  metrics.tasks.reset();
  for (const { type, ...states } of rows)
    for (const [state, count] of Object.entries(states)) metrics.tasks.set({ kind: type, state }, count);
  const waiting = await pool.query<{ count: number }>(`select count(*) as count from wish where state = 'waiting'`);
  metrics.waitingList.set(waiting.rows[0]?.count ?? 0);
}
