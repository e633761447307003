import { ERASED_SOURCE } from '../contracts/erased-person.ts';
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

/** The same for requests that were made, withdrawn, or became somebody else's. */
export async function markRequests(tx: Pool | PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('insert into contact_due (request_id) select unnest($1::bigint[])', [ids]);
}

export interface DueBatch {
  /** With the calls that became part of them. */
  calls: number[];
  visits: number[];
  requests: number[];
  rows: number;
}

/** Takes what waits, oldest first; what is marked while it is counted waits for the next turn. */
export async function takeDue(tx: PoolClient, limit: number): Promise<DueBatch> {
  const { rows } = await tx.query<{ call_id: number | null; visit_id: number | null; request_id: number | null }>(
    `delete from contact_due where id = any(array(select id from contact_due order by id limit $1))
     returning call_id, visit_id, request_id`,
    [limit],
  );
  const calls = [...new Set(rows.flatMap(({ call_id: id }) => id ?? []))];
  const visits = [...new Set(rows.flatMap(({ visit_id: id }) => id ?? []))];
  const requests = [...new Set(rows.flatMap(({ request_id: id }) => id ?? []))];
  if (calls.length > 0) {
    // A call that was joined to another leaves its own contact.
    const { rows: joined } = await tx.query<{ id: number }>(
      `select t.call_id as id from contact_call t join call c on c.id = t.call_id where c.merged_into = any($1)`,
      [calls],
    );
    calls.push(...joined.map(({ id }) => id));
  }
  const frozen = await ofErased(tx, calls, visits);
  return {
    calls: calls.filter((id) => !frozen.calls.has(id)),
    visits: visits.filter((id) => !frozen.visits.has(id)),
    requests,
    rows: rows.length,
  };
}

/** What is of a person who was erased stays counted as it was: nothing is left by which it could be counted anew. */
async function ofErased(
  tx: PoolClient,
  calls: readonly number[],
  visits: readonly number[],
): Promise<{ calls: ReadonlySet<number>; visits: ReadonlySet<number> }> {
  const { rows } = await tx.query<{ call: number | null; visit: number | null }>(
    `select c.id as call, null::bigint as visit from call c where c.id = any($1) and c.erased_person is not null
     union all
     select null, v.id from visit v join person p on p.id = v.person_id where v.id = any($2) and p.source = '${ERASED_SOURCE}'`,
    [calls, visits],
  );
  return {
    calls: new Set(rows.flatMap(({ call }) => call ?? [])),
    visits: new Set(rows.flatMap(({ visit }) => visit ?? [])),
  };
}
