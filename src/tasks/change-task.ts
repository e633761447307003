import type { Clock } from '../contracts/clock.ts';
import type { Role } from '../contracts/role.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import { lockTasks } from './lock-tasks.ts';
import { nothingChanged, refoldCallbacks, type TasksChanged } from './refold-callbacks.ts';
import { ownerOf, workingMinutesLater } from './task-due.ts';
import { insertTask, readTask, updateTask, writeEvent } from './task-store.ts';
import type { TaskRow } from './task-row.ts';
import { closedByTalkSql, isClosedByTalk, typeOf } from './task-types.ts';

export interface ChangingOptions {
  pool: Pool;
  clock: Clock;
  configuration(): Configuration;
  /** Owes outside systems what they are told of, in the same transaction. */
  tell(tx: PoolClient, changed: TasksChanged): Promise<void>;
  /** The patient said by telephone that the visit stands. */
  onVisitConfirmed?: ((tx: PoolClient, visitId: number) => Promise<void>) | undefined;
}

/** What a task `confirm-visit` is closed with when the patient comes. */
const CONFIRMED = 'confirmed';

/** Who changes something, and which tasks that one may see. */
export interface Changer {
  label: string;
  seat: string | null;
  /** Null: every branch, and tasks of none. */
  branches: readonly string[] | null;
}

export type Changed =
  | { kind: 'done'; id: number }
  | { kind: 'no-such-task' }
  | { kind: 'closed' }
  | { kind: 'open' }
  /** Somebody else does it. */
  | { kind: 'taken'; by: string }
  /** Another open task is for the same person or number. */
  | { kind: 'already-open'; id: number }
  /** The calls of it are none to call back. */
  | { kind: 'not-needed' }
  /** It says what became of an offer: `slot-offers` decides. */
  | { kind: 'of-offer'; offer: number };

export interface NewTaskSaid {
  type: string;
  what: string | null;
  note: string | null;
  branch: string;
  phone: string | null;
  name: string | null;
  personId: number | null;
  owner: { seat: string | null; role: Role | null } | null;
  dueAt: Date | null;
  priority: TaskRow['priority'];
  visitId: number | null;
}

export async function createTask(told: NewTaskSaid, by: Changer, options: ChangingOptions): Promise<Changed> {
  return changing(options, async (tx, { configuration, now }) => {
    const type = typeOf(told.type, taskSettings(configuration));
    const owner = told.owner ?? ownerOf(configuration, type.owner);
    const dueAt = told.dueAt ?? workingMinutesLater(configuration, told.branch, now, type.dueMinutes);
    const id = await insertTask(tx, {
      ...{ type: told.type, what: told.what, note: told.note, priority: told.priority, branch: told.branch },
      ...{ phone: told.phone, name: told.name, person_id: told.personId, visit_id: told.visitId },
      ...{ owner_seat: owner.seat, owner_role: owner.role, owner_said: told.owner !== null, due_at: dueAt },
      due_said: told.dueAt !== null,
      escalate_at: escalation(configuration, told.branch, dueAt),
      ...{ opened_at: now, created_at: now, created_by: by.label },
    });
    const detail = isClosedByTalk(told) ? { phone: told.phone, person: told.personId } : null;
    await writeEvent(tx, id, { at: now, who: by.label, what: 'opened', detail });
    await audit(tx, now, by, 'task.created', id, { type: told.type });
    const changed = { ...nothingChanged(), created: [id] };
    if (!isClosedByTalk(told)) return { answer: { kind: 'done', id }, changed };
    await refoldCallbacks(tx, { calls: [], tasks: [id], settling: [] }, { configuration, now });
    const folded = await readTask(tx, id);
    if (folded?.merged_into != null) throw new Undone({ kind: 'already-open', id: folded.merged_into });
    return { answer: { kind: 'done', id }, changed };
  });
}

export interface TaskChange {
  take?: 'take' | 'take-over' | 'release' | undefined;
  owner?: { seat: string | null; role: Role | null } | undefined;
  dueAt?: Date | undefined;
  note?: string | null | undefined;
  what?: string | null | undefined;
  priority?: TaskRow['priority'] | undefined;
}

