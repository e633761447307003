import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { RuleDecision } from '../rules/index.ts';
import { concerned } from './callback-store.ts';
import { lockTasks } from './lock-tasks.ts';
import { refoldCallbacks, type TasksChanged } from './refold-callbacks.ts';
import { ownerOf, workingMinutesLater } from './task-due.ts';
import { insertTask, updateTask, writeEvent } from './task-store.ts';
import type { TaskRow } from './task-row.ts';
import { closedByTalkSql } from './task-types.ts';
import { taskSettings } from '../platform/configuration/index.ts';

/** What is looked at of a call that is settled. */
export interface SettledFor {
  id: number;
  branch: string | null;
  external: string | null;
  started_at: Date | string;
  learnt_at: Date | string;
}

/**
 * Makes, grows and closes the tasks of calls that are over now, in the transaction that settles them. The rows of the
 * calls and what the rules decided of them are written already.
 */
export async function tasksOfSettled(
  tx: PoolClient,
  calls: readonly SettledFor[],
  decisions: ReadonlyMap<number, RuleDecision>,
  context: { configuration: Configuration; now: Date },
): Promise<TasksChanged> {
  await lockTasks(tx);
  const settling = calls.map(({ id }) => id);
  const ids = await concerned(tx, settling, context.now);
  const changed =
    ids.length === 0
      ? { created: [], updated: [], closed: [] }
      : await refoldCallbacks(tx, { calls: ids, tasks: [], settling }, context);
  await makeWanted(tx, calls, decisions, context, changed);
  return changed;
}

/** Tasks that rules want for calls and that are no callbacks: each once, gone when the rules want it no more. */
async function makeWanted(
  tx: PoolClient,
  calls: readonly SettledFor[],
  decisions: ReadonlyMap<number, RuleDecision>,
  { configuration, now }: { configuration: Configuration; now: Date },
  changed: TasksChanged,
): Promise<void> {
  const wanted = calls.flatMap((call) =>
    (decisions.get(call.id)?.tasks ?? []).flatMap((task, place) =>
      task.type === 'callback' ? [] : [{ call, task, origin: `call ${call.id} ${place}` }],
    ),
  );
  const { rows: known } = await tx.query<TaskRow>(
    `select * from task where origin is not null and first_call_id = any($1) and not ${closedByTalkSql('task')}`,
    [calls.map(({ id }) => id)],
  );
  const { lateHours, escalateMinutes } = taskSettings(configuration).callbacks;
  for (const { call, task, origin } of wanted) {
    const made = known.find((row) => row.origin === origin);
    const startedAt = new Date(call.started_at);
    if (made?.state === 'open' || new Date(call.learnt_at).getTime() - startedAt.getTime() >= lateHours * 3_600_000)
      continue;
    if (made !== undefined) {
      if (made.closed_as === 'not-needed') await reopen(made);
      continue;
    }
    const owner = ownerOf(configuration, task.owner ?? 'branch');
    const dueAt = workingMinutesLater(configuration, call.branch, startedAt, task.dueMinutes);
    const id = await insertTask(tx, {
      ...{ type: task.type, what: task.what, branch: call.branch, phone: call.external, origin },
      ...{ owner_seat: owner.seat, owner_role: owner.role, priority: decisions.get(call.id)?.priority ?? null },
      due_at: dueAt,
      escalate_at: workingMinutesLater(configuration, call.branch, dueAt, escalateMinutes),
      ...{ opened_at: startedAt, created_at: now, first_call_id: call.id, last_call_id: call.id },
    });
    changed.created.push(id);
  }
  for (const row of known)
    if (row.state === 'open' && !wanted.some(({ origin }) => origin === row.origin)) {
      await updateTask(tx, row, { state: 'closed', closed_at: now, closed_as: 'not-needed' });
      await writeEvent(tx, row.id, { at: now, who: null, what: 'closed', detail: { as: 'not-needed' } });
      changed.updated.push(row.id);
      changed.closed.push(row.id);
    }

  async function reopen(row: TaskRow): Promise<void> {
    await updateTask(tx, row, { state: 'open', closed_at: null, closed_as: null });
    await writeEvent(tx, row.id, { at: now, who: null, what: 'reopened', detail: null });
    changed.updated.push(row.id);
  }
}
