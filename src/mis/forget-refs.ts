import type { PoolClient } from '../platform/database/index.ts';

/** Forgets what other systems call their records of these calls. */
export async function forgetRefs(tx: PoolClient, calls: readonly number[]): Promise<number> {
  const { rowCount } = await tx.query('delete from mis_call_ref where call_id = any($1)', [calls]);
  return rowCount ?? 0;
}
