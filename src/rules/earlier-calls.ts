import type { Pool, PoolClient } from '../platform/database/index.ts';

/** As many as one call is ever compared with; rules cannot ask for more. */
const MOST = 30;

/** When each call's number called us before, by call: from the register. Milliseconds. */
export async function earlierCallsOf(
  client: Pool | PoolClient,
  ids: readonly number[],
  withinMinutes: number,
): Promise<Map<number, number[]>> {
  if (ids.length === 0 || withinMinutes === 0) return new Map();
  const { rows } = await client.query<{ id: number; times: Date[] | null }>(
    `select d.id, (
       select array_agg(e.started_at) from (
         select c.started_at from call c
         where c.external = d.external and c.direction = 'in' and c.merged_into is null and c.id <> d.id
           and c.started_at <= d.started_at and c.started_at > d.started_at - $2 * interval '1 minute'
         order by c.started_at desc limit ${MOST}) e) as times
     from call d where d.id = any($1)`,
    [ids, withinMinutes],
  );
  return new Map(rows.map(({ id, times }) => [id, (times ?? []).map((time) => time.getTime())]));
}

/** The same for a number whose present call may or may not be stored yet: those that are over. */
export async function callsOfNumber(
  client: Pool | PoolClient,
  asked: { phone: string; at: Date; withinMinutes: number },
): Promise<number[]> {
  const { rows } = await client.query<{ started_at: Date }>(
    `select c.started_at from call c
     where c.external = $1 and c.direction = 'in' and c.merged_into is null
       and c.ended_at is not null and c.started_at < $2 and c.started_at > $2::timestamptz - $3 * interval '1 minute'
     order by c.started_at desc limit ${MOST}`,
    [asked.phone, asked.at, asked.withinMinutes],
  );
  return rows.map((row) => row.started_at.getTime());
}
