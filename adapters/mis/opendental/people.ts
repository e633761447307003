import type { MisPeoplePage, MisPerson } from '../../../src/contracts/mis.ts';
import { pagesOf, type OpenDentalContext } from './ask-open-dental.ts';
import { patientsReply, type OpenDentalPatient } from './replies.ts';

/** Cards that nobody calls of any more; their numbers may be those of their families. */
const gone: readonly string[] = ['Archived', 'Deceased', 'Deleted'];
/** How Open Dental writes that there is no date. */
const NO_DATE = '0001-01-01';

export async function* people(context: OpenDentalContext): AsyncGenerator<MisPeoplePage> {
  const pages = pagesOf(context, { what: 'patients', path: 'patients/Simple', query: {}, schema: patientsReply });
  for await (const patients of pages) {
    yield { people: patients.map(personOf), total: null };
    context.signal.throwIfAborted();
  }
}

function personOf(patient: OpenDentalPatient): MisPerson {
  const surname = textOf(patient.LName);
  const givenName = textOf(patient.FName);
  const patronymic = textOf(patient.MiddleI);
  const { Birthdate: born, PatStatus: status } = patient;
  return {
    externalId: String(patient.PatNum),
    ...{ formerId: null, mergedInto: null, kind: 'patient', surname, givenName, patronymic },
    fullName: [surname, givenName, patronymic].filter((part) => part !== null).join(' '),
    birthDate: born == null || born.startsWith(NO_DATE) ? null : born.slice(0, 10),
    phones: [
      phoneOf(patient.WirelessPhone, 'моб.'),
      phoneOf(patient.HmPhone, 'дом.'),
      phoneOf(patient.WkPhone, 'раб.'),
    ].flatMap((phone) => phone ?? []),
    household: patient.Guarantor == null || patient.Guarantor === 0 ? null : String(patient.Guarantor),
    ...{ note: null, lastVisit: null, knownBefore: false, validFrom: null, validTo: null },
    gone: gone.includes(status ?? ''),
  };
}

function phoneOf(written: string | null | undefined, note: string): MisPerson['phones'][number] | null {
  const text = textOf(written);
  return text === null ? null : { written: text, note, validFrom: null, validTo: null };
}

function textOf(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}
