import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { closeRow } from './change-task.ts';
import { lockTasks } from './lock-tasks.ts';
import { readTask } from './task-store.ts';

/**
 * Closes the task of a request that a person took back, in that one's transaction. A task that stands for more stays: a
 * missed call, another request, or what a person or a patient's answer wants.
 */
export async function closeOwed(
  tx: PoolClient,
  id: number,
  said: { who: string; reason: string; request: number },
  context: { configuration: Configuration; now: Date },
): Promise<void> {
  await lockTasks(tx);
  const row = await readTask(tx, id);
  if (row?.merged_into != null) return closeOwed(tx, row.merged_into, said, context);
  if (row?.state !== 'open' || row.calls > 0) return;
  const { who, reason, request } = said;
  const { rows: others } = await tx.query(
    `select part.id from task part
     left join request r on r.task_id = part.id and r.state = 'active' and r.id <> $2
     where (part.id = $1 or part.merged_into = $1)
       and (part.type <> 'request' or part.created_by is not null or r.id is not null) limit 1`,
    [id, request],
  );
  if (others.length === 0) await closeRow(tx, row, { who, reason, note: null }, context);
}
