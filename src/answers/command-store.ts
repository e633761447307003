import type { Pool } from '../platform/database/index.ts';

/** Keeps that a call is sent to an extension, and why; false when that was done before, by whatever process. */
export async function claimCommand(
  pool: Pool,
  given: { account: string; providerCallId: string; extension: string; reasons: string[]; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into routed_call (account, provider_call_id, extension, reasons, at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [given.account, given.providerCallId, given.extension, given.reasons, given.at],
  );
  return rowCount === 1;
}

/** Forgets commands of calls that are long over. */
export async function pruneCommands(pool: Pool, before: Date): Promise<void> {
  await pool.query('delete from routed_call where at < $1', [before]);
}
