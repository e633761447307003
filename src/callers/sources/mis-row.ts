import type { MisPerson } from '../../contracts/mis.ts';
import { peopleFields, type PeopleField } from '../../contracts/people-field.ts';

/** A person of a MIS as rows of a table, one for each number, so that all sources go the same way. */
export function misRow(person: MisPerson): string[][] {
  const yes = (value: boolean): string => (value ? 'да' : '');
  const kinds = { patient: 'patient', staff: 'staff', contractor: 'contractor' } as const;
  const common: Partial<Record<PeopleField, string | null>> = {
    externalId: person.externalId,
    formerId: person.formerId,
    mergedInto: person.mergedInto,
    kind: kinds[person.kind],
    fullName: person.fullName,
    surname: person.surname,
    givenName: person.givenName,
    patronymic: person.patronymic,
    birthDate: person.birthDate,
    note: person.note,
    household: person.household,
    lastVisit: person.lastVisit?.toISOString() ?? null,
    knownBefore: yes(person.knownBefore),
    validFrom: person.validFrom,
    validTo: person.validTo,
    gone: yes(person.gone),
  };
  const phones = person.phones.length === 0 ? [null] : person.phones;
  return phones.map((phone) => {
    const cells: Partial<Record<PeopleField, string | null>> = {
      ...common,
      phone: phone?.written ?? null,
      phoneNote: phone?.note ?? null,
      phoneValidFrom: phone?.validFrom ?? null,
      phoneValidTo: phone?.validTo ?? null,
    };
    return peopleFields.map((field) => cells[field] ?? '');
  });
}
