import { inTransaction, type Pool, type Sql } from '../platform/database/index.ts';
import { hashOf } from './secret-words.ts';
import { countAttempt, FORGOTTEN_MS } from './throttle.ts';

/** One for a login at an address, one for the address alone, where somebody tries many logins. */
export interface Limit {
  key: Buffer;
  /** So many failures are free. */
  free: number;
}

export function limitsOf(login: string, address: string): Limit[] {
  return [
    { key: hashOf(`login ${login} ${address}`), free: 5 },
    // A whole clinic may come from one address.
    { key: hashOf(`address ${address}`), free: 40 },
  ];
}

/** Counts an attempt; the seconds to wait when it may not be looked at, else 0. */
export function admitAttempt(pool: Pool, limits: readonly Limit[], now: Date): Promise<number> {
  return inTransaction(pool, async (client) => {
    let wait = 0;
    // Always the login first: two attempts do not wait for each other crosswise.
    for (const { key, free } of limits) {
      await client.query(
        `insert into sign_in_throttle (key, failures, last_at, wait_until) values ($1, 0, $2, $2)
         on conflict do nothing`,
        [key, now],
      );
      const { rows } = await client.query<{ failures: number; last_at: Date; wait_until: Date }>(
        'select failures, last_at, wait_until from sign_in_throttle where key = $1 for update',
        [key],
      );
      const row = rows[0];
      const known =
        row === undefined ? null : { failures: row.failures, lastAt: row.last_at, waitUntil: row.wait_until };
      const { attempts, refusedSeconds } = countAttempt(known, { free, now });
      if (refusedSeconds > 0) {
        wait = Math.max(wait, refusedSeconds);
        continue;
      }
      await client.query('update sign_in_throttle set failures = $2, last_at = $3, wait_until = $4 where key = $1', [
        key,
        attempts.failures,
        attempts.lastAt,
        attempts.waitUntil,
      ]);
    }
    return wait;
  });
}

/** The attempt was right: its login starts anew, others who share a limit get back what it counted. */
export async function forgiveAttempt(pool: Pool, [login, ...others]: readonly Limit[]): Promise<void> {
  if (login !== undefined) await pool.query('delete from sign_in_throttle where key = $1', [login.key]);
  await takeBackAttempt(pool, others);
}

/** The attempt was neither right nor wrong. Failures before it go on counting. */
export async function takeBackAttempt(pool: Pool, limits: readonly Limit[]): Promise<void> {
  for (const { key } of limits)
    await pool.query(
      'update sign_in_throttle set failures = greatest(0, failures - 1), wait_until = last_at where key = $1',
      [key],
    );
}

export async function forgetAttempts(sql: Sql, now: Date): Promise<void> {
  const before = new Date(now.getTime() - FORGOTTEN_MS);
  await sql.deleteFrom('sign_in_throttle').where('last_at', '<', before).where('wait_until', '<', now).execute();
}
