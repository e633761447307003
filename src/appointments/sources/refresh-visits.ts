import {
  addDoubts,
  emptyReport,
  ImportRefused,
  openSql,
  openTable,
  runRefresh,
  type Doubt,
  type ImportReport,
  type Progress,
  type Refreshed,
} from '../../callers/index.ts';
import type { Clock } from '../../contracts/clock.ts';
import { PermanentFailure } from '../../contracts/failures.ts';
import type { ListedVisit, VisitRange } from '../../contracts/mis-api.ts';
import type { SqlReaders } from '../../contracts/sql-source.ts';
import type { VisitField } from '../../contracts/visit-field.ts';
import type { Configuration, VisitSource } from '../../platform/configuration/index.ts';
import { inTransaction, type Database } from '../../platform/database/index.ts';
import { storeVisits, type StoreVisits } from '../import/store-visits.ts';
import { visitRules } from '../import/visit-rules.ts';
import { openVisitWriter } from '../write-visits.ts';
import { askedDays, queryOfDays } from './asked-days.ts';
import { changesSince, keepPosition, readPosition } from './read-position.ts';
import { findFiles, refuseIfChanged, rememberFile, type ReportFile } from './report-files.ts';

export interface VisitLister {
  /** It can be asked for changes only. */
  tellsChanges: boolean;
  list(range: VisitRange, signal: AbortSignal): AsyncIterable<readonly ListedVisit[]>;
}

export interface VisitSourcePorts {
  sql: SqlReaders;
  /** How an account of a MIS lists its visits; null where its adapter cannot. */
  listVisits(account: string): VisitLister | null;
  clock: Clock;
}

export interface RefreshVisits extends VisitSourcePorts {
  database: Database;
  configuration: Pick<Configuration, 'branches' | 'clinic' | 'directory'>;
  signal: AbortSignal;
  progress?: Progress;
  onDoubt?: (doubt: Doubt) => void;
  allowLoss?: boolean;
  /** All of its visits, not only what was changed. */
  whole?: boolean;
}

/** A source that is asked so often tells of a new visit while it is new. */
const LIVE_MINUTES = 30;

/** Under which its state is kept; people and visits may come from sources of one id. */
export function refreshId(source: string): string {
  return `visits:${source}`;
}

/** Reads one source of visits, in one process at a time, and keeps how it went. What it fails at stays as it was. */
export function refreshVisits(source: VisitSource, options: RefreshVisits): Promise<Refreshed> {
  return runRefresh({
    ...{ database: options.database, clock: options.clock, signal: options.signal, progress: options.progress },
    id: refreshId(source.id),
    everyMinutes: source.everyMinutes,
    async read(progress) {
      const reading = { ...options, progress };
      if (source.kind === 'report') return readReports(source, reading);
      return source.kind === 'sql' ? readQuery(source, reading) : readMis(source, reading);
    },
  });
}

const noFile = { line: 0, column: '', remedy: 'Check the path, and that the MIS writes this report, too.' };

type Reading = RefreshVisits & { progress: Progress };

/** Each file by itself: one that cannot be read does not keep those after it from being read. */
async function readReports(source: VisitSource, options: Reading): Promise<ImportReport | null> {
  const { database, clock } = options;
  const initial = await neverRead(database, source.id);
  const report = emptyReport();
  let failed: { file: ReportFile; error: unknown } | null = null;
  const { fresh, without } = await findFiles(database.sql, source);
  if (fresh.length === 0) return null;
  for (const path of without)
    addDoubts(report, [{ ...noFile, value: path, problem: `There is no file ${path} yet.` }], options.onDoubt);
  for (const file of fresh) {
    options.signal.throwIfAborted();
    try {
      const table = await openTable<VisitField>(file.path, visitRules(source.columns));
      const now = clock.now();
      const read = await storeVisits({
        ...common(source, options),
        lists: [{ table, state: file.of.state ?? null }],
        kind: 'report',
        complete: file.of.full,
        initial,
        asOf: file.writtenAt < now ? file.writtenAt : now,
        async done(client) {
          await refuseIfChanged(file);
          await rememberFile(client, source.id, file, now);
        },
      });
      addReport(report, read);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      failed ??= { file, error };
    }
  }
  if (failed !== null)
    throw new ImportRefused(`${failed.file.path}: ${(failed.error as Error).message}`, 'The other files were read.', {
      cause: failed.error,
    });
  return report;
}

async function readQuery(source: VisitSource, options: Reading): Promise<ImportReport> {
  const days = askedDays(options.clock.now(), zoneOf(source, options.configuration), source);
  const written = source.query ?? '';
  const query = queryOfDays(written, days);
  const table = await openSql({ ...source, query }, options.sql, visitRules(source.columns), options.signal);
  return storeVisits({
    ...common(source, options),
    lists: [{ table }],
    kind: 'sql',
    complete: source.full ?? false,
    // What a query without days covers, only its rows tell.
    ...(written !== query && { window: { from: days.from, to: days.to } }),
    live: source.everyMinutes <= LIVE_MINUTES,
  });
}

