import type { Configuration } from '../../platform/configuration/index.ts';
import type { Pool } from '../../platform/database/index.ts';

/** Whose alarms a viewer sees. */
export interface AlarmsOf {
  branches: readonly string[];
  accounts: readonly string[];
}

const DAYS = 60;

/**
 * The accounts whose troubles are those of these branches: PBXs that bring them calls or dial for their seats, an only
 * PBX whatever it brings, and every MIS and SMS provider, for none belongs to a branch.
 */
export async function alarmsOfBranches(
  pool: Pool,
  configuration: Configuration,
  { branches, now }: { branches: readonly string[]; now: Date },
): Promise<AlarmsOf> {
  const { rows } = await pool.query<{ account: string }>(
    `select distinct account from call where branch = any($1) and started_at >= $2 and merged_into is null`,
    [branches, new Date(now.getTime() - DAYS * 24 * 3600_000)],
  );
  const dialling = [...configuration.seats.values()].flatMap(({ branch, account }) =>
    account !== undefined && branches.includes(branch) ? [account] : [],
  );
  const only = configuration.pbx.size === 1 ? [...configuration.pbx.keys()] : [];
  const everybodys = [...configuration.mis.keys(), ...(configuration.sms?.keys() ?? [])];
  const accounts = new Set([...rows.map(({ account }) => account), ...dialling, ...only, ...everybodys]);
  return { branches, accounts: [...accounts] };
}
