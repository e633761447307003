import type { Configuration } from '../platform/configuration/index.ts';
import { taskSettings } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { lockTasks } from './lock-tasks.ts';
import { nothingChanged, refoldCallbacks, type TasksChanged } from './refold-callbacks.ts';
import { ownerOf, workingMinutesLater } from './task-due.ts';
import { insertTask, readTask, writeEvent } from './task-store.ts';
import { isClosedByTalk, typeOf } from './task-types.ts';

/** Something that another part of Trubka wants a person to do. */
export interface OwedTask {
  type: string;
  /** What makes it, the same at every repeat: it is made once. */
  origin: string;
  what?: string | null;
  note?: string | null;
  branch: string | null;
  /** Needed for a callback. */
  phone: string | null;
  /** Of somebody who is not in the directory. */
  name?: string | null;
  personId?: number | null;
  visitId?: number | null;
  /** Who asks for it, for the history: `reply to a reminder`. */
  who: string;
  /** Since when it is to be done, where that is not now; talks since then count. */
  since?: Date;
}

/**
 * Makes a task once, in the transaction of whoever needs it: a patient answered "call me", nobody confirmed a visit. A
 * callback joins the one that is open for the same person or number. Answers the id of the task that stands for it.
 */
export async function oweTask(
  tx: PoolClient,
  owed: OwedTask,
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<{ id: number; changed: TasksChanged }> {
  await lockTasks(tx);
  const changed = nothingChanged();
  const { rows } = await tx.query<{ id: number }>(
    'select coalesce(merged_into, id) as id from task where origin = $1',
    [owed.origin],
  );
  if (rows[0] !== undefined) return { id: rows[0].id, changed };
  const settings = taskSettings(configuration);
  const type = typeOf(owed.type, settings);
  const owner = ownerOf(configuration, type.owner);
  const since = owed.since ?? now;
  const dueAt = workingMinutesLater(configuration, owed.branch, since, type.dueMinutes);
  const id = await insertTask(tx, {
    ...{ type: owed.type, origin: owed.origin, what: owed.what ?? null, note: owed.note ?? null, branch: owed.branch },
    ...{ phone: owed.phone, name: owed.name ?? null, person_id: owed.personId ?? null },
    visit_id: owed.visitId ?? null,
    ...{ owner_seat: owner.seat, owner_role: owner.role, due_at: dueAt },
    escalate_at: workingMinutesLater(configuration, owed.branch, dueAt, settings.callbacks.escalateMinutes),
    ...{ opened_at: since, created_at: now },
  });
  const callback = isClosedByTalk(owed);
  await writeEvent(tx, id, {
    ...{ at: since, who: owed.who, what: 'opened' },
    detail: callback ? { phone: owed.phone, person: owed.personId ?? null } : null,
  });
  changed.created.push(id);
  if (!callback) return { id, changed };
  await refoldCallbacks(tx, { calls: [], tasks: [id], settling: [] }, { configuration, now });
  const folded = await readTask(tx, id);
  if (folded?.merged_into == null) return { id, changed };
  return { id: folded.merged_into, changed: { ...nothingChanged(), updated: [folded.merged_into] } };
}
