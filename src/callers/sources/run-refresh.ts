import type { Clock } from '../../contracts/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { ImportReport } from '../import/import-report.ts';
import { maskValue } from '../import/mask-value.ts';
import { judgeRefresh } from './judge-refresh.ts';
import { sourceStore, type RefreshReport } from './source-store.ts';

export type Progress = (rows: number, share: number | null) => void;

export interface RunRefresh {
  database: Database;
  /** Its state is kept under this id. */
  id: string;
  everyMinutes: number;
  clock: Clock;
  signal: AbortSignal;
  progress?: Progress | undefined;
  /** Reads all of the source or nothing; null: there was nothing new to read. */
  read(progress: Progress): Promise<ImportReport | null>;
}

export type Refreshed =
  /** Without a report: there was nothing new. */
  | { outcome: 'done'; report: RefreshReport | null }
  /** What was known is as it was. */
  | { outcome: 'failed'; kind: 'transient' | 'permanent'; message: string }
  | { outcome: 'busy' };

const LOCK_CLASS = 7_482_030;
const KEPT_PLACES = 100;
const TELL_MS = 2000;

/** Reads one source in one process at a time, and keeps how it went. */
export async function runRefresh(options: RunRefresh): Promise<Refreshed> {
  const client = await options.database.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
      LOCK_CLASS,
      options.id,
    ]);
    if (rows[0]?.taken !== true) return { outcome: 'busy' };
    try {
      return await runAlone(options);
    } finally {
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, options.id]).catch(onError);
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function runAlone(options: RunRefresh): Promise<Refreshed> {
  const { id, everyMinutes, clock } = options;
  const store = sourceStore(options.database.sql);
  const started = clock.now();
  await store.begun(id, started);
  let told = started.getTime();
  let telling = Promise.resolve();
  try {
    const read = await options.read((count, share) => {
      options.progress?.(count, share);
      if (Date.now() - told < TELL_MS) return;
      told = Date.now();
      // Only shown; a refresh does not fail for it.
      telling = telling.then(() => store.progress(id, count, share)).catch(() => undefined);
    });
    await telling;
    const now = clock.now();
    const report = read === null ? null : keptReport(read, Math.round((now.getTime() - started.getTime()) / 1000));
    await store.succeeded(id, now, everyMinutes, report);
    return { outcome: 'done', report };
  } catch (error) {
    await telling;
    if (options.signal.aborted) {
      // Stopped by us: it is begun again by whoever starts next.
      await store.ask(id, clock.now());
      return { outcome: 'failed', kind: 'transient', message: 'Stopped; nothing was changed.' };
    }
    const failure = judgeRefresh(error);
    await store.failed(id, clock.now(), everyMinutes, failure);
    if (failure.unexpected) throw error;
    return { outcome: 'failed', kind: failure.kind, message: failure.message };
  }
}

function keptReport(report: ImportReport, seconds: number): RefreshReport {
  const { doubtful, doubtfulCount, ignoredColumns: _ignored, ...counts } = report;
  const places = doubtful.slice(0, KEPT_PLACES).map((doubt) => ({ ...doubt, value: maskValue(doubt.value) }));
  return { ...counts, doubtful: doubtfulCount, places, seconds };
}
