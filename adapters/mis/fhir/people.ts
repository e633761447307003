import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { spellingsOf } from '../../kit/spellings-of.ts';
import { ofKind, searchFhir, type FhirContext } from './ask-fhir.ts';
import { patient, type FhirPatient } from './replies.ts';

/** Servers compare numbers as they are written: all spellings are asked at once, what is found is compared as a number. */
export async function findPeople(phone: E164, context: FhirContext): Promise<FoundPerson[]> {
  const { searchBy } = context.settings;
  const numbers = phoneContextOf(context.settings);
  const found = new Map<string, FoundPerson>();
  const query = { [searchBy]: spellingsOf(phone).join(','), _count: '50' };
  for await (const resources of searchFhir(context, { what: 'search of patients', path: 'Patient', query }))
    for (const { id, name, telecom } of ofKind(resources, patient)) {
      const phones = (telecom ?? []).flatMap(({ system, value }) =>
        value != null && (system == null || system === 'phone' || system === 'sms') ? [value] : [],
      );
      if (phones.some((written) => toE164(written, numbers) === phone))
        found.set(id, { externalId: id, type: null, name: nameOf(name), phones });
    }
  return [...found.values()];
}

function nameOf(names: FhirPatient['name']): string {
  const name = names?.find(({ use }) => use === 'official') ?? names?.[0];
  if (name == null) return '';
  return name.text ?? [name.family, ...(name.given ?? [])].filter((part) => part != null).join(' ');
}
