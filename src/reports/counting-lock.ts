import type { PoolClient } from '../platform/database/index.ts';

const LOCK = 7_482_017;

/** Whether this transaction may count; false while another one does, or while somebody is erased. */
export async function mayCount(tx: PoolClient): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [LOCK]);
  return rows[0]?.locked === true;
}

/**
 * Nothing is counted until this transaction ends. A count that read a number before it was erased would write it back
 * afterwards. To be asked before any row is locked: a count waits for rows, too.
 */
export async function pauseCounting(tx: PoolClient): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
}
