import { z } from 'zod';
import { ERASED_SOURCE, type ErasedPerson } from '../contracts/erased-person.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { writtenNumbers } from './written-number.ts';

/** A card of the directory, or the number of somebody who has none. */
export type Asked = { personId: number } | { phone: string };

export const cardSchema = z.object({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  name: z.string(),
  birthDate: z.iso.date().nullable(),
});
export type Card = z.infer<typeof cardSchema>;

/** Whom a request is about. */
export interface Subject extends Omit<ErasedPerson, 'personId'> {
  /** The card that the others live on in; null: a number without a card. */
  personId: number | null;
  people: readonly Card[];
  /** Numbers that somebody else has, too: they stay, with what is kept under them. */
  shared: readonly string[];
  names: readonly string[];
}

export type NotFound = { kind: 'no-such-person' } | { kind: 'has-cards'; cards: readonly number[] };

/** The person behind a card or a number, with every card that was joined to it. */
export async function findSubject(tx: Pick<Pool, 'query'> | PoolClient, asked: Asked): Promise<Subject | NotFound> {
  if ('phone' in asked) {
    const { rows } = await tx.query<{ id: number }>(
      `select distinct coalesce(person_survivor(p.id), p.id) as id from person_phone n join person p on p.id = n.person_id
       where n.e164 = $1 and p.kind <> 'spam' and p.deleted_at is null order by 1`,
      [asked.phone],
    );
    if (rows.length > 0) return { kind: 'has-cards', cards: rows.map(({ id }) => id) };
    const phones = [asked.phone];
    return { personId: null, cards: [], people: [], phones, shared: [], names: [], written: writtenNumbers(phones) };
  }
  const { rows: people } = await tx.query<{
    id: number;
    source: string;
    external_id: string;
    full_name: string;
    surname: string;
    given_name: string;
    birth_date: string | null;
    survivor: number;
  }>(
    `with recursive part (id) as (
       select coalesce(person_survivor($1), $1)
       union select p.id from part join person p on p.merged_into = part.id
     )
     select p.id, p.source, p.external_id, p.full_name, p.surname, p.given_name, p.birth_date::text,
       coalesce(person_survivor($1), $1) as survivor
     from part join person p on p.id = part.id where p.source <> '${ERASED_SOURCE}' and p.kind <> 'spam' order by p.id`,
    [asked.personId],
  );
  const [first] = people;
  if (first === undefined) return { kind: 'no-such-person' };
  const cards = people.map(({ id }) => id);
  const { rows: numbers } = await tx.query<{ e164: string; shared: boolean }>(
    `select n.e164, exists (
       select from person_phone o join person p on p.id = o.person_id
       where o.e164 = n.e164 and o.person_id <> all($1) and p.deleted_at is null and p.kind <> 'spam') as shared
     from (select distinct e164 from person_phone where person_id = any($1)) n order by 1`,
    [cards],
  );
  const phones = numbers.filter(({ shared }) => !shared).map(({ e164 }) => e164);
  return {
    ...{ personId: first.survivor, cards, phones, written: writtenNumbers(phones) },
    people: people.map(({ id, source, external_id: externalId, full_name: name, birth_date: birthDate }) => ({
      ...{ id: String(id), source, externalId, name, birthDate },
    })),
    shared: numbers.filter(({ shared }) => shared).map(({ e164 }) => e164),
    names: [
      ...new Set(people.flatMap((one) => [one.full_name, `${one.surname} ${one.given_name}`.trim(), one.surname])),
    ].filter((name) => name !== ''),
  };
}
