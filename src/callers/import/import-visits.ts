import type { Clock } from '../../contracts/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { VisitState } from '../directory-entry.ts';
import { visitHeaders, type VisitField } from './columns.ts';
import { addDoubts, emptyReport, type Doubt, type ImportReport } from './import-report.ts';
import { firstSeen, importTransaction, lookUpByIndex, type Client } from './import-transaction.ts';
import { knownStates, plainState, readVisit, usualMinutes, type KnownBranch, type ReadVisit } from './read-visit.ts';
import { openTable } from './open-table.ts';
import { RowReader } from './row-reader.ts';
import type { ImportSource } from './table.ts';
import { writeVisits } from './write-visits.ts';

export interface ImportVisits {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** Path, or the bytes as they come. */
  file: ImportSource;
  /** `file:appointments` by default. */
  source?: string;
  /** Where the patients come from that the file names by card number; `file:patients` by default. */
  patientSource?: string;
  mapping?: Partial<Record<VisitField, string | readonly string[]>>;
  /** Words of the file for states, beside the usual ones. */
  states?: Readonly<Record<string, VisitState>>;
  context: {
    /** IANA zone of rows without a branch. */
    zone: string;
    branches: Iterable<KnownBranch>;
  };
  /** The file holds every visit of its span of days: open ones that are missing in it count as cancelled. */
  complete?: boolean;
  progress?: (rows: number, share: number | null) => void;
  /** Gets every doubtful place, also those beyond the first thousand. */
  onDoubt?: (doubt: Doubt) => void;
}

const BATCH = 1000;

/** Reads an appointments file. Otherwise as `importPeople`; `withoutPhone` stays 0. */
export async function importVisits(options: ImportVisits): Promise<ImportReport> {
  const { database, clock } = options;
  const source = options.source ?? 'file:appointments';
  const patients = options.patientSource ?? 'file:patients';
  const { columns, rows, share, close } = await openTable<VisitField>(options.file, {
    known: visitHeaders,
    mapping: options.mapping,
    lacks: (fields) =>
      !fields.has('patientId')
        ? "the patient's card number"
        : !fields.has('startsAt') && !fields.has('date')
          ? 'the start'
          : null,
  });
  const fields = new Set(columns.of.map((column) => column.field));
  const report = { ...emptyReport(), ignoredColumns: columns.ignored };
  const branches = [...options.context.branches];
  const context = {
    zone: options.context.zone,
    branches: new Map(branches.flatMap((one) => [one.id, one.name].map((name) => [name.toLowerCase(), one] as const))),
    branch: branches.length === 1 ? (branches[0] ?? null) : null,
    states: stateWords(options.states),
    tellsEnd: fields.has('endsAt') || fields.has('minutes'),
  };
  if (!context.tellsEnd)
    addDoubts(
      report,
      [
        {
          line: 1,
          column: '',
          value: '',
          problem: `There is no column with the end or the length of visits: ${usualMinutes} minutes were taken.`,
          remedy: 'Add the end or the length to the export.',
        },
      ],
      options.onDoubt,
    );
  const now = clock.now();
  const span = { from: Infinity, to: -Infinity };

  try {
    await importTransaction(database, source, async (client) => {
      const store = async (batch: readonly Row[]) => {
        const visits = await ofKnownPeople(client, patients, await distinct(client, batch, report), report);
        const { added, changed } = await writeVisits(visits, { client, source, now, fields });
        report.added += added;
        report.changed += changed;
        report.unchanged += visits.length - added - changed;
        for (const { reader } of batch) addDoubts(report, reader.doubts, options.onDoubt);
        for (const { visit } of batch) {
          if (visit === null) continue;
          span.from = Math.min(span.from, visit.startsAt.getTime());
          span.to = Math.max(span.to, visit.startsAt.getTime());
        }
        options.progress?.(report.rows, share());
      };
      let batch: Row[] = [];
      for await (const row of rows) {
        const reader = new RowReader(columns, row);
        if (reader.isEmpty) continue;
        report.rows += 1;
        batch.push({ reader, visit: readVisit(reader, context) });
        if (batch.length === BATCH) {
          await store(batch);
          batch = [];
        }
      }
      await store(batch);
      await lookUpByIndex(client, false);
      if (options.complete === true && span.from <= span.to)
        report.removed = await cancelMissing(client, { source, now, span });
      await client.query(
        `insert into directory_source (source, kind, refreshed_at, people)
       select $1, 'visit', $2, count(distinct person_id) from visit where source = $1
       on conflict (source) do update set kind = excluded.kind, refreshed_at = excluded.refreshed_at, people = excluded.people`,
        [source, clock.now()],
      );
    });
  } finally {
    await close();
  }
  await database.pool.query('analyze visit');
  return report;
}

interface Row {
  reader: RowReader<VisitField>;
  visit: ReadVisit | null;
}

interface ReadRow extends Row {
  visit: ReadVisit;
}

function stateWords(own: Readonly<Record<string, VisitState>> = {}): Map<string, VisitState> {
  const words = new Map<string, VisitState>();
  for (const [state, names] of Object.entries(knownStates))
    for (const name of names) words.set(name, state as VisitState);
  for (const [name, state] of Object.entries(own)) words.set(plainState(name), state);
  return words;
}

async function distinct(client: Client, batch: readonly Row[], report: ImportReport): Promise<ReadRow[]> {
  const ids = batch.map(({ reader, visit }) => visit?.externalId ?? reader.text('externalId').slice(0, 200));
  const fresh = await firstSeen(
    client,
    ids.filter((id) => id !== ''),
  );
  return batch.filter((row): row is ReadRow => {
    if (row.visit !== null && fresh.delete(row.visit.externalId)) return true;
    report.skipped += 1;
    if (row.visit !== null)
      row.reader.doubt(
        'externalId',
        'The same visit is in the file before; this row was left out.',
        'Export every visit once.',
      );
    return false;
  });
}

async function ofKnownPeople(
  client: Client,
  source: string,
  rows: readonly ReadRow[],
  report: ImportReport,
): Promise<(ReadVisit & { personId: number })[]> {
  const found = await client.query<{ id: number; external_id: string }>(
    'select id, external_id from person where source = $1 and external_id = any ($2)',
    [source, [...new Set(rows.map(({ visit }) => visit.patientId))]],
  );
  const people = new Map(found.rows.map((row) => [row.external_id, row.id]));
  return rows.flatMap(({ reader, visit }) => {
    const personId = people.get(visit.patientId);
    if (personId !== undefined) return [{ ...visit, personId }];
    report.skipped += 1;
    reader.doubt(
      'patientId',
      'Nobody in the directory has this card number; the row was left out.',
      'Import the patients first.',
    );
    return [];
  });
}

async function cancelMissing(
  client: Client,
  { source, now, span }: { source: string; now: Date; span: { from: number; to: number } },
): Promise<number> {
  const { rowCount } = await client.query(
    `update visit v set state = 'cancelled', updated_at = $2
     where v.source = $1 and v.state in ('planned', 'confirmed', 'arrived') and v.starts_at between $3 and $4
       and not exists (select from import_seen s where s.external_id = v.external_id)`,
    [source, now, new Date(span.from), new Date(span.to)],
  );
  return rowCount ?? 0;
}
