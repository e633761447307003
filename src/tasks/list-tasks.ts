import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { Changer } from './change-task.ts';
import type { ListedTask } from './task-view.ts';

export interface TaskFilter {
  state: 'open' | 'closed' | 'all';
  type?: string | undefined;
  branch?: string | undefined;
  /** Tasks of a workplace, a role, or of nobody in particular. */
  owner?: { seat: string } | { role: string } | 'nobody' | undefined;
  /** Taken by this person, or of their workplace. */
  mine?: Pick<Changer, 'label' | 'seat'> | undefined;
  overdue?: boolean | undefined;
  escalated?: boolean | undefined;
  person?: number | undefined;
  phone?: string | undefined;
  /** Made, grown, tried or closed by this call. */
  call?: number | undefined;
  /** Only what changed after this change, in the order of changes and in every state. */
  since?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

const selected = `
  select t.*, p.full_name as person_name,
    (select jsonb_build_object('class', c.class, 'reason', c.missed_reason, 'line', c.line,
        'recording', coalesce(jsonb_array_length(c.fold -> 'recordings'), 0) > 0)
     from call c where c.id = t.last_call_id) as call,
    (select jsonb_build_object('id', o.id, 'state', o.state, 'replyBy', o.reply_by, 'slot', jsonb_build_object(
        'id', s.id, 'doctor', s.doctor, 'branch', s.branch, 'startsAt', s.starts_at, 'minutes', s.minutes,
        'state', s.state, 'takenBy', s.taken_by))
     from slot_offer o join freed_slot s on s.id = o.slot_id where o.id = t.offer_id) as offer,
    coalesce((select jsonb_agg(jsonb_build_object('id', r.id::text, 'source', r.source, 'askedAt', r.asked_at,
        'comment', r.comment, 'doctor', r.doctor, 'planStart', r.plan_start, 'form', r.form,
        'phoneWritten', case when r.phone is null then r.phone_written end) order by r.asked_at desc, r.id desc)
     from task part join request r on r.task_id = part.id
     where (part.id = t.id or part.merged_into = t.id) and r.state = 'active'), '[]') as requests
  from task t left join person p on p.id = t.person_id and p.deleted_at is null`;

/**
 * Open tasks by when they are due, closed ones by when they were closed, the latest first. `since` is what to ask with
 * next for what changes from now on.
 */
export async function listTasks(
  pool: Pool,
  filter: TaskFilter,
  by: Pick<Changer, 'branches' | 'seat'>,
  now: Date,
): Promise<{ rows: ListedTask[]; next: string | null; since: string }> {
  // Read before the page: what changes in between is told twice rather than never.
  const newest = await pool.query<{ change: number }>('select coalesce(max(change), 0) as change from task');
  const { where, values, add } = conditions(filter, by, now);
  const order = orderOf(filter);
  if (filter.cursor !== undefined) {
    const [at = '', id = ''] = Buffer.from(filter.cursor, 'base64url').toString().split(' ');
    if (/^[\d.-]+$/.test(at) && /^\d{1,15}$/.test(id))
      where.push(`(${order.key}, t.id) ${order.down ? '<' : '>'} (${add(at)}::numeric, ${add(id)}::bigint)`);
  }
  const direction = order.down ? 'desc' : 'asc';
  const { rows } = await pool.query<ListedTask & { at: string }>(
    `select l.* from (${selected.replace('select t.*', `select t.*, (${order.key})::text as at`)}
     where ${where.length === 0 ? 'true' : where.join(' and ')}
     order by ${order.key} ${direction}, t.id ${direction} limit ${filter.limit + 1}) l`,
    values,
  );
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    rows: page,
    next: last === undefined ? null : Buffer.from(`${last.at} ${last.id}`).toString('base64url'),
    since: String(filter.since === undefined || last === undefined ? (newest.rows[0]?.change ?? 0) : last.change),
  };
}

export async function readListed(
  client: Pool | PoolClient,
  id: number,
): Promise<{ row: ListedTask; linked: Linked[]; events: EventRow[] } | null> {
  const { rows } = await client.query<ListedTask>(`${selected} where t.id = $1`, [id]);
  const row = rows[0];
  if (row === undefined) return null;
  const { rows: linked } = await client.query<Linked>(
    `select coalesce(c.merged_into, c.id) as call_id, l.role, c.started_at as at
     from task_call l join call c on c.id = l.call_id where l.task_id = $1 order by c.started_at, c.id`,
    [id],
  );
  const { rows: events } = await client.query<EventRow>(
    'select at, who, what, detail from task_event where task_id = $1 order by id',
    [id],
  );
  return { row, linked, events };
}

