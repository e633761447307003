import type { Configuration, DirectorySource } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { refreshStateOf, type RefreshStateView } from './refresh-state.ts';
import { sourceStore } from './source-store.ts';

export interface SourceView extends RefreshStateView {
  id: string;
  /** Null for people who came otherwise: by an imported file or by hand. */
  kind: DirectorySource['kind'] | null;
  people: string;
  /** When what we know was read. */
  refreshedAt: string | null;
  ageSeconds: number | null;
  count: number;
  withoutPhone: number;
  everyMinutes: number | null;
}

/** Every source of the directory, configured or imported, with the age of what it told. */
export async function readSources(
  { sql }: Pick<Database, 'sql'>,
  { directory }: Pick<Configuration, 'directory'>,
  now: Date,
): Promise<SourceView[]> {
  const told = new Map(
    (await sql.selectFrom('directory_source').selectAll().execute()).map((row) => [row.source, row]),
  );
  const states = await sourceStore(sql).states(directory.sources.map(({ id }) => id));
  const knownOf = (id: string) => {
    const known = told.get(id);
    return {
      refreshedAt: known?.refreshed_at.toISOString() ?? null,
      ageSeconds:
        known === undefined ? null : Math.max(0, Math.round((now.getTime() - known.refreshed_at.getTime()) / 1000)),
      count: known?.people ?? 0,
      withoutPhone: known?.without_phone ?? 0,
    };
  };
  const configured = directory.sources.map(({ id, kind, people, everyMinutes }): SourceView => ({
    ...{ id, kind, people, everyMinutes },
    ...knownOf(id),
    ...refreshStateOf(states.get(id), { isKnown: told.has(id), now }),
  }));
  const ids = new Set(configured.map(({ id }) => id));
  const words: Record<string, string> = { patient: 'patients', contractor: 'contractors' };
  const others = [...told.values()]
    .filter(({ source }) => !ids.has(source))
    .map(({ source, kind }): SourceView => ({
      ...{ id: source, kind: null, people: words[kind] ?? kind, state: 'ok' },
      ...knownOf(source),
      ...{ everyMinutes: null, nextAt: null, progress: null, error: null, report: null },
    }));
  return [...configured, ...others];
}
