import type { Clock } from '../../contracts/clock.ts';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import type { Database } from '../../platform/database/index.ts';
import { peopleHeaders, type PeopleField } from './columns.ts';
import { openCsv, type ImportSource } from './csv-rows.ts';
import { ImportRefused } from './import-refused.ts';
import { addDoubts, emptyReport, type ImportReport } from './import-report.ts';
import { firstSeen, importTransaction, type Client } from './import-transaction.ts';
import { readPerson, type ReadPerson } from './read-person.ts';
import { RowReader } from './row-reader.ts';
import { writePeople } from './write-people.ts';

export interface ImportPeople {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** Path, or the bytes as they come. */
  file: ImportSource;
  kind: 'patient' | 'staff' | 'contractor';
  /** Where these people come from; `file:patients`, `file:staff`, `file:contractors` by default. */
  source?: string;
  /** Field → header (or headers) of the file, where the known names do not fit. */
  mapping?: Partial<Record<PeopleField, string | readonly string[]>>;
  context: { phones: PhoneContext; /** IANA zone of the dates in the file. */ zone: string };
  /** The file holds everybody: who is missing is marked as deleted. */
  complete?: boolean;
  progress?: (rows: number) => void;
}

const BATCH = 1000;

/**
 * Reads a people file into the directory. The second run of one file changes nothing. Throws ImportRefused for a file
 * that cannot be imported as a whole; nothing of it is kept then.
 */
export async function importPeople(options: ImportPeople): Promise<ImportReport> {
  const { database, clock, kind, context } = options;
  const source = options.source ?? defaultSource(kind);
  const { columns, rows } = await openCsv<PeopleField>(options.file, {
    known: peopleHeaders,
    mapping: options.mapping,
    lacks: (fields) => (fields.has('fullName') || fields.has('surname') || fields.has('givenName') ? null : 'the name'),
  });
  const fields = new Set(columns.of.map((column) => column.field));
  const report = { ...emptyReport(), ignoredColumns: columns.ignored };
  if (!fields.has('externalId'))
    addDoubts(report, [
      {
        line: 1,
        column: '',
        problem: 'There is no column with a card number: people are told apart by name and birth date.',
        remedy: 'Add the card number to the export, so that a corrected name stays the same person.',
      },
    ]);
  const now = clock.now();

  await importTransaction(database, source, async (client) => {
    const store = async (batch: readonly Row[]) => {
      const people = await distinct(client, batch, report);
      const { added, changed } = await writePeople(people, { client, source, kind, zone: context.zone, now, fields });
      report.added += added;
      report.changed += changed;
      report.unchanged += people.length - added - changed;
      report.withoutPhone += people.filter((person) => person.phones.length === 0).length;
      options.progress?.(report.rows);
    };
    let batch: Row[] = [];
    for await (const row of rows) {
      const reader = new RowReader(columns, row);
      if (reader.isEmpty) continue;
      report.rows += 1;
      batch.push({ reader, person: readPerson(reader, { kind, now, ...context }) });
      if (batch.length === BATCH) {
        await store(batch);
        batch = [];
      }
    }
    await store(batch);
    if (options.complete === true) report.removed = await removeMissing(client, { source, kind, now, report });
    await refreshSource(client, { source, kind, now: clock.now() });
  });
  // The planner must not look at a directory of yesterday's size.
  await database.pool.query('analyze person, person_phone, visit');
  return report;
}

export function defaultSource(kind: ImportPeople['kind']): string {
  return kind === 'staff' ? 'file:staff' : `file:${kind}s`;
}

interface Row {
  reader: RowReader<PeopleField>;
  person: ReadPerson | null;
}

/** Without those that the file had before. A row that was left out still is in the file: it deletes nobody. */
async function distinct(client: Client, batch: readonly Row[], report: ImportReport): Promise<ReadPerson[]> {
  const ids = batch.map(({ reader, person }) => person?.externalId ?? reader.text('externalId').slice(0, 200));
  const fresh = await firstSeen(
    client,
    ids.filter((id) => id !== ''),
  );
  const people: ReadPerson[] = [];
  for (const { reader, person } of batch) {
    if (person !== null && fresh.delete(person.externalId)) people.push(person);
    else {
      report.skipped += 1;
      if (person !== null)
        reader.doubt(
          'externalId',
          'The same person is in the file before; this row was left out.',
          'Give every person a card number of their own, and put all numbers of a person in one row.',
        );
    }
    addDoubts(report, reader.doubts);
  }
  return people;
}

async function removeMissing(
  client: Client,
  { source, kind, now, report }: { source: string; kind: string; now: Date; report: ImportReport },
): Promise<number> {
  if (report.rows === report.skipped)
    throw new ImportRefused('The file holds nobody, so it cannot be the complete list.', 'Check the export.');
  const { rowCount } = await client.query(
    `update person p set deleted_at = $3, updated_at = $3
     where p.source = $1 and p.kind = $2 and p.deleted_at is null
       and not exists (select from import_seen s where s.external_id = p.external_id)`,
    [source, kind, now],
  );
  return rowCount ?? 0;
}

async function refreshSource(
  client: Client,
  { source, kind, now }: { source: string; kind: string; now: Date },
): Promise<void> {
  await client.query(
    `insert into directory_source (source, kind, refreshed_at, people, without_phone)
     select $1, $2, $3, count(*), count(*) filter (where not exists (select from person_phone pp where pp.person_id = p.id))
     from person p where p.source = $1 and p.kind = $2 and p.deleted_at is null
     on conflict (source) do update set
       kind = excluded.kind, refreshed_at = excluded.refreshed_at,
       people = excluded.people, without_phone = excluded.without_phone`,
    [source, kind, now],
  );
}
