import { peopleFields, type PeopleField } from '../../contracts/people-field.ts';
import type { Mapping, PreviewColumn } from './shapes.ts';

/** Several columns may be telephones; every other field is one column. */
const several: ReadonlySet<PeopleField> = new Set(['phone']);

/** What the columns are once a person said that one of them is `field`; null: nothing of ours. Every field is told. */
export function withColumn(
  columns: readonly PreviewColumn[],
  header: string,
  field: PeopleField | null,
): Record<PeopleField, string[]> {
  const said = columns.map((column) => ({
    header: column.header,
    field:
      column.header === header
        ? field
        : column.field === field && field !== null && !several.has(field)
          ? null
          : column.field,
  }));
  const fieldsWith = (wanted: PeopleField): string[] => [
    ...new Set(said.flatMap((column) => (column.field === wanted ? [column.header] : []))),
  ];
  return Object.fromEntries(peopleFields.map((one) => [one, fieldsWith(one)])) as Record<PeopleField, string[]>;
}

export function isGuessed(mapping: Mapping): boolean {
  return Object.keys(mapping).length === 0;
}
