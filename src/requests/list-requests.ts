import type { Pool } from '../platform/database/index.ts';
import type { ListedRequest } from './request-view.ts';

export interface RequestFilter {
  /** Null: every branch, and requests of none. */
  branches: readonly string[] | null;
  branch?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  state?: 'active' | 'withdrawn' | undefined;
  source?: 'site' | 'seat' | undefined;
  person?: number | undefined;
  phone?: string | undefined;
  call?: number | undefined;
  task?: number | undefined;
  /** These and no others. */
  ids?: readonly number[] | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A number on more cards than this is nobody’s in particular. */
const MOST_CANDIDATES = 8;

const selected = `
  select r.*, p.full_name as person_name,
    (select jsonb_build_object('id', s.id::text, 'state', s.state) from task t join task s on s.id = coalesce(t.merged_into, t.id)
     where t.id = r.task_id) as task,
    coalesce((select jsonb_agg(jsonb_build_object('account', d.account, 'state', d.state) order by d.account, d.kind)
     from delivery d where d.request_id = r.id), '[]') as told,
    coalesce((select jsonb_agg(jsonb_build_object('id', c.id::text, 'name', c.full_name) order by c.full_name, c.id)
     from (select c.id, c.full_name from person_phone n join person c on c.id = n.person_id
       where n.e164 = r.phone and r.person_id is null and c.deleted_at is null and c.merged_into is null
         and c.kind <> 'spam' limit ${MOST_CANDIDATES}) c), '[]') as candidates
  from request r left join person p on p.id = r.person_id and p.deleted_at is null`;

/** The latest first. */
export async function listRequests(
  pool: Pick<Pool, 'query'>,
  filter: RequestFilter,
): Promise<{ rows: ListedRequest[]; next: string | null }> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.branches !== null) where.push(`r.branch = any(${add(filter.branches)})`);
  for (const [column, value] of Object.entries({
    ...{ branch: filter.branch, state: filter.state, source: filter.source, person_id: filter.person },
    ...{ phone: filter.phone, call_id: filter.call },
  }))
    if (value !== undefined) where.push(`r.${column} = ${add(value)}`);
  if (filter.ids !== undefined) where.push(`r.id = any(${add(filter.ids)}::bigint[])`);
  if (filter.from !== undefined) where.push(`r.asked_at >= ${add(filter.from)}`);
  if (filter.to !== undefined) where.push(`r.asked_at < ${add(filter.to)}`);
  if (filter.task !== undefined) {
    const task = add(filter.task);
    where.push(`r.task_id in (select id from task where id = ${task} or merged_into = ${task})`);
  }
  const [at = '', id = ''] = filter.cursor === undefined ? [] : fromCursor(filter.cursor);
  if (/^[\d.-]+$/.test(at) && /^\d{1,15}$/.test(id))
    where.push(`(extract(epoch from r.asked_at), r.id) < (${add(at)}::numeric, ${add(id)}::bigint)`);
  const { rows } = await pool.query<ListedRequest & { at: string }>(
    `${selected.replace('select r.*', 'select r.*, extract(epoch from r.asked_at)::text as at')}
     where ${where.length === 0 ? 'true' : where.join(' and ')}
     order by r.asked_at desc, r.id desc limit ${filter.limit + 1}`,
    values,
  );
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    rows: page,
    next: last === undefined ? null : Buffer.from(`${last.at} ${last.id}`).toString('base64url'),
  };
}

/** Null when there is none of these branches. */
export async function readRequest(
  pool: Pick<Pool, 'query'>,
  id: number,
  branches: readonly string[] | null,
): Promise<ListedRequest | null> {
  const { rows } = await pool.query<ListedRequest>(
    `${selected} where r.id = $1 and ($2::text[] is null or r.branch = any($2))`,
    [id, branches],
  );
  return rows[0] ?? null;
}

function fromCursor(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString().split(' ');
}