async function readMis(source: VisitSource, options: Reading): Promise<ImportReport> {
  const account = source.account ?? '';
  const lister = options.listVisits(account);
  if (lister === null)
    throw new PermanentFailure(
      `The MIS of the account "${account}" does not list visits. Use a report or a query instead.`,
    );
  const { clock, database, signal } = options;
  const begun = clock.now();
  const days = askedDays(begun, zoneOf(source, options.configuration), source);
  const patients = patientsOf(source, options.configuration);
  const of = JSON.stringify([account, source.branch ?? null, patients]);
  const { wholeEveryMinutes } = source;
  const wanted = lister.tellsChanges && options.whole !== true;
  const changedSince = wanted
    ? changesSince(await readPosition(database.sql, source.id), { days, of, now: begun, wholeEveryMinutes })
    : null;
  const report = emptyReport();
  // A MIS answers page by page for minutes; nothing is locked meanwhile.
  const visits: ListedVisit[] = [];
  const range = { from: days.from, to: new Date(days.to.getTime() - 1), changedSince };
  for await (const page of lister.list(range, signal)) {
    signal.throwIfAborted();
    visits.push(
      ...page.filter(({ branch }) => source.branch === undefined || branch == null || branch === source.branch),
    );
    options.progress(visits.length, null);
  }
  const branches = source.branch === undefined ? null : [source.branch];
  const counts = await inTransaction(database.pool, async (tx) => {
    const writer = await openVisitWriter(tx, {
      ...{ source: source.id, kind: 'mis', patients, now: clock.now() },
      ...((source.full ?? true) && changedSince === null && { window: { from: days.from, to: days.to, branches } }),
      ...{ branches, allowLoss: options.allowLoss ?? false, live: source.everyMinutes <= LIVE_MINUTES },
    });
    for (let from = 0; from < visits.length; from += 1000) await writer.add(visits.slice(from, from + 1000));
    const counted = await writer.finish();
    await keepPosition(tx, source.id, { begun, whole: changedSince === null ? { days, of } : null });
    return counted;
  });
  report.rows = visits.length;
  report.added = counts.added;
  report.changed = counts.changed;
  report.unchanged = counts.unchanged + counts.older;
  report.skipped = counts.repeated;
  report.removed = counts.vanished;
  return report;
}

function common(
  source: VisitSource,
  { database, clock, configuration, signal, progress, onDoubt, allowLoss }: Reading,
): Omit<StoreVisits, 'lists' | 'kind'> {
  const { branches, clinic } = configuration;
  const own = source.branch === undefined ? undefined : branches.get(source.branch);
  const first = own ?? [...branches.values()][0];
  return {
    ...{ database, clock, signal, progress, source: source.id },
    patients: patientsOf(source, configuration),
    context: {
      zone: first?.zone ?? 'UTC',
      branches: own === undefined ? [...branches.values()] : [own],
      phones: { country: clinic.country, areaCode: first?.areaCode },
      ...{ states: source.states, marks: source.marks },
    },
    branches: own === undefined ? null : [own.id],
    allowLoss: allowLoss ?? false,
    ...(onDoubt !== undefined && { onDoubt }),
  };
}

function zoneOf(source: VisitSource, { branches }: Pick<Configuration, 'branches'>): string {
  return (branches.get(source.branch ?? '') ?? [...branches.values()][0])?.zone ?? 'UTC';
}

/** Whose cards the visits name. */
export function patientsOf(source: VisitSource, { directory }: Pick<Configuration, 'directory'>): string {
  if (source.patients !== undefined) return source.patients;
  if (source.kind === 'mis')
    return directory.sources.find(({ account }) => account === source.account)?.id ?? source.account ?? source.id;
  const known = directory.sources.filter(({ people }) => people === 'patients');
  return known.length === 1 ? known[0]!.id : 'file:patients';
}

async function neverRead({ sql }: Database, source: string): Promise<boolean> {
  const row = await sql.selectFrom('visit_source').select('source').where('source', '=', source).executeTakeFirst();
  return row === undefined;
}

function addReport(sum: ImportReport, one: ImportReport): void {
  for (const key of ['rows', 'added', 'changed', 'unchanged', 'skipped', 'removed', 'doubtfulCount'] as const)
    sum[key] += one[key];
  sum.doubtful.push(...one.doubtful.slice(0, Math.max(0, 1000 - sum.doubtful.length)));
  sum.ignoredColumns.push(...one.ignoredColumns.filter((name) => !sum.ignoredColumns.includes(name)));
}
