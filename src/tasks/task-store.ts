import type { PoolClient } from '../platform/database/index.ts';
import type { TaskRow } from './task-row.ts';

type NewTask = Partial<Omit<TaskRow, 'id' | 'change'>> & Pick<TaskRow, 'type' | 'opened_at' | 'created_at'>;

/** Answers the id. The caller holds the lock of tasks. */
export async function insertTask(tx: PoolClient, task: NewTask): Promise<number> {
  const { names, values } = columnsOf(task);
  const { rows } = await tx.query<{ id: number }>(
    `insert into task (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    values,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A task was not written');
  return id;
}

/** Writes what is different, as the next change; false when nothing is. The caller holds the lock of tasks. */
export async function updateTask(tx: PoolClient, row: TaskRow, wanted: Partial<TaskRow>): Promise<boolean> {
  const different = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !same(value, row[name as keyof TaskRow])),
  );
  const { names, values } = columnsOf(different);
  if (names.length === 0) return false;
  await tx.query(
    `update task set ${names.map((name, at) => `${name} = $${at + 2}`).join(', ')}, change = nextval('task_change')
     where id = $1`,
    [row.id, ...values],
  );
  return true;
}

/** Null when there is none; locked to the end of the transaction. */
export async function readTask(tx: PoolClient, id: number): Promise<TaskRow | null> {
  const { rows } = await tx.query<TaskRow>('select * from task where id = $1 for update', [id]);
  return rows[0] ?? null;
}

export interface TaskEvent {
  at: Date;
  /** Null: nobody. */
  who: string | null;
  what: string;
  detail: Record<string, unknown> | null;
}

export async function writeEvent(tx: PoolClient, task: number, { at, who, what, detail }: TaskEvent): Promise<void> {
  await tx.query('insert into task_event (task_id, at, who, what, detail) values ($1, $2, $3, $4, $5)', [
    ...[task, at, who, what, detail === null ? null : JSON.stringify(detail)],
  ]);
}

function columnsOf(told: object): { names: string[]; values: unknown[] } {
  const entries = Object.entries(told).filter(([, value]) => value !== undefined);
  return { names: entries.map(([name]) => name), values: entries.map(([, value]) => value as unknown) };
}

function same(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}
