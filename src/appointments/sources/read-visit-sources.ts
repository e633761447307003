import { z } from 'zod';
import { refreshStateOf, refreshStateSchema, sourceStore, visitsFreshMs } from '../../callers/index.ts';
import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { refreshId } from './refresh-visits.ts';

const count = z.number().int();
export const visitSourceSchema = z.object({
  id: z.string(),
  kind: z.enum(['report', 'sql', 'mis', 'file', 'push']).describe('file: imported by a command; push: told over REST'),
  level: z.enum(['T3', 'T4']).describe('the data level that it gives while it is fresh'),
  fresh: z.boolean().describe('read recently enough to count'),
  refreshedAt: z.iso.datetime().nullable().describe('as of when its visits are'),
  ageSeconds: count.nullable(),
  wholeAt: z.iso
    .datetime()
    .nullable()
    .describe(
      'when all of its visits were read last, where only changes were read since; null: the last reading was whole',
    ),
  visits: count,
  withoutPerson: count.describe('visits of whom the directory has no card'),
  branches: z.array(z.string()).nullable().describe('null: all'),
  everyMinutes: count.nullable(),
  ...refreshStateSchema.shape,
});
export const visitSourcesSchema = z.object({
  sources: z.array(visitSourceSchema),
  readers: z
    .array(
      z.object({
        name: z.string(),
        behind: count.describe('changes that it has not handled'),
        failures: count,
        error: z.string().nullable(),
      }),
    )
    .describe('what reacts to changes of visits'),
});
export type VisitSourceView = z.infer<typeof visitSourceSchema>;
export type VisitSourcesView = z.infer<typeof visitSourcesSchema>;

/** Every source of visits, configured, imported or pushed, with the age of what it told and how it goes. */
export async function readVisitSources(
  { sql, pool }: Pick<Database, 'sql' | 'pool'>,
  { appointments, branches }: Pick<Configuration, 'appointments' | 'branches'>,
  now: Date,
): Promise<VisitSourcesView> {
  const configured = appointments?.sources ?? [];
  const known = new Map((await sql.selectFrom('visit_source').selectAll().execute()).map((row) => [row.source, row]));
  const states = await sourceStore(sql).states(configured.map(({ id }) => refreshId(id)));
  const { rows } = await pool.query<{ source: string; visits: number; without_person: number }>(
    `select source, count(*) as visits, count(*) filter (where person_id is null) as without_person
     from visit where not of_card group by source`,
  );
  const counts = new Map(rows.map((row) => [row.source, row]));
  const view = (
    id: string,
    kind: VisitSourceView['kind'],
    told: Pick<VisitSourceView, 'everyMinutes' | 'branches'>,
  ): VisitSourceView => {
    const row = known.get(id);
    const at = row?.refreshed_at ?? null;
    const age = at === null ? null : Math.max(0, now.getTime() - at.getTime());
    return {
      ...{ id, kind, level: kind === 'report' || kind === 'file' ? 'T3' : 'T4' },
      fresh: age !== null && age <= visitsFreshMs(kind),
      refreshedAt: at?.toISOString() ?? null,
      ageSeconds: age === null ? null : Math.round(age / 1000),
      wholeAt:
        row?.read_at != null && row.whole_at != null && row.read_at > row.whole_at ? row.whole_at.toISOString() : null,
      visits: counts.get(id)?.visits ?? 0,
      withoutPerson: counts.get(id)?.without_person ?? 0,
      ...told,
      ...refreshStateOf(states.get(refreshId(id)), { isKnown: at !== null, now }),
    };
  };
  const ids = new Set(configured.map(({ id }) => id));
  const readers = await pool.query<VisitSourcesView['readers'][number]>(
    `select name, failures, last_error as error,
       (select count(*) from visit_change c where c.id > r.position) as behind
     from visit_change_reader r order by name`,
  );
  return {
    sources: [
      ...configured.map(({ id, kind, everyMinutes, branch }) =>
        view(id, kind, { everyMinutes, branches: branch !== undefined && branches.has(branch) ? [branch] : null }),
      ),
      ...[...known.values()]
        .filter(({ source }) => !ids.has(source))
        .map(({ source, kind, branches: of }) => view(source, kind, { everyMinutes: null, branches: of })),
    ],
    readers: readers.rows,
  };
}
