import { z } from 'zod';
import type { Database } from '../platform/database/index.ts';

const instant = z.iso.datetime();

const gapSchema = z.object({
  calls: z.number().int().describe('calls of the account that began in this time'),
  missing: z.number().int().describe('of these: not one notification came'),
  incomplete: z.number().int().describe('of these: some notifications did not come'),
  share: z.number().min(0).max(1).describe('missing of calls'),
});

export const runSchema = z.object({
  id: z.string(),
  kind: z.enum(['regular', 'nightly', 'initial', 'command', 'poll']),
  from: instant,
  to: instant,
  startedAt: instant,
  finishedAt: instant.nullable(),
  calls: z.number().int(),
  missing: z.number().int(),
  incomplete: z.number().int(),
  error: z.string().nullable(),
});

/** How one account stands against its provider's list of calls. */
export const reconciliationSchema = z.object({
  coveredTo: instant.nullable().describe('calls that began before this were compared'),
  nextAt: instant,
  failure: z
    .object({
      kind: z.enum(['transient', 'permanent']),
      message: z.string(),
      since: instant,
      failures: z.number().int(),
    })
    .nullable(),
  gap: z.object({ day: gapSchema, week: gapSchema }),
  lastRun: runSchema.nullable(),
});
export type ReconciliationView = z.infer<typeof reconciliationSchema>;
export type RunView = z.infer<typeof runSchema>;

const DAY_MS = 24 * 3600_000;

/** Null for an account that was never compared. */
export async function readReconciliation(
  database: Database,
  account: string,
  now: Date,
): Promise<ReconciliationView | null> {
  const state = await database.sql
    .selectFrom('pbx_account_state')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst();
  if (state === undefined) return null;
  const [day, week, runs] = await Promise.all([
    readGap(database, account, new Date(now.getTime() - DAY_MS)),
    readGap(database, account, new Date(now.getTime() - 7 * DAY_MS)),
    listRuns(database, account, 1),
  ]);
  return {
    coveredTo: state.covered_to?.toISOString() ?? null,
    nextAt: state.next_at.toISOString(),
    failure:
      state.error_kind === null
        ? null
        : {
            kind: state.error_kind,
            message: state.last_error ?? '',
            since: (state.failing_since ?? now).toISOString(),
            failures: state.failures,
          },
    gap: { day, week },
    lastRun: runs[0] ?? null,
  };
}

/** Calls whose notifications were lost, of those that began since then. */
export async function readGap(
  database: Database,
  account: string,
  since: Date,
): Promise<{ calls: number; missing: number; incomplete: number; share: number }> {
  const { rows } = await database.pool.query<{ calls: number; missing: number; incomplete: number }>(
    `select
       (select count(*) from call where account = $1 and started_at >= $2 and merged_into is null) as calls,
       count(*) filter (where found = 'missing') as missing,
       count(*) filter (where found = 'incomplete') as incomplete
     from healed_call where account = $1 and started_at >= $2 and counts`,
    [account, since],
  );
  const { calls, missing, incomplete } = rows[0] ?? { calls: 0, missing: 0, incomplete: 0 };
  return { calls, missing, incomplete, share: calls === 0 ? 0 : Math.min(1, missing / calls) };
}

/** Newest first. */
export async function listRuns(database: Database, account: string, limit: number): Promise<RunView[]> {
  const rows = await database.sql
    .selectFrom('reconciliation_run')
    .selectAll()
    .where('account', '=', account)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: String(row.id),
    kind: row.kind,
    from: row.window_from.toISOString(),
    to: row.window_to.toISOString(),
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    calls: row.calls,
    missing: row.missing,
    incomplete: row.incomplete,
    error: row.error,
  }));
}
