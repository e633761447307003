import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { lockTasks } from './lock-tasks.ts';

/** Closed tasks and wishes are forgotten in turns of so many, so that nobody who writes tasks waits long. */
const AT_ONCE = 1000;

/**
 * Empties what tasks and the waiting list hold of a person who is erased. What was to be done for them is done no more;
 * times and counts stay for the reports. `requests`: theirs; of a number that stays their tasks lose the name only.
 */
export async function forgetTasksOf(
  tx: PoolClient,
  who: Pick<ErasedPerson, 'cards' | 'phones'> & { requests?: readonly number[] },
  at: Date,
): Promise<{ tasks: number; wishes: number }> {
  await lockTasks(tx);
  const { rows: wishes } = await tx.query<{ id: number }>(
    `update wish set phone = null, name = null, note = null, person_id = null,
       state = case when state = 'waiting' then 'withdrawn' else state end, closed_at = coalesce(closed_at, $3)
     where person_id = any($1) or phone = any($2) returning id`,
    [who.cards, who.phones, at],
  );
  const ids = wishes.map(({ id }) => id);
  // Its slot is offered on by whoever looks for what is to be moved on.
  await tx.query(
    `update slot_offer set state = 'withdrawn' where wish_id = any($1::bigint[]) and state in ('queued', 'offered')`,
    [ids],
  );
  const requests = (who.requests ?? []).map(String);
  await tx.query(
    `update task set name = null, change = nextval('task_change') where name is not null and ${ofRequests('$1')}`,
    [requests],
  );
  const { rows: tasks } = await tx.query<{ id: number }>(
    `update task set phone = null, name = null, note = null, what = null, close_note = null, person_id = null,
       callback_key = null, closed_at = coalesce(closed_at, $4),
       closed_as = case when state = 'open' then 'not-needed' else closed_as end,
       close_reason = case when state = 'open' then 'erased' else close_reason end,
       state = 'closed', change = nextval('task_change')
     where person_id = any($1) or phone = any($2) or wish_id = any($3::bigint[])
       or (phone is null and ${ofRequests('$5')}) returning id`,
    [who.cards, who.phones, ids, at, requests],
  );
  const erased = tasks.map(({ id }) => id);
  await tx.query('update task_event set detail = null where task_id = any($1::bigint[]) and detail is not null', [
    erased,
  ]);
  // What is learnt of their calls later opens nothing again.
  await tx.query('delete from task_call where task_id = any($1::bigint[])', [erased]);
  return { tasks: tasks.length, wishes: wishes.length };
}

/** Tasks that these requests made: the origin names the request. */
function ofRequests(ids: string): string {
  return `(type = 'request' and split_part(origin, ' ', 2) = any(${ids}::text[]))`;
}

/** Closed tasks, wishes that are over and slots of the past, after their term. Answers how many tasks. */
export async function pruneTasks(pool: Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from task where id in (
       select id from task t where t.state = 'closed' and t.closed_at < $1
         and not exists (select from task m where m.merged_into = t.id and (m.closed_at >= $1 or m.state = 'open'))
       order by merged_into nulls last, id limit ${AT_ONCE})`,
    [before],
  );
  await pool.query(`delete from freed_slot where starts_at < $1`, [before]);
  await pool.query(
    `delete from wish w where w.state <> 'waiting' and w.closed_at < $1
       and not exists (select from slot_offer o join freed_slot s on s.id = o.slot_id where o.wish_id = w.id)`,
    [before],
  );
  return rowCount ?? 0;
}
