import type { Clock } from '../../contracts/clock.ts';
import { PermanentFailure, TransientFailure } from '../../contracts/failures.ts';
import type { Configuration, DirectorySource } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { ImportRefused } from '../import/import-refused.ts';
import type { Doubt } from '../import/import-report.ts';
import { maskValue } from '../import/mask-value.ts';
import { storePeople } from '../import/store-people.ts';
import { openSource, type SourcePorts } from './open-source.ts';
import { sourceStore, type RefreshReport } from './source-store.ts';

export interface RefreshSource extends SourcePorts {
  database: Database;
  configuration: Pick<Configuration, 'branches' | 'clinic'>;
  clock: Clock;
  signal: AbortSignal;
  progress?: (rows: number, share: number | null) => void;
  onDoubt?: (doubt: Doubt) => void;
  allowLoss?: boolean;
}

export type Refreshed =
  | { outcome: 'done'; report: RefreshReport }
  /** The directory is as it was. */
  | { outcome: 'failed'; kind: 'transient' | 'permanent'; message: string }
  | { outcome: 'busy' };

const LOCK_CLASS = 7_482_030;
const KEPT_PLACES = 100;
const TELL_MS = 2000;

/** Reads one source into the directory, all of it or nothing, in one process at a time, and keeps how it went. */
export async function refreshSource(source: DirectorySource, options: RefreshSource): Promise<Refreshed> {
  const client = await options.database.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
      LOCK_CLASS,
      source.id,
    ]);
    if (rows[0]?.taken !== true) return { outcome: 'busy' };
    try {
      return await refreshAlone(source, options);
    } finally {
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, source.id]).catch(onError);
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function refreshAlone(source: DirectorySource, options: RefreshSource): Promise<Refreshed> {
  const { database, clock, signal, progress, onDoubt } = options;
  const store = sourceStore(database.sql);
  const started = clock.now();
  await store.begun(source.id, started);
  let told = started.getTime();
  let telling = Promise.resolve();
  try {
    const table = await openSource(source, options, signal);
    const report = await storePeople({
      ...{ database, clock, table, signal },
      source: source.id,
      kind: kinds[source.people],
      context: contextOf(source, options.configuration),
      complete: source.full,
      allowLoss: options.allowLoss ?? false,
      ...(onDoubt !== undefined && { onDoubt }),
      progress(count, share) {
        progress?.(count, share);
        if (Date.now() - told < TELL_MS) return;
        told = Date.now();
        // Only shown; a refresh does not fail for it.
        telling = telling.then(() => store.progress(source.id, count, share)).catch(() => undefined);
      },
    });
    await telling;
    const { doubtful, doubtfulCount, ignoredColumns: _ignored, ...counts } = report;
    const places = doubtful.slice(0, KEPT_PLACES).map((doubt) => ({ ...doubt, value: maskValue(doubt.value) }));
    const now = clock.now();
    const seconds = Math.round((now.getTime() - started.getTime()) / 1000);
    const kept = { ...counts, doubtful: doubtfulCount, places, seconds };
    await store.succeeded(source.id, now, source.everyMinutes, kept);
    return { outcome: 'done', report: kept };
  } catch (error) {
    await telling;
    if (signal.aborted) {
      // Stopped by us: it is begun again by whoever starts next.
      await store.ask(source.id, clock.now());
      return { outcome: 'failed', kind: 'transient', message: 'Stopped; nothing was changed.' };
    }
    const failure = judge(error);
    await store.failed(source.id, clock.now(), source.everyMinutes, failure);
    if (failure.unexpected) throw error;
    return { outcome: 'failed', kind: failure.kind, message: failure.message };
  }
}

const kinds = { patients: 'patient', staff: 'staff', contractors: 'contractor', others: 'contractor' } as const;

function contextOf(source: DirectorySource, { branches, clinic }: RefreshSource['configuration']) {
  const branch = branches.get(source.branch ?? '') ?? [...branches.values()][0];
  return { phones: { country: clinic.country, areaCode: branch?.areaCode }, zone: branch?.zone ?? 'UTC' };
}

function judge(error: unknown): { message: string; kind: 'transient' | 'permanent'; unexpected: boolean } {
  if (error instanceof TransientFailure) return { message: error.message, kind: 'transient', unexpected: false };
  // A file that is being written now is whole the next time.
  if (error instanceof ImportRefused) return { message: error.message, kind: 'transient', unexpected: false };
  if (error instanceof PermanentFailure) return { message: error.message, kind: 'permanent', unexpected: false };
  const message = 'An unexpected error; the log has it. The directory is as it was.';
  return { message, kind: 'transient', unexpected: true };
}