interface Linked {
  call_id: number;
  role: 'missed' | 'attempt' | 'closing';
  at: Date;
}

interface EventRow {
  at: Date;
  who: string | null;
  what: string;
  detail: Record<string, unknown> | null;
}

export interface TaskCounts {
  open: number;
  overdue: number;
  escalated: number;
  mine: number;
  by_type: Record<string, number>;
  without_number: number;
}

/** For badges. `without_number`: missed calls of withheld numbers since a time, which nobody can call back. */
export async function countTasks(
  pool: Pool,
  by: Changer,
  { now, since }: { now: Date; since: Date },
): Promise<TaskCounts> {
  const { where, values, add } = conditions({ state: 'open', limit: 1 }, by, now);
  const seat = add(by.seat);
  const label = add(by.label);
  const open = `select t.* from task t where ${where.join(' and ')}`;
  const branches = add(by.branches);
  const { rows } = await pool.query<TaskCounts>(
    `with t as (${open})
     select count(*) as open, count(*) filter (where due_at < ${add(now)}) as overdue,
       count(*) filter (where escalated_at is not null) as escalated,
       count(*) filter (where owner_seat = ${seat}::text or owner_name = ${label}) as mine,
       coalesce((select jsonb_object_agg(type, n) from (select type, count(*) as n from t group by type) g), '{}') as by_type,
       (select count(*) from call c where c.direction = 'in' and c.result = 'missed' and c.external is null
          and c.merged_into is null and c.started_at >= ${add(since)}
          and (${branches}::text[] is null or c.branch = any(${branches}))) as without_number
     from t`,
    values,
  );
  return rows[0] ?? { open: 0, overdue: 0, escalated: 0, mine: 0, by_type: {}, without_number: 0 };
}

function orderOf(filter: TaskFilter): { key: string; down: boolean } {
  if (filter.since !== undefined) return { key: 't.change::numeric', down: false };
  if (filter.state === 'open') return { key: `coalesce(extract(epoch from t.due_at), 99999999999)`, down: false };
  const column = filter.state === 'closed' ? 't.closed_at' : 't.opened_at';
  return { key: `extract(epoch from ${column})`, down: true };
}

function conditions(
  filter: TaskFilter,
  by: Pick<Changer, 'branches' | 'seat'>,
  now: Date,
): { where: string[]; values: unknown[]; add(value: unknown): string } {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.since !== undefined) where.push(`t.change > ${add(filter.since)}`);
  else if (filter.state !== 'all') where.push(`t.state = ${add(filter.state)}`);
  // What was joined with another task is of no interest to anybody but who knows it.
  if (filter.since === undefined) where.push('t.merged_into is null');
  if (by.branches !== null) where.push(`(t.branch = any(${add(by.branches)}) or t.owner_seat = ${add(by.seat)}::text)`);
  if (filter.type !== undefined) where.push(`t.type = ${add(filter.type)}`);
  if (filter.branch !== undefined) where.push(`t.branch = ${add(filter.branch)}`);
  if (filter.owner === 'nobody') where.push('t.owner_seat is null and t.owner_role is null and t.owner_name is null');
  else if (filter.owner !== undefined && 'seat' in filter.owner) where.push(`t.owner_seat = ${add(filter.owner.seat)}`);
  else if (filter.owner !== undefined) where.push(`t.owner_role = ${add(filter.owner.role)}`);
  if (filter.mine !== undefined)
    where.push(`(t.owner_name = ${add(filter.mine.label)} or t.owner_seat = ${add(filter.mine.seat)}::text)`);
  if (filter.overdue === true) where.push(`t.state = 'open' and t.due_at < ${add(now)}`);
  if (filter.escalated === true) where.push(`t.state = 'open' and t.escalated_at is not null`);
  if (filter.person !== undefined) where.push(`t.person_id = ${add(filter.person)}`);
  if (filter.phone !== undefined) where.push(`t.phone = ${add(filter.phone)}`);
  if (filter.call !== undefined) {
    // A call that became part of another is asked for by either id.
    const calls = `select unnest(array[id, merged_into]) from call where id = ${add(filter.call)}`;
    where.push(
      `(t.id in (select task_id from task_call where call_id in (${calls})) or t.first_call_id in (${calls}))`,
    );
  }
  return { where, values, add };
}
