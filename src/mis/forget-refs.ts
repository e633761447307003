import type { PoolClient } from '../platform/database/index.ts';

/** Forgets what other systems call their records of these calls and requests. */
export async function forgetRefs(
  tx: PoolClient,
  of: { calls: readonly number[]; requests: readonly number[] },
): Promise<number> {
  const { rowCount } = await tx.query('delete from mis_call_ref where call_id = any($1) or request_id = any($2)', [
    of.calls,
    of.requests,
  ]);
  return rowCount ?? 0;
}
