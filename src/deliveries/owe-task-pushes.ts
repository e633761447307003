import type { PushedTask } from '../contracts/pushed-event.ts';
import type { ToldAccount } from './owe-pushes.ts';
import { newKey, TASK_KIND, type PushPayload } from './push-payload.ts';
import { fingerprintOf } from './pushed-call.ts';
import { queriesOf, type OpenTransaction } from './queries.ts';

export interface TaskToTell {
  task: PushedTask;
  /** The accounts that may be told of the call that made it; null: all. */
  misAccounts: readonly string[] | null;
}

/** Owes tasks that were just made to the accounts that want to know, in the transaction that makes them. */
export async function oweTaskPushes({
  tx,
  tasks,
  accounts,
  at,
}: {
  tx: OpenTransaction;
  tasks: readonly TaskToTell[];
  accounts: Iterable<ToldAccount>;
  at: Date;
}): Promise<void> {
  const owed = [...accounts].flatMap(({ account, wants }) =>
    tasks.flatMap(({ task, misAccounts }) => {
      if (!wants.events.includes('task.created')) return [];
      if (misAccounts !== null && !misAccounts.includes(account)) return [];
      if (wants.branches !== null && (task.branch === null || !wants.branches.includes(task.branch))) return [];
      const told = wants.names ? task : { ...task, name: null };
      const payload: PushPayload = {
        ...{ key: newKey(), fingerprint: fingerprintOf(told), class: null, at: at.toISOString(), task: told },
      };
      return [{ account, payload }];
    }),
  );
  if (owed.length === 0) return;
  await queriesOf(tx)(
    `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
     select n.account, '${TASK_KIND}', 'owed', n.payload, $2, $2
     from jsonb_to_recordset($1::jsonb) as n(account text, payload jsonb)`,
    [JSON.stringify(owed), at],
  );
}
