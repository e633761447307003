import type { PeopleField } from '../../contracts/people-field.ts';
import type { HeaderRules } from '../import/find-header.ts';
import { ImportRefused } from '../import/import-refused.ts';
import { peopleRules, type ImportPeople } from '../import/import-people.ts';
import { openTable } from '../import/open-table.ts';
import type { ChosenFormat, ImportSource, Table } from '../import/table.ts';
import type { Preview } from './upload-schemas.ts';

const SAMPLES = 5;
/** Rows that are looked through for cells that say something. */
const LOOKED = 100;

/**
 * What the columns of a file are taken for, with cells of its first rows. A file whose columns are not known is shown,
 * too: a person says what they are. Throws ImportRefused for what cannot be read at all.
 */
export async function previewTable(
  open: () => ImportSource,
  { mapping, format }: { mapping: ImportPeople['mapping']; format: ChosenFormat },
): Promise<Preview> {
  const strict = peopleRules(mapping);
  const anyKnown = { ...strict, lacks: (fields: ReadonlySet<PeopleField>) => (fields.size > 0 ? null : 'anything') };
  const anything = { ...strict, lacks: () => null };
  const table = await firstThatOpens(open, [strict, anyKnown, anything], format);
  try {
    const { columns } = table;
    const samples = new Map<number, string[]>();
    let looked = 0;
    for await (const { cells } of table.rows) {
      for (let index = 0; index < columns.count; index += 1) {
        const cell = (cells[index] ?? '').trim().slice(0, 80);
        const own = samples.get(index) ?? [];
        if (cell !== '' && own.length < SAMPLES) samples.set(index, [...own, cell]);
      }
      if ((looked += 1) >= LOOKED) break;
    }
    const fieldOf = new Map(columns.of.map(({ index, field }) => [index, field]));
    return {
      format: table.format?.() ?? { kind: 'xlsx' },
      columns: columns.headers.flatMap((header, index) =>
        header === '' ? [] : [{ header, field: fieldOf.get(index) ?? null, samples: samples.get(index) ?? [] }],
      ),
      lacks: strict.lacks(new Set(fieldOf.values())),
    };
  } finally {
    await table.close();
  }
}

async function firstThatOpens(
  open: () => ImportSource,
  attempts: readonly HeaderRules<PeopleField>[],
  format: ChosenFormat,
): Promise<Table<PeopleField>> {
  let refusal: ImportRefused | undefined;
  for (const rules of attempts) {
    try {
      return await openTable(open(), rules, format);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new Error('no attempt was made');
}
