import { importPeople, type ImportReport } from '../../../src/callers/index.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import type { CorpusPerson } from './corpus.ts';
import { branches } from './numbers.ts';

/** Imports the file of each branch, as its MIS exports it, with the branch's city code. */
export async function importCorpus(
  people: readonly CorpusPerson[],
  { database, now }: { database: Pick<Database, 'pool'>; now: Date },
): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  for (const branch of branches) {
    const theirs = people.filter((person) => person.branch === branch);
    reports.push(
      await importPeople({
        database,
        clock: { now: () => now },
        file: csv(theirs),
        kind: 'patient',
        source: `file:${branch.id}`,
        context: { phones: { country: 'RU', areaCode: branch.areaCode }, zone: 'Europe/Moscow' },
      }),
    );
  }
  return reports;
}

const ROWS_A_CHUNK = 500;

async function* csv(people: readonly CorpusPerson[]): AsyncGenerator<string> {
  yield '№ карты;ФИО;Телефон\r\n';
  for (let from = 0; from < people.length; from += ROWS_A_CHUNK)
    yield people
      .slice(from, from + ROWS_A_CHUNK)
      .map(({ id, name, field }) => `${id};${name};"${field.replaceAll('"', '""')}"\r\n`)
      .join('');
}
