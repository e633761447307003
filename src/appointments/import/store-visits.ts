import {
  addDoubts,
  emptyReport,
  importTransaction,
  RowReader,
  type Doubt,
  type ImportReport,
  type Table,
} from '../../callers/index.ts';
import type { ToldVisit, VisitMark, VisitState } from '../../contracts/appointments.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import type { VisitField } from '../../contracts/visit-field.ts';
import type { Database, PoolClient } from '../../platform/database/index.ts';
import { usualMinutes } from '../diff-visit.ts';
import { openVisitWriter, type VisitSourceKind, type VisitWriter } from '../write-visits.ts';
import { readVisit, type KnownBranch, type ReadVisitContext } from './read-visit.ts';
import { knownMarks, knownStates, wordsOf } from './visit-words.ts';

export interface VisitListContext {
  /** IANA zone of rows without a branch. */
  zone: string;
  branches: Iterable<KnownBranch>;
  /** How local numbers are written. */
  phones?: PhoneContext;
  /** Words of the list for states and marks, beside the usual ones. */
  states?: Readonly<Record<string, VisitState>>;
  marks?: Readonly<Record<string, VisitMark>>;
}

export interface VisitList {
  /** Is closed, however this ends. */
  table: Table<VisitField>;
  /** The state of rows that tell none. */
  state?: VisitState | null;
  /** It holds every visit of its span of days. */
  complete?: boolean;
}

export interface StoreVisits {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** Are read one after the other: what a later one says of a visit is what is true. Opened when its turn comes. */
  lists: Iterable<VisitList> | AsyncIterable<VisitList>;
  source: string;
  patients: string;
  kind: VisitSourceKind;
  context: VisitListContext;
  complete?: boolean;
  /** The span that a complete list covers; that of its own visits when left out. */
  window?: { from: Date; to: Date } | undefined;
  branches?: readonly string[] | null;
  live?: boolean;
  initial?: boolean | undefined;
  asOf?: Date | undefined;
  allowLoss?: boolean;
  progress?: (rows: number, share: number | null) => void;
  onDoubt?: (doubt: Doubt) => void;
  /** Stops between two batches; nothing is kept then. */
  signal?: AbortSignal;
  /** In the transaction, when everything is written. */
  done?(client: PoolClient): Promise<void>;
}

const BATCH = 1000;

/** Takes lists of visits, all of them or none. What did not change is not written. */
export async function storeVisits(options: StoreVisits): Promise<ImportReport> {
  const { database, clock, source } = options;
  const report = emptyReport();
  const now = clock.now();
  await importTransaction(database, `visits ${source}`, async (client) => {
    let { initial } = options;
    for await (const list of options.lists)
      try {
        initial = await storeList(client, list, options, { report, now, initial });
      } finally {
        await list.table.close();
      }
    await options.done?.(client);
  });
  await database.pool.query('analyze visit');
  return report;
}

async function storeList(
  client: PoolClient,
  list: VisitList,
  options: StoreVisits,
  { report, now, initial }: { report: ImportReport; now: Date; initial: boolean | undefined },
): Promise<boolean> {
  const { table } = list;
  const context = contextOf(options.context, list.state ?? null);
  const fields = new Set(table.columns.of.map(({ field }) => field));
  report.ignoredColumns.push(...table.columns.ignored.filter((name) => !report.ignoredColumns.includes(name)));
  addDoubts(report, doubtsOfHeader(fields), options.onDoubt);
  const span = { from: Infinity, to: -Infinity };
  let batch: Row[] = [];
  const window = { from: new Date(0), to: new Date(0) };
  const complete = list.complete ?? options.complete ?? false;
  const writer = await openVisitWriter(client, {
    ...{ source: options.source, patients: options.patients, kind: options.kind, now, initial, asOf: options.asOf },
    ...(complete && { window: options.window ?? window }),
    ...{ branches: options.branches ?? null, allowLoss: options.allowLoss ?? false, live: options.live ?? false },
  });
  const store = async (): Promise<void> => {
    options.signal?.throwIfAborted();
    await addBatch(writer, batch, report);
    for (const { reader } of batch) addDoubts(report, reader.doubts, options.onDoubt);
    batch = [];
    options.progress?.(report.rows, table.share());
  };
  for await (const row of table.rows) {
    const reader = new RowReader(table.columns, row);
    if (reader.isEmpty) continue;
    report.rows += 1;
    const visit = readVisit(reader, context);
    batch.push({ reader, visit });
    if (visit !== null) {
      span.from = Math.min(span.from, visit.startsAt.getTime());
      span.to = Math.max(span.to, visit.startsAt.getTime());
    }
    if (batch.length === BATCH) await store();
  }
  await store();
  if (span.from <= span.to) {
    window.from = new Date(span.from);
    window.to = new Date(span.to + 1);
  }
  const counts = await writer.finish();
  report.added += counts.added;
  report.changed += counts.changed;
  report.unchanged += counts.unchanged + counts.older;
  report.removed += counts.vanished;
  return writer.initial;
}

interface Row {
  reader: RowReader<VisitField>;
  visit: ToldVisit | null;
}

async function addBatch(writer: VisitWriter, batch: readonly Row[], report: ImportReport): Promise<void> {
  const rows = batch.filter((row): row is Row & { visit: ToldVisit } => row.visit !== null);
  report.skipped += batch.length - rows.length;
  const written = await writer.add(rows.map(({ visit }) => visit));
  for (const [index, { reader, visit }] of rows.entries()) {
    const { as, personId } = written[index]!;
    if (as === 'repeated') {
      report.skipped += 1;
      reader.doubt(
        'externalId',
        'The same visit is in the file before; this row was left out.',
        'Export every visit once.',
      );
    } else if (personId === null && visit.person?.card != null)
      reader.doubt(
        'patientId',
        'Nobody in the directory has this card number; the visit is kept without a person until the card comes.',
        'Import the patients first.',
      );
  }
}

function contextOf(told: VisitListContext, state: VisitState | null): ReadVisitContext {
  const branches = [...told.branches];
  return {
    zone: told.zone,
    branches: new Map(branches.flatMap((one) => [one.id, one.name].map((name) => [name.toLowerCase(), one] as const))),
    branch: branches.length === 1 ? (branches[0] ?? null) : null,
    states: wordsOf(knownStates, told.states),
    marks: wordsOf(knownMarks, told.marks),
    state,
    phones: told.phones ?? { country: 'RU' },
  };
}

function doubtsOfHeader(fields: ReadonlySet<VisitField>): Doubt[] {
  const whole = { line: 1, column: '', value: '' };
  return fields.has('endsAt') || fields.has('minutes')
    ? []
    : [
        {
          ...whole,
          problem: `There is no column with the end or the length of visits: ${usualMinutes} minutes were taken.`,
          remedy: 'Add the end or the length to the export.',
        },
      ];
}
