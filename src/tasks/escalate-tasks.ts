import type { PoolClient } from '../platform/database/index.ts';

/** Shows the senior what was not done in time, each task once for each due time. Holds the lock of tasks. */
export async function escalateTasks(tx: PoolClient, now: Date): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `with late as (
       update task set escalated_at = $1, change = nextval('task_change')
       where state = 'open' and escalated_at is null and escalate_at <= $1 returning id
     ), told as (
       insert into task_event (task_id, at, what) select id, $1, 'escalated' from late
     )
     select id from late`,
    [now],
  );
  return rows.map(({ id }) => id);
}
