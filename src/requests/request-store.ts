import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { RequestRow } from './request-row.ts';

type Queries = Pick<Pool | PoolClient, 'query'>;
export type NewRequest = Omit<RequestRow, 'id' | 'state' | 'withdrawn_by' | 'withdrawn_at' | 'person_by' | 'task_id'>;

/** Null where the sender has sent it before, or the call has its request: `readTwin` is that one. */
export async function insertRequest(tx: Queries, told: NewRequest): Promise<RequestRow | null> {
  const entries = Object.entries({ ...told, utm: JSON.stringify(told.utm) });
  const { rows } = await tx.query<RequestRow>(
    `insert into request (${entries.map(([name]) => name).join(', ')})
     values (${entries.map((_, at) => `$${at + 1}`).join(', ')}) on conflict do nothing returning *`,
    entries.map(([, value]) => value),
  );
  return rows[0] ?? null;
}

export async function readTwin(
  tx: Queries,
  { made_by, external_id, call_id, source }: Pick<RequestRow, 'made_by' | 'external_id' | 'call_id' | 'source'>,
): Promise<RequestRow | null> {
  const { rows } = await tx.query<RequestRow>(
    `select * from request
     where (made_by = $1 and external_id = $2) or ($3 = 'seat' and source = 'seat' and call_id = $4 and state = 'active')
     order by (external_id is not distinct from $2) desc, id limit 1`,
    [made_by, external_id, source, call_id],
  );
  return rows[0] ?? null;
}

/** Locked to the end of the transaction; null when there is none of these branches. `branches` null: of all. */
export async function lockRequest(
  tx: PoolClient,
  id: number,
  branches: readonly string[] | null,
): Promise<RequestRow | null> {
  const { rows } = await tx.query<RequestRow>(
    'select * from request where id = $1 and ($2::text[] is null or branch = any($2)) for update',
    [id, branches],
  );
  return rows[0] ?? null;
}

export async function updateRequest(tx: PoolClient, id: number, changed: Partial<RequestRow>): Promise<RequestRow> {
  const entries = Object.entries(changed);
  const { rows } = await tx.query<RequestRow>(
    `update request set ${entries.map(([name], at) => `${name} = $${at + 2}`).join(', ')} where id = $1 returning *`,
    [id, ...entries.map(([, value]) => value)],
  );
  if (rows[0] === undefined) throw new Error('a request that is locked is gone');
  return rows[0];
}

/** Requests of one sender since a time. */
export async function countOf(tx: Queries, sender: string, since: Date): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    'select count(*) as count from request where made_by = $1 and received_at > $2',
    [sender, since],
  );
  return rows[0]?.count ?? 0;
}
