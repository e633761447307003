import type { ToldVisit, VisitPerson } from '../contracts/appointments.ts';
import type { PoolClient } from '../platform/database/index.ts';

interface NamedCard {
  id: number;
  fullName: string;
  surname: string;
  givenName: string;
}

/** Answers the card of each person that a source tells, null where none is sure. */
export async function resolvePeople(
  tx: PoolClient,
  patients: string,
  facts: readonly Pick<ToldVisit, 'person'>[],
): Promise<(person: VisitPerson | null) => number | null> {
  const cards = new Set<string>();
  const phones = new Set<string>();
  for (const { person } of facts) {
    if (person == null) continue;
    if (person.card !== null) cards.add(person.card);
    if (person.phone !== null && person.name !== null) phones.add(person.phone);
  }
  const byCard = new Map<string, number>();
  if (cards.size > 0) {
    const { rows } = await tx.query<{ id: number; external_id: string }>(
      'select id, external_id from person where source = $1 and external_id = any ($2)',
      [patients, [...cards]],
    );
    for (const { id, external_id } of rows) byCard.set(external_id, id);
  }
  const byPhone = new Map<string, NamedCard[]>();
  if (phones.size > 0) {
    const { rows } = await tx.query<{
      e164: string;
      id: number;
      full_name: string;
      surname: string;
      given_name: string;
    }>(
      `select distinct number.e164, p.id, p.full_name, p.surname, p.given_name
       from person_phone number join person p on p.id = number.person_id
       where number.e164 = any ($1) and number.valid_to is null
         and p.kind = 'patient' and p.deleted_at is null and p.merged_into is null`,
      [[...phones]],
    );
    for (const { e164, id, full_name: fullName, surname, given_name: givenName } of rows)
      byPhone.set(e164, [...(byPhone.get(e164) ?? []), { id, fullName, surname, givenName }]);
  }
  return (person) => {
    if (person === null) return null;
    const carrier = person.card === null ? undefined : byCard.get(person.card);
    if (carrier !== undefined) return carrier;
    if (person.phone === null || person.name === null) return null;
    return oneOfName(person.name, byPhone.get(person.phone) ?? []);
  };
}

/** The only card of a number that has this name; two of one name are two people, and a number alone is nobody. */
export function oneOfName(name: string, cards: readonly NamedCard[]): number | null {
  const wanted = plainName(name);
  const same = cards.filter(({ fullName, surname, givenName }) => {
    const short = plainName(`${surname} ${givenName}`);
    return plainName(fullName) === wanted || (surname !== '' && givenName !== '' && short === wanted);
  });
  return same.length === 1 ? (same[0]?.id ?? null) : null;
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}
