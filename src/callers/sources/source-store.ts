import type { Sql } from '../../platform/database/index.ts';

/** Of the last refresh that succeeded. Doubtful places are masked. */
export interface RefreshReport {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  skipped: number;
  joined: number;
  merged: number;
  removed: number;
  /** Cards of people who were erased; they were left out. */
  erased: number;
  withoutPhone: number;
  doubtful: number;
  places: { line: number; column: string; value: string; problem: string; remedy: string }[];
  seconds: number;
}

export interface RefreshState {
  id: string;
  next_at: Date;
  asked_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  rows: number | null;
  share: number | null;
  failures: number;
  failing_since: Date | null;
  last_error: string | null;
  error_kind: 'transient' | 'permanent' | null;
  report: unknown;
}

const RETRY_MINUTES = [1, 2, 5, 15, 30];

export function sourceStore(sql: Sql) {
  return {
    async states(ids: readonly string[]): Promise<Map<string, RefreshState>> {
      if (ids.length === 0) return new Map();
      const rows = await sql
        .selectFrom('directory_refresh')
        .selectAll()
        .where('id', 'in', [...ids])
        .execute();
      return new Map(rows.map((row) => [row.id, row]));
    },
    /** New sources are due at once. */
    async due(ids: readonly string[], now: Date): Promise<string[]> {
      if (ids.length === 0) return [];
      await sql
        .insertInto('directory_refresh')
        .values(ids.map((id) => ({ id, next_at: now })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const rows = await sql
        .selectFrom('directory_refresh')
        .select('id')
        .where('id', 'in', [...ids])
        .where((eb) => eb.or([eb('next_at', '<=', now), eb('asked_at', 'is not', null)]))
        .orderBy('next_at')
        .execute();
      return rows.map(({ id }) => id);
    },
    async ask(id: string, now: Date): Promise<void> {
      await sql
        .insertInto('directory_refresh')
        .values({ id, next_at: now, asked_at: now })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ asked_at: now }))
        .execute();
    },
    async begun(id: string, now: Date): Promise<void> {
      const fresh = { started_at: now, finished_at: null, rows: 0, share: null, asked_at: null };
      await sql
        .insertInto('directory_refresh')
        .values({ id, next_at: now, ...fresh })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh))
        .execute();
    },
    async progress(id: string, rows: number, share: number | null): Promise<void> {
      await sql.updateTable('directory_refresh').set({ rows, share }).where('id', '=', id).execute();
    },
    /** Without a report there was nothing new: the former one stays. */
    async succeeded(id: string, now: Date, everyMinutes: number, report: RefreshReport | null): Promise<void> {
      const clean = { failures: 0, failing_since: null, last_error: null, error_kind: null };
      await sql
        .updateTable('directory_refresh')
        .set({ ...clean, finished_at: now, share: 1, next_at: later(now, everyMinutes) })
        .$if(report !== null, (query) => query.set({ rows: report?.rows ?? 0, report: JSON.stringify(report) }))
        .where('id', '=', id)
        .execute();
    },
    /** What may pass by itself is tried again soon, the rest when it would be its turn. */
    async failed(
      id: string,
      now: Date,
      everyMinutes: number,
      failure: { message: string; kind: 'transient' | 'permanent' },
    ): Promise<void> {
      const state = await sql
        .selectFrom('directory_refresh')
        .select('failures')
        .where('id', '=', id)
        .executeTakeFirst();
      const failures = (state?.failures ?? 0) + 1;
      const retry = RETRY_MINUTES[Math.min(failures, RETRY_MINUTES.length) - 1] ?? everyMinutes;
      const wait = failure.kind === 'transient' ? Math.min(retry, everyMinutes) : everyMinutes;
      await sql
        .updateTable('directory_refresh')
        .set({ finished_at: now, failures, last_error: failure.message, error_kind: failure.kind })
        .set((eb) => ({ failing_since: eb.fn.coalesce('failing_since', eb.val(now)), next_at: later(now, wait) }))
        .where('id', '=', id)
        .execute();
    },
  };
}
export type SourceStore = ReturnType<typeof sourceStore>;

function later(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
