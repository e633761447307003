import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/**
 * Empties what is or was owed of these calls, and whatever else holds a number of the person: it is sent no more. What
 * has arrived outside is not ours to take back. What is owed of calls that may be those of `others` goes on without them.
 */
export async function forgetDeliveries(
  tx: PoolClient,
  { written, cards }: ErasedPerson,
  { calls, others }: { calls: readonly number[]; others: readonly number[] },
): Promise<number> {
  await tx.query(
    `update delivery set payload = jsonb_set(payload, '{call,candidates}', coalesce((
       select jsonb_agg(k.value order by k.place)
       from jsonb_array_elements(payload -> 'call' -> 'candidates') with ordinality k (value, place)
       where k.value ->> 'id' <> all($2)), '[]'))
     where call_id = any($1) and payload -> 'call' ? 'candidates'`,
    [others, cards.map(String)],
  );
  const { rowCount } = await tx.query(
    `update delivery set payload = null, record_key = null, last_error = null, next_attempt_at = null,
       state = case when state in ('owed', 'offered', 'dead') then 'dismissed' else state end
     where call_id = any($1) or payload::text ~ $2
       or encode(decode(payload ->> 'bodyBase64', 'base64'), 'escape') ~ $2`,
    [calls, written],
  );
  return rowCount ?? 0;
}
