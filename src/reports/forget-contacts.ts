import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** Takes numbers out of contacts; each stays the contact that it was, and is counted anew no more. */
export async function forgetContacts(
  tx: PoolClient,
  { cards, phones }: ErasedPerson,
  { erasure, calls }: { erasure: number; calls: readonly number[] },
): Promise<number> {
  const key = `case when key = any($1) then 'erased:' || $2::text || ':' || array_position($1, key) else key end`;
  await tx.query(
    `update contact_call set number = null, key = ${key} where call_id = any($3) or key = any($1) or number = any($1)`,
    [phones, erasure, calls],
  );
  await tx.query(
    `update contact_request set number = null, key = ${key}
     where key = any($1) or number = any($1) or (person_id = any($3) and number is not null)`,
    [phones, erasure, cards],
  );
  const { rowCount } = await tx.query(
    `update contact set number = null, key = ${key}
     where key = any($1) or number = any($1) or (person_id = any($3) and number is not null)`,
    [phones, erasure, cards],
  );
  return rowCount ?? 0;
}
