import type { Clock } from '../../contracts/clock.ts';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import type { Database } from '../../platform/database/index.ts';
import type { PeopleField } from './columns.ts';
import { addDoubts, emptyReport, type Doubt, type ImportReport } from './import-report.ts';
import { firstSeen, importTransaction, lookUpByIndex, triedTransaction, type Client } from './import-transaction.ts';
import { joinRows, type PersonRow } from './join-rows.ts';
import { erasedAmong } from '../forget-people.ts';
import { readPerson, type ReadPerson } from './read-person.ts';
import { removeMissing } from './remove-missing.ts';
import { RowReader } from './row-reader.ts';
import type { Table } from './table.ts';
import { mergePeople, noteMerges, renamePeople } from './write-merges.ts';
import { writePeople } from './write-people.ts';

export interface StorePeople {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** Is closed, however this ends. */
  table: Table<PeopleField>;
  kind: ReadPerson['kind'];
  source: string;
  context: { phones: PhoneContext; /** IANA zone of the dates. */ zone: string };
  complete?: boolean;
  allowLoss?: boolean;
  progress?: (rows: number, share: number | null) => void;
  onDoubt?: (doubt: Doubt) => void;
  /** Everything is stored and counted, then none of it is kept. */
  dryRun?: boolean;
  /** Stops between two batches; nothing is kept then. */
  signal?: AbortSignal;
}

const BATCH = 1000;

/** Takes the rows of a source into the directory, all of them or none. What did not change is not written. */
export async function storePeople(options: StorePeople): Promise<ImportReport> {
  const { database, clock, table, kind, source, context, onDoubt } = options;
  const { columns } = table;
  const fields = new Set(columns.of.map((column) => column.field));
  const report = { ...emptyReport(), ignoredColumns: columns.ignored };
  if (!fields.has('externalId')) addDoubts(report, [withoutCardNumber], onDoubt);
  const now = clock.now();

  const withoutErased = async <Row extends { person: ReadPerson }>(
    client: Client,
    rows: readonly Row[],
  ): Promise<Row[]> => {
    const ids = rows.flatMap(({ person }) => [
      person.externalId,
      ...(person.formerId === null ? [] : [person.formerId]),
    ]);
    const erased = await erasedAmong(client, source, ids, now);
    if (erased.size === 0) return [...rows];
    const left = rows.filter(({ person }) => !erased.has(person.externalId) && !erased.has(person.formerId ?? ''));
    report.erased += rows.length - left.length;
    return left;
  };

  const store = async (client: Client, batch: readonly PersonRow[]): Promise<void> => {
    options.signal?.throwIfAborted();
    const rows = await withoutErased(client, await distinct(client, batch, report));
    const people = rows.map(({ person }) => person).filter((person) => !person.mergeOnly);
    await renamePeople(client, source, people);
    const { added, changed } = await writePeople(people, { client, source, zone: context.zone, now, fields });
    if (fields.has('mergedInto') || fields.has('formerId')) await noteMerges(client, source, rows);
    for (const { readers } of batch) for (const reader of readers) addDoubts(report, reader.doubts, onDoubt);
    report.added += added;
    report.changed += changed;
    report.unchanged += rows.length - added - changed;
    report.withoutPhone += people.filter((person) => person.phones.length === 0).length;
    options.progress?.(report.rows, table.share());
  };

  try {
    const transaction = options.dryRun === true ? triedTransaction : importTransaction;
    await transaction(database, source, async (client) => {
      let batch: PersonRow[] = [];
      // The database stores one batch while the next is read.
      let storing = Promise.resolve();
      try {
        const rows = readRows(table, (reader) => readPerson(reader, { kind, now, ...context }), report);
        for await (const row of joinRows(rows)) {
          batch.push(row);
          report.joined += row.readers.length - 1;
          if (batch.length < BATCH) continue;
          await storing;
          storing = store(client, batch);
          storing.catch(() => undefined);
          batch = [];
        }
      } finally {
        await storing;
      }
      await store(client, batch);
      await lookUpByIndex(client, false);
      if (fields.has('mergedInto') || fields.has('formerId'))
        report.merged = await mergePeople(client, {
          source,
          now,
          report,
          onDoubt,
          tellsMerges: fields.has('mergedInto'),
        });
      if (options.complete === true) report.removed = await removeMissing(client, { ...options, now, report, fields });
      await refreshSource(client, { source, kind, now: clock.now() });
    });
  } finally {
    await table.close();
  }
  // The planner must not look at a directory of yesterday's size.
  if (options.dryRun !== true && report.added + report.changed + report.removed > 0)
    await database.pool.query('analyze person, person_phone, visit');
  return report;
}

const withoutCardNumber: Doubt = {
  line: 1,
  column: '',
  value: '',
  problem: 'There is no column with a card number: people are told apart by name and birth date.',
  remedy: 'Add the card number to the export, so that a corrected name stays the same person.',
};

async function* readRows(
  table: Table<PeopleField>,
  read: (reader: RowReader<PeopleField>) => ReadPerson | null,
  report: ImportReport,
): AsyncGenerator<{ reader: RowReader<PeopleField>; person: ReadPerson | null }> {
  for await (const row of table.rows) {
    const reader = new RowReader(table.columns, row);
    if (reader.isEmpty) continue;
    report.rows += 1;
    yield { reader, person: read(reader) };
  }
}

/** Without those that the file had before. A row that was left out still is in the file: it deletes nobody. */
async function distinct(
  client: Client,
  batch: readonly PersonRow[],
  report: ImportReport,
): Promise<(PersonRow & { person: ReadPerson })[]> {
  const ids = batch.map(({ readers, person }) => person?.externalId ?? readers[0]!.text('externalId').slice(0, 200));
  const fresh = await firstSeen(
    client,
    ids.filter((id) => id !== ''),
  );
  return batch.filter((row): row is PersonRow & { person: ReadPerson } => {
    if (row.person !== null && fresh.delete(row.person.externalId)) return true;
    report.skipped += 1;
    if (row.person !== null)
      row.readers[0]!.doubt(
        'externalId',
        'Another row before has the same card number; this one was left out.',
        'Give every person a card number of their own, and put rows of one person below each other.',
      );
    return false;
  });
}

async function refreshSource(
  client: Client,
  { source, kind, now }: { source: string; kind: string; now: Date },
): Promise<void> {
  await client.query(
    `insert into directory_source (source, kind, refreshed_at, people, without_phone)
     select $1, $2, $3, count(*), count(*) filter (where not exists (select from person_phone pp where pp.person_id = p.id))
     from person p where p.source = $1 and p.deleted_at is null and p.merged_into is null
     on conflict (source) do update set
       kind = excluded.kind, refreshed_at = excluded.refreshed_at,
       people = excluded.people, without_phone = excluded.without_phone`,
    [source, kind, now],
  );
}
