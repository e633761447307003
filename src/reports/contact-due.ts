import type { Pool, PoolClient } from '../platform/database/index.ts';

/** What contacts are counted from changed with these calls: they are counted anew soon. One cheap insert. */
export async function markCalls(tx: Pool | PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('insert into contact_due (call_id) select unnest($1::bigint[])', [ids]);
}

/** The same for visits that were added, moved, came about or fell out. */
export async function markVisits(tx: Pool | PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('insert into contact_due (visit_id) select distinct unnest($1::bigint[])', [ids]);
}

export interface DueBatch {
  /** With the calls that became part of them. */
  calls: number[];
  visits: number[];
  rows: number;
}

/** Takes what waits, oldest first; what is marked while it is counted waits for the next turn. */
export async function takeDue(tx: PoolClient, limit: number): Promise<DueBatch> {
  const { rows } = await tx.query<{ call_id: number | null; visit_id: number | null }>(
    `delete from contact_due where id = any(array(select id from contact_due order by id limit $1))
     returning call_id, visit_id`,
    [limit],
  );
  const calls = [...new Set(rows.flatMap(({ call_id: id }) => id ?? []))];
  const visits = [...new Set(rows.flatMap(({ visit_id: id }) => id ?? []))];
  if (calls.length > 0) {
    // A call that was joined to another leaves its own contact.
    const { rows: joined } = await tx.query<{ id: number }>(
      `select t.call_id as id from contact_call t join call c on c.id = t.call_id where c.merged_into = any($1)`,
      [calls],
    );
    calls.push(...joined.map(({ id }) => id));
  }
  return { calls, visits, rows: rows.length };
}
