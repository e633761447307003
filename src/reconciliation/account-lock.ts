import type { Pool } from '../platform/database/index.ts';

const CLASS = 7_482_020;

/** The lock was lost with its connection: somebody else may hold it now. */
export class LockLost extends Error {
  override readonly name = 'LockLost';
}

/**
 * Runs `work` while no other process works on this account; answers null when one does. The lock ends with its
 * connection: `held` throws once that broke.
 */
export async function withAccountLock<T>(
  pool: Pool,
  account: string,
  work: (held: () => void) => Promise<T>,
): Promise<{ result: T } | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
      CLASS,
      account,
    ]);
    if (rows[0]?.taken !== true) return null;
    try {
      const result = await work(() => {
        if (broken !== undefined) throw new LockLost('The connection to the database was lost; the run goes on later.');
      });
      return { result };
    } finally {
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [CLASS, account]).catch(onError);
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
