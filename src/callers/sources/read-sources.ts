import type { Configuration, DirectorySource } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { sourceStore, type RefreshReport } from './source-store.ts';

export interface SourceView {
  id: string;
  /** Null for people who came otherwise: by an imported file or by hand. */
  kind: DirectorySource['kind'] | null;
  people: string;
  /** `waiting`: not read yet. */
  state: 'waiting' | 'running' | 'ok' | 'failing';
  /** When what we know was read. */
  refreshedAt: string | null;
  ageSeconds: number | null;
  count: number;
  withoutPhone: number;
  everyMinutes: number | null;
  nextAt: string | null;
  progress: { rows: number; share: number | null; startedAt: string } | null;
  error: { message: string; kind: 'transient' | 'permanent'; since: string; times: number } | null;
  report: RefreshReport | null;
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
  const configured = directory.sources.map(({ id, kind, people, everyMinutes }): SourceView => {
    const state = states.get(id);
    const started = state?.started_at ?? null;
    const running = started !== null && state?.finished_at === null;
    return {
      ...{ id, kind, people, everyMinutes },
      ...knownOf(id),
      state: running ? 'running' : state?.last_error != null ? 'failing' : told.has(id) ? 'ok' : 'waiting',
      nextAt: state?.next_at.toISOString() ?? null,
      progress: running
        ? { rows: state?.rows ?? 0, share: state?.share ?? null, startedAt: started.toISOString() }
        : null,
      error:
        state?.last_error == null
          ? null
          : {
              message: state.last_error,
              kind: state.error_kind ?? 'transient',
              since: (state.failing_since ?? now).toISOString(),
              times: state.failures,
            },
      report: (state?.report as RefreshReport | null | undefined) ?? null,
    };
  });
  const ids = new Set(configured.map(({ id }) => id));
  const words: Record<string, string> = { patient: 'patients', contractor: 'contractors', visit: 'appointments' };
  const others = [...told.values()]
    .filter(({ source }) => !ids.has(source))
    .map(({ source, kind }): SourceView => ({
      ...{ id: source, kind: null, people: words[kind] ?? kind, state: 'ok' },
      ...knownOf(source),
      ...{ everyMinutes: null, nextAt: null, progress: null, error: null, report: null },
    }));
  return [...configured, ...others];
}
