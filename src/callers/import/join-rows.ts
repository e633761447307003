import type { PeopleField } from './columns.ts';
import type { ReadPerson } from './read-person.ts';
import type { RowReader } from './row-reader.ts';

/** A person and the rows that tell of it, one at least. */
export interface PersonRow {
  readers: RowReader<PeopleField>[];
  person: ReadPerson | null;
}

/** A query that joins people with their numbers answers a row for each number: rows of one card in sequence are one. */
export async function* joinRows(
  rows: AsyncIterable<{ reader: RowReader<PeopleField>; person: ReadPerson | null }>,
): AsyncGenerator<PersonRow> {
  let before: PersonRow | null = null;
  for await (const { reader, person } of rows) {
    if (before?.person && person && isSame(before.person, person) && reader.text('externalId') !== '') {
      before.readers.push(reader);
      addPhones(before.person, person);
      continue;
    }
    if (before !== null) yield before;
    before = { readers: [reader], person };
  }
  if (before !== null) yield before;
}

function isSame(one: ReadPerson, other: ReadPerson): boolean {
  return one.externalId === other.externalId && one.fullName === other.fullName && one.birthDate === other.birthDate;
}

function addPhones(person: ReadPerson, more: ReadPerson): void {
  for (const phone of more.phones) {
    const known = person.phones.find(({ e164, extension }) => e164 === phone.e164 && extension === phone.extension);
    if (known === undefined) person.phones.push(phone);
    else if (phone.note !== null && known.note !== phone.note)
      known.note = known.note === null ? phone.note : `${known.note}; ${phone.note}`.slice(0, 200);
  }
  if (more.lastVisit !== null && (person.lastVisit === null || more.lastVisit > person.lastVisit))
    person.lastVisit = more.lastVisit;
}
