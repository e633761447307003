import type { Pool } from '../../platform/database/index.ts';

const LAST_CALLS = 3;
const WITHIN_MINUTES = 60;
/** What is usual at this hour of the week is taken from so many weeks, when there were so many calls. */
const WEEKS = 4;
const LEAST_CALLS = 3;
const USUALLY_RINGS = 0.5;

/**
 * The number of the last calls from outside that were missed without ringing anywhere, when calls of this hour of the
 * week usually ring; null when they ring. A PBX rings no phone that is not registered.
 */
export async function phonesOffline(
  pool: Pool,
  { account, zone, now }: { account: string; zone: string; now: Date },
): Promise<number | null> {
  const from = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
  const { rows: latest } = await pool.query<{ unheard: boolean }>(
    `select result = 'missed' and coalesce(jsonb_array_length(fold -> 'legs'), 0) = 0 as unheard
     from call where account = $1 and started_at >= $2 and direction = 'in' and ended_at is not null and merged_into is null
     order by started_at desc limit ${LAST_CALLS}`,
    [account, from(WITHIN_MINUTES * 60_000)],
  );
  // What is usual costs weeks of calls to read, so it is asked for only when it matters.
  if (latest.length < LAST_CALLS || !latest.every(({ unheard }) => unheard)) return null;
  const { rows: usual } = await pool.query<{ calls: number; rang: number }>(
    `select count(*) as calls, count(*) filter (where jsonb_array_length(fold -> 'legs') > 0) as rang
     from call where account = $1 and started_at >= $2 and started_at < $3 and direction = 'in' and ended_at is not null
       and merged_into is null
       and extract(isodow from started_at at time zone $4) = extract(isodow from $5::timestamptz at time zone $4)
       and extract(hour from started_at at time zone $4) = extract(hour from $5::timestamptz at time zone $4)`,
    [account, from(WEEKS * 7 * 24 * 3600_000), from(WITHIN_MINUTES * 60_000), zone, now],
  );
  const { calls, rang } = usual[0] ?? { calls: 0, rang: 0 };
  return calls >= LEAST_CALLS && rang / calls >= USUALLY_RINGS ? LAST_CALLS : null;
}
