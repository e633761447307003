import type { Pool } from '../platform/database/index.ts';

const DAYS_MS = 14 * 24 * 3600_000;

interface LegOfFold {
  extension: string | null;
  employeeRef: string | null;
}

/** The PBX's own id of who sits at an extension, learnt from the last call there; null when none was told lately. */
export async function employeeOf(
  pool: Pool,
  asked: { account: string; extension: string; at: Date },
): Promise<string | null> {
  const { rows } = await pool.query<{ legs: LegOfFold[] | null }>(
    `select fold -> 'legs' as legs from call
     where account = $1 and merged_into is null and answered_extension = $2 and started_at > $3
     order by started_at desc limit 1`,
    [asked.account, asked.extension, new Date(asked.at.getTime() - DAYS_MS)],
  );
  const legs = rows[0]?.legs ?? [];
  return legs.findLast((leg) => leg.extension === asked.extension && leg.employeeRef !== null)?.employeeRef ?? null;
}
