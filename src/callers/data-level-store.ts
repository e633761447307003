import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import type { Pool } from '../platform/database/index.ts';
import { dataLevelOf, type DataLevelView } from './data-level.ts';

interface Row {
  people_at: Date | null;
  completed: boolean;
  timetable_at: Date | null;
  report_at: Date | null;
  live_at: Date | null;
}

/** The data level of a branch; a timetable without a known branch is the only branch's. */
export async function readDataLevel(
  branch: string,
  options: { pool: Pool; clock: Clock; configuration(): Configuration },
): Promise<DataLevelView> {
  const { branches, calls } = options.configuration();
  const { rows } = await options.pool.query<Row>(
    `select directory_as_of() as people_at,
       exists (select from visit where state = 'completed') as completed,
       (select max(c.at) from account_contact c where c.what = 'timetable' and exists (
          select from timetable_name b where b.account = c.account and b.kind = 'branch' and (b.branch = $1 or ($2 and b.branch is null)))
       ) as timetable_at,
       (select max(refreshed_at) from visit_source
        where kind in ('file', 'report') and (branches is null or $1 = any (branches))) as report_at,
       (select max(refreshed_at) from visit_source
        where kind in ('sql', 'mis', 'push') and (branches is null or $1 = any (branches))) as live_at`,
    [branch, branches.size === 1],
  );
  const row = rows[0];
  const people = row?.people_at ?? null;
  return {
    branch,
    ...dataLevelOf({
      now: options.clock.now(),
      people:
        people === null
          ? null
          : { asOf: people, freshDays: calls.directoryFreshDays, completedVisits: row?.completed ?? false },
      timetableAt: row?.timetable_at ?? null,
      reportAt: row?.report_at ?? null,
      liveAt: row?.live_at ?? null,
    }),
  };
}
