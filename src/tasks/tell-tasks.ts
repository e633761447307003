import type { PushedTask } from '../contracts/pushed-event.ts';
import { oweTaskPushes, type ToldAccount } from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { TaskRow } from './task-row.ts';

type ToldRow = Pick<
  TaskRow,
  'id' | 'type' | 'what' | 'priority' | 'branch' | 'phone' | 'name' | 'person_id' | 'opened_at' | 'due_at'
> & {
  person_name: string | null;
  source: string | null;
  external_id: string | null;
  calls: string[];
  mis: string[] | null;
};

/** Owes the tasks that were just made, and are still to be done, to the outside systems that want to know. */
export async function tellTasks(
  tx: PoolClient,
  ids: readonly number[],
  { accounts, configuration, now }: { accounts: readonly ToldAccount[]; configuration: Configuration; now: Date },
): Promise<void> {
  if (ids.length === 0 || !accounts.some(({ wants }) => wants.events.includes('task.created'))) return;
  const { rows } = await tx.query<ToldRow>(
    `select t.id, t.type, t.what, t.priority, t.branch, t.phone, t.name, t.person_id, t.opened_at, t.due_at,
       p.full_name as person_name, p.source, p.external_id,
       (select coalesce(jsonb_agg(l.call_id::text order by l.call_id), '[]') from task_call l
        where l.task_id = t.id and l.role = 'missed') as calls,
       (select c.rules -> 'mis' from call c where c.id = t.first_call_id and jsonb_typeof(c.rules -> 'mis') = 'array') as mis
     from task t left join person p on p.id = t.person_id and p.deleted_at is null
     where t.id = any($1) and t.state = 'open' order by t.id`,
    [ids],
  );
  await oweTaskPushes({
    tx,
    tasks: rows.map((row) => ({ task: pushedTask(row, configuration), misAccounts: row.mis })),
    accounts,
    at: now,
  });
}

function pushedTask(row: ToldRow, { branches }: Configuration): PushedTask {
  return {
    ...{ id: String(row.id), type: row.type, what: row.what, priority: row.priority, branch: row.branch },
    ...{ phone: row.phone, name: row.person_name ?? row.name, callIds: row.calls },
    zone: row.branch === null ? null : (branches.get(row.branch)?.zone ?? null),
    person:
      row.person_id === null || row.source === null || row.external_id === null
        ? null
        : { id: String(row.person_id), source: row.source, externalId: row.external_id },
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
  };
}
