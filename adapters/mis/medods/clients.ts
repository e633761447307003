import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import type { MisPeoplePage, MisPerson } from '../../../src/contracts/mis.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { spellingsOf } from '../../kit/spellings-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { listMedods, pagesOf, type MedodsContext } from './ask-medods.ts';
import type { MedodsRow } from './replies.ts';

/** How it compares numbers is not told, so that it is asked in several ways; what it finds is compared as a number. */
export async function findPeople(phone: E164, context: MedodsContext): Promise<FoundPerson[]> {
  const numbers = phoneContextOf(context.settings);
  const found = new Map<string, FoundPerson>();
  for (const spelling of spellingsOf(phone)) {
    const rows = await listMedods(context, { what: 'clients by number', path: 'clients', query: { phone: spelling } });
    for (const row of rows) {
      const client = clientOf(row, context);
      const phones = client?.phones.map(({ written }) => written) ?? [];
      if (client !== null && phones.some((written) => toE164(written, numbers) === phone))
        found.set(client.externalId, { externalId: client.externalId, type: null, name: client.fullName, phones });
    }
  }
  return [...found.values()];
}

export async function* people(context: MedodsContext): AsyncGenerator<MisPeoplePage> {
  for await (const rows of pagesOf(context, { what: 'clients', path: 'clients' })) {
    yield { people: rows.flatMap((row) => clientOf(row, context) ?? []), total: null };
    context.signal.throwIfAborted();
  }
}

function clientOf(row: MedodsRow, { settings: { fields } }: MedodsContext): MisPerson | null {
  const at = (path: string): string | null => textOf(valueAt(row, path));
  const externalId = at(fields.id);
  if (externalId === null) return null;
  const [surname, givenName, patronymic] = [at(fields.surname), at(fields.name), at(fields.secondName)];
  const written = valueAt(row, fields.phone);
  const phones = (Array.isArray(written) ? written : [written]).flatMap((phone) => textOf(phone) ?? []);
  return {
    ...{ externalId, formerId: null, mergedInto: null, kind: 'patient', surname, givenName, patronymic },
    fullName: [surname, givenName, patronymic].filter((part) => part !== null).join(' '),
    birthDate: /^\d{4}-\d\d-\d\d/.exec(at(fields.birthdate) ?? '')?.[0] ?? null,
    phones: phones.map((phone) => ({ written: phone, note: null, validFrom: null, validTo: null })),
    ...{ note: null, household: null, lastVisit: null, knownBefore: false },
    ...{ validFrom: null, validTo: null, gone: false },
  };
}
