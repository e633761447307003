import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';

export const owedSchema = z.object({
  waiting: z.number().int().describe('owed or offered, and not sent or fetched yet'),
  since: z.iso.datetime().nullable().describe('of the oldest of them'),
  dead: z.number().int().describe('not delivered: a person must look'),
  lastError: z.string().nullable().describe('what the latest failing attempt ended with'),
});
export type Owed = z.infer<typeof owedSchema>;

export const nothingOwed: Owed = { waiting: 0, since: null, dead: 0, lastError: null };

/** What is still on its way to each account; accounts without anything are left out. */
export async function readOwed(pool: Pool): Promise<Map<string, Owed>> {
  const { rows } = await pool.query<{
    account: string;
    waiting: number;
    since: Date | null;
    dead: number;
    last_error: string | null;
  }>(
    `select account, count(*) filter (where state <> 'dead') as waiting,
       min(coalesce(owed_since, created_at)) filter (where state <> 'dead') as since,
       count(*) filter (where state = 'dead') as dead,
       (array_agg(last_error order by last_attempt_at desc nulls last) filter (where last_error is not null))[1] as last_error
     from delivery
     where state in ('owed', 'dead')
       or (state = 'offered' and published_at is not null and (fetched_at is null or fetched_at < published_at))
     group by account`,
  );
  return new Map(
    rows.map((row) => [
      row.account,
      { waiting: row.waiting, since: row.since?.toISOString() ?? null, dead: row.dead, lastError: row.last_error },
    ]),
  );
}
