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
  // Counted by the second: to sort every contact of a year takes many times as long.
  const { rows } = await pool.query<{ contacts: number; median: number | null; p90: number | null }>(
    `with times as (
       select round(c.answered_in) as seconds, count(*) as contacts from contact c
       where ${where} and $1::timestamptz is not null and c.answered_in is not null and c.grp not in ('staff', 'contractor')
       group by 1
     ), ranked as (
       select seconds, sum(contacts) over (order by seconds) as upto, (sum(contacts) over ())::bigint as contacts from times
     )
     select coalesce(max(contacts), 0) as contacts, ${percentile(0.5)} as median, ${percentile(0.9)} as p90 from ranked`,
    values,
  );
  const { contacts = 0, median = null, p90 = null } = rows[0] ?? {};
  return { contacts, medianSeconds: rounded(median), p90Seconds: rounded(p90) };
}

/** As `percentile_cont` of all contacts: between the two that are nearest. */
function percentile(share: number): string {
  const place = `${share} * (contacts - 1)`;
  const at = (rank: string): string => `min(seconds) filter (where upto > ${rank})`;
  return `((1 - min(${place} - floor(${place}))) * ${at(`floor(${place})`)} + min(${place} - floor(${place})) * ${at(`ceil(${place})`)})::float8`;
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}