export async function changeTask(
  id: number,
  change: TaskChange,
  by: Changer,
  options: ChangingOptions,
): Promise<Changed> {
  return changing(options, async (tx, { configuration, now }) => {
    const row = await visibleTask(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-task' } };
    if (row.state === 'closed' && Object.keys(change).some((key) => key !== 'note'))
      return { answer: { kind: 'closed' } };
    const other = row.owner_name !== null && row.owner_name !== by.label;
    if (change.take === 'take' && other) return { answer: { kind: 'taken', by: row.owner_name ?? '' } };
    const wanted: Partial<TaskRow> = {
      ...(change.note !== undefined && { note: change.note }),
      ...(change.what !== undefined && { what: change.what }),
      ...(change.priority !== undefined && { priority: change.priority }),
      ...(change.owner !== undefined && {
        ...{ owner_seat: change.owner.seat, owner_role: change.owner.role, owner_name: null, owner_said: true },
      }),
      ...((change.take === 'take' || change.take === 'take-over') && {
        ...{ owner_seat: by.seat ?? row.owner_seat, owner_name: by.label, owner_said: true },
      }),
      ...(change.take === 'release' && { owner_name: null }),
      ...(change.dueAt !== undefined && {
        ...{ due_at: change.dueAt, due_said: true, escalate_at: escalation(configuration, row.branch, change.dueAt) },
        escalated_at: null,
      }),
    };
    if (!(await updateTask(tx, row, wanted))) return { answer: { kind: 'done', id } };
    const what = change.take === undefined ? 'changed' : change.take === 'release' ? 'released' : 'taken';
    await writeEvent(tx, id, { at: now, who: by.label, what, detail: { fields: Object.keys(change) } });
    await audit(tx, now, by, `task.${what}`, id, { fields: Object.keys(change) });
    return { answer: { kind: 'done', id }, changed: { ...nothingChanged(), updated: [id] } };
  });
}

/** By hand: outside the statistics of time. */
export async function closeTask(
  id: number,
  said: { reason: string; note: string | null },
  by: Changer,
  options: ChangingOptions,
): Promise<Changed> {
  return changing(options, async (tx, { configuration, now }) => {
    const row = await visibleTask(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-task' } };
    if (row.state === 'closed') return { answer: { kind: 'closed' } };
    if (row.offer_id !== null) return { answer: { kind: 'of-offer', offer: row.offer_id } };
    await closeRow(tx, row, { ...said, who: by.label }, { configuration, now });
    if (row.type === 'confirm-visit' && row.visit_id !== null && said.reason === CONFIRMED)
      await options.onVisitConfirmed?.(tx, row.visit_id);
    await audit(tx, now, by, 'task.closed', id, { reason: said.reason });
    return { answer: { kind: 'done', id }, changed: { ...nothingChanged(), updated: [id], closed: [id] } };
  });
}

/** The caller holds the lock of tasks. */
export async function closeRow(
  tx: PoolClient,
  row: TaskRow,
  { who, reason, note }: { who: string; reason: string; note: string | null },
  context: { configuration: Configuration; now: Date },
): Promise<void> {
  const at = await afterItsCalls(tx, row.id, context.now);
  await writeEvent(tx, row.id, { at, who, what: 'closed', detail: { as: 'by-hand', reason } });
  await updateTask(tx, row, {
    ...{ state: 'closed', closed_at: at, closed_as: 'by-hand', closed_by: who, callback_key: null },
    ...{ close_reason: reason, close_note: note },
  });
  if (isClosedByTalk(row)) await refoldCallbacks(tx, { calls: [], tasks: [row.id], settling: [] }, context);
}

export async function reopenTask(id: number, by: Changer, options: ChangingOptions): Promise<Changed> {
  return changing(options, async (tx, { configuration, now }) => {
    const row = await visibleTask(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-task' } };
    if (row.state === 'open') return { answer: { kind: 'open' } };
    if (row.merged_into !== null) return { answer: { kind: 'already-open', id: row.merged_into } };
    if (row.offer_id !== null) return { answer: { kind: 'of-offer', offer: row.offer_id } };
    const at = await afterItsCalls(tx, id, now);
    await writeEvent(tx, id, { at, who: by.label, what: 'reopened', detail: null });
    if (isClosedByTalk(row))
      await refoldCallbacks(tx, { calls: [], tasks: [id], settling: [] }, { configuration, now });
    else await updateTask(tx, row, stillOpen);
    const after = await readTask(tx, id);
    // The word of a person is kept only where it did something: else the next call would be folded with it.
    if (after?.state !== 'open') throw new Undone(await otherOpen(tx, row));
    await audit(tx, now, by, 'task.reopened', id, {});
    return { answer: { kind: 'done', id }, changed: { ...nothingChanged(), updated: [id] } };
  });
}

const stillOpen: Partial<TaskRow> = {
  ...{ state: 'open', closed_at: null, closed_as: null, closed_by: null, close_reason: null, close_note: null },
};

/** A try that no call of ours tells of: from a private telephone, by messenger. */
export async function attemptTask(
  id: number,
  note: string | null,
  by: Changer,
  options: ChangingOptions,
): Promise<Changed> {
  return changing(options, async (tx, { now }) => {
    const row = await visibleTask(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-task' } };
    if (row.state === 'closed') return { answer: { kind: 'closed' } };
    await updateTask(tx, row, { attempts_said: row.attempts_said + 1 });
    await writeEvent(tx, id, { at: now, who: by.label, what: 'attempt', detail: note === null ? null : { note } });
    await audit(tx, now, by, 'task.attempt', id, {});
    return { answer: { kind: 'done', id }, changed: { ...nothingChanged(), updated: [id] } };
  });
}

/** Takes back what the transaction did and answers. */
class Undone extends Error {
  override readonly name = 'Undone';
  readonly answer: Changed;
  constructor(answer: Changed) {
    super(answer.kind);
    this.answer = answer;
  }
}

async function changing(
  options: ChangingOptions,
  work: (
    tx: PoolClient,
    context: { configuration: Configuration; now: Date },
  ) => Promise<{ answer: Changed; changed?: TasksChanged }>,
): Promise<Changed> {
  const context = { configuration: options.configuration(), now: options.clock.now() };
  try {
    return await inTransaction(options.pool, async (tx) => {
      await lockTasks(tx);
      const { answer, changed } = await work(tx, context);
      if (changed !== undefined) await options.tell(tx, changed);
      return answer;
    });
  } catch (error) {
    if (error instanceof Undone) return error.answer;
    throw error;
  }
}

async function visibleTask(tx: PoolClient, id: number, by: Changer): Promise<TaskRow | null> {
  const row = await readTask(tx, id);
  return row !== null && maySee(row, by) ? row : null;
}

export function maySee(task: Pick<TaskRow, 'branch' | 'owner_seat'>, { branches, seat }: Changer): boolean {
  if (branches === null || (seat !== null && task.owner_seat === seat)) return true;
  return task.branch !== null && branches.includes(task.branch);
}

/** The clock of a PBX may be ahead of ours: what a person says comes after the calls that the person knew of. */
async function afterItsCalls(tx: PoolClient, id: number, now: Date): Promise<Date> {
  const { rows } = await tx.query<{ at: Date }>(
    `select greatest($2::timestamptz, max(c.ended_at) + interval '1 ms') as at
     from task_call l join call c on c.id = l.call_id where l.task_id = $1`,
    [id, now],
  );
  return rows[0]?.at ?? now;
}

async function otherOpen(tx: PoolClient, row: TaskRow): Promise<Changed> {
  const { rows } = await tx.query<{ id: number }>(
    `select id from task where ${closedByTalkSql('task')} and state = 'open' and (phone = $1 or person_id = $2) order by id limit 1`,
    [row.phone, row.person_id],
  );
  return rows[0] === undefined ? { kind: 'not-needed' } : { kind: 'already-open', id: rows[0].id };
}

function escalation(configuration: Configuration, branch: string | null, dueAt: Date): Date {
  return workingMinutesLater(configuration, branch, dueAt, taskSettings(configuration).callbacks.escalateMinutes);
}

async function audit(
  tx: PoolClient,
  at: Date,
  { label }: Changer,
  what: string,
  task: number,
  detail: Record<string, unknown>,
): Promise<void> {
  await tx.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
    ...[at, label, what, `task ${task}`, JSON.stringify(detail)],
  ]);
}
