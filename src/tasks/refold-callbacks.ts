import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { callFactOf } from './call-fact.ts';
import { readWorld, type CallbackWorld, type Seeds } from './callback-store.ts';
import { foldCallbacks, type Episode } from './fold-callbacks.ts';
import { callbackColumns, planCallbacks, policyColumns } from './plan-callbacks.ts';
import type { TaskRow } from './task-row.ts';
import { insertTask, updateTask, writeEvent } from './task-store.ts';

/** What became of tasks in one transaction, by their ids. */
export interface TasksChanged {
  created: number[];
  updated: number[];
  closed: number[];
}

export const nothingChanged = (): TasksChanged => ({ created: [], updated: [], closed: [] });

type Stored = CallbackWorld['tasks'][number];

/** What was closed so long ago has its row, which nobody reads any more. */
const FORGOTTEN_MS = 29 * 24 * 3_600_000;

/**
 * Folds the callbacks that the seeds may touch anew and writes what is different now: the same facts in any order and
 * as often as you like leave the same tasks. The caller holds the lock of tasks.
 */
export async function refoldCallbacks(
  tx: PoolClient,
  seeds: Seeds,
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<TasksChanged> {
  const settings = taskSettings(configuration).callbacks;
  const world = await readWorld(tx, seeds, now);
  const calls = world.calls.flatMap((row) => callFactOf(row, configuration, settings) ?? []);
  const episodes = foldCallbacks(calls, world.hands, {
    households: settings.household ? world.households : null,
    spamWithinSeconds: configuration.calls.spamWithinSeconds,
    spamShorterThanSeconds: configuration.calls.spamShorterThanSeconds,
  });
  const stored = new Map(world.tasks.map((task) => [task.id, task]));
  const { writes, retired } = planCallbacks(episodes, world.tasks);
  const changed = nothingChanged();
  // Two open tasks may swap their keys.
  const rekeyed = writes.flatMap(({ task, episode }) => {
    const row = task === null ? undefined : stored.get(task);
    const key = episode.closed === null ? episode.key : null;
    return row?.callback_key != null && row.callback_key !== key ? [row.id] : [];
  });
  await tx.query('update task set callback_key = null where id = any($1)', [
    [...rekeyed, ...retired.map(({ task }) => task)],
  ]);
  for (const { task, into } of retired) {
    const row = stored.get(task);
    if (row !== undefined) await retire(row, into);
  }
  for (const { task, episode } of writes) await write(task === null ? null : (stored.get(task) ?? null), episode);
  return changed;

  async function write(row: Stored | null, episode: Episode): Promise<void> {
    const columns = callbackColumns(episode, configuration);
    const policy = policyColumns(episode, configuration, settings);
    if (row === null) {
      if (policy === null || (episode.closed !== null && episode.closed.at < now.getTime() - FORGOTTEN_MS)) return;
      const id = await insertTask(tx, {
        type: 'callback',
        ...columns,
        ...policy,
        created_at: now,
        created_by: null,
      });
      await writeCalls(id, episode, []);
      changed.created.push(id);
      if (columns.state === 'closed') changed.closed.push(id);
      return;
    }
    const wanted: Partial<TaskRow> = { ...columns, ...said(row, episode, policy) };
    // A number or a branch that a person named stays where no call tells another.
    if (columns.phone === '') wanted.phone = row.phone;
    if (episode.missed.length === 0) {
      wanted.branch = row.branch;
      wanted.person_id = columns.person_id ?? row.person_id;
    }
    const byHand = columns.closed_as === 'by-hand';
    if (!byHand) Object.assign(wanted, { closed_by: null, close_reason: null, close_note: null });
    const told = await updateTask(tx, row, wanted);
    const grown = await writeCalls(row.id, episode, row.calls_of);
    if (!told && !grown) return;
    changed.updated.push(row.id);
    if (row.state === wanted.state) return;
    if (wanted.state === 'closed') changed.closed.push(row.id);
    // What a person said stands there already.
    if (!byHand && wanted.state === 'closed')
      await writeEvent(tx, row.id, {
        ...{ at: now, who: null, what: 'closed', detail: { as: columns.closed_as, call: columns.closing_call_id } },
      });
    if (wanted.state === 'open' && episode.closed === null && row.closed_as !== 'by-hand')
      await writeEvent(tx, row.id, { at: now, who: null, what: 'reopened', detail: null });
  }

  async function retire(row: Stored, into: number | null): Promise<void> {
    const as = into === null ? 'not-needed' : 'merged';
    // A person's word about what needed nothing stays to be read.
    if (row.state === 'closed' && (row.closed_as === as || (row.closed_as === 'by-hand' && into === null))) return;
    await updateTask(tx, row, {
      ...{ state: 'closed', callback_key: null, closed_at: row.closed_at ?? now, closed_as: as, merged_into: into },
      ...{ closing_call_id: null, wait_seconds: null, working_seconds: null },
    });
    changed.updated.push(row.id);
    if (row.state === 'open') {
      changed.closed.push(row.id);
      await writeEvent(tx, row.id, { at: now, who: null, what: 'closed', detail: { as, into } });
    }
  }

  /** True when something was written. */
  async function writeCalls(task: number, episode: Episode, known: Stored['calls_of']): Promise<boolean> {
    const { missed, attempts, closed } = episode;
    const wanted = [
      ...missed.map(({ callId }) => ({ callId, role: 'missed' })),
      ...attempts.map(({ callId }) => ({ callId, role: 'attempt' })),
      ...(closed !== null && 'call' in closed ? [{ callId: closed.call.callId, role: 'closing' }] : []),
    ];
    const line = ({ callId, role }: { callId: number; role: string }): string => `${callId} ${role}`;
    if (wanted.map(line).sort().join() === known.map(line).sort().join()) return false;
    await tx.query('delete from task_call where task_id = $1', [task]);
    await tx.query(
      `insert into task_call (task_id, call_id, role)
       select $1, w.call_id, w.role from jsonb_to_recordset($2::jsonb) as w(call_id bigint, role text)
       on conflict do nothing`,
      [task, JSON.stringify(wanted.map(({ callId, role }) => ({ call_id: callId, role })))],
    );
    return true;
  }
}

/** The policy's columns that no person has changed. */
function said(row: Stored, episode: Episode, policy: ReturnType<typeof policyColumns>): Partial<TaskRow> {
  // What is over stays as it was due, unless it turns out to have begun at another time.
  const over = episode.closed !== null && row.opened_at.getTime() === episode.openedAt;
  if (policy === null || over) return {};
  const { due_at, escalate_at, owner_seat, owner_role, ...rest } = policy;
  return {
    ...rest,
    ...(!row.due_said && { due_at, escalate_at }),
    ...(!row.owner_said && { owner_seat, owner_role }),
  };
}
