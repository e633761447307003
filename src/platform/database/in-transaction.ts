import type { Pool, PoolClient } from './pg-types.ts';

const RETRIES = 5;
/** A deadlock and a failed serialisation: nothing happened, the same work may be done again. */
const AGAIN = new Set(['40P01', '40001']);

/** Runs work that may be repeated from its beginning. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === RETRIES || !AGAIN.has(String((error as { code?: unknown }).code))) throw error;
    }
  }
}

/** Commits what `work` did or nothing. `work` may run several times, so it answers instead of collecting outside. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return retried(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((cause: Error) => {
        broken = cause;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  });
}
