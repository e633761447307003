import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';
import type { ContactFilter } from './count-contacts.ts';
import { whereOf } from './count-contacts.ts';

export const responseTimesSchema = z.object({
  contacts: z.number().int().describe('contacts that began with a missed call and had a conversation since'),
  medianSeconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
});

/** How long it took from a missed call that opened a contact to the first conversation, whoever rang then. */
export async function responseTimes(
  pool: Pool,
  filter: ContactFilter,
  now: Date,
): Promise<z.infer<typeof responseTimesSchema>> {
  const values: unknown[] = [now];
  const where = whereOf(filter, values);
  const { rows } = await pool.query<{ contacts: number; median: number | null; p90: number | null }>(
    `select count(*) as contacts,
       percentile_cont(0.5) within group (order by extract(epoch from c.answered_at - c.opened_at)) as median,
       percentile_cont(0.9) within group (order by extract(epoch from c.answered_at - c.opened_at)) as p90
     from contact c
     where ${where} and $1::timestamptz is not null and c.answered_at > c.opened_at and c.grp not in ('staff', 'contractor') and exists (
       select from contact_call t where t.key = c.key and t.at = c.opened_at and t.missed is not null)`,
    values,
  );
  const { contacts = 0, median = null, p90 = null } = rows[0] ?? {};
  return { contacts, medianSeconds: rounded(median), p90Seconds: rounded(p90) };
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}
