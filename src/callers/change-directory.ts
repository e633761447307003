import type { E164 } from '../contracts/phone-number.ts';
import type { PoolClient } from '../platform/database/index.ts';

interface PhoneRow {
  person_id: number;
  e164: string;
  extension: string;
  note: string | null;
  valid_from: string | null;
  valid_to: string | null;
  bound_by: string | null;
}

/** Rows of the directory as they were before a change. */
export interface DirectoryBefore {
  /** Of each pair all rows, none where there were none. */
  phones?: { person: number; phone: string; rows: PhoneRow[] }[];
  /** Cards that the change made. */
  made?: number[];
  /** Cards that it changed, as they were. */
  people?: Record<string, unknown>[];
}

/** A person's number from now on, whatever the source of the card says of it. */
export async function addNumber(
  client: PoolClient,
  { person, phone, note, who }: { person: number; phone: E164; note: string | null; who: string },
): Promise<DirectoryBefore> {
  const before = await phonesOf(client, [person], phone);
  await client.query(
    `insert into person_phone (person_id, e164, note, bound_by) values ($1, $2, $3, $4)
     on conflict (person_id, e164, extension) do update set
       note = coalesce(excluded.note, person_phone.note), bound_by = excluded.bound_by, valid_from = null, valid_to = null`,
    [person, phone, note, who],
  );
  return { phones: before };
}

/**
 * A recycled number: these cards have it no more from `day` (`yyyy-MM-dd`) on. What was identified by it before stays,
 * and no import brings it back.
 */
export async function removeNumber(
  client: PoolClient,
  { cards, phone, day, who }: { cards: readonly number[]; phone: E164; day: string; who: string },
): Promise<DirectoryBefore> {
  const { rows } = await client.query<{ id: number }>(
    `with recursive part (id) as (
       select unnest($1::bigint[]) union select p.id from part join person p on p.merged_into = part.id
     ) select id from part order by id`,
    [cards],
  );
  const all = rows.map(({ id }) => id);
  const before = await phonesOf(client, all, phone);
  await client.query(
    `update person_phone set valid_to = $3::date - 1, bound_by = $4
     where person_id = any ($1::bigint[]) and e164 = $2 and (valid_to is null or valid_to >= $3::date)`,
    [all, phone, day, who],
  );
  return { phones: before };
}

/** Somebody new by one click: a contractor or an employee with this number. */
export async function rememberPerson(
  client: PoolClient,
  told: { kind: 'staff' | 'contractor'; name: string; phone: E164; who: string; at: Date; externalId: string },
): Promise<{ person: number; before: DirectoryBefore }> {
  const { rows } = await client.query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, updated_at) values ('manual', $1, $2, $3, $4) returning id`,
    [told.externalId, told.kind, told.name, told.at],
  );
  const person = rows[0]?.id;
  if (person === undefined) throw new Error('the person was not stored');
  const before = await addNumber(client, { person, phone: told.phone, note: null, who: told.who });
  return { person, before: { ...before, made: [person] } };
}

/** Puts a number on the list of spam. */
export async function listSpam(
  client: PoolClient,
  { phone, who, at }: { phone: E164; who: string; at: Date },
): Promise<{ person: number; before: DirectoryBefore }> {
  const { rows } = await client.query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, updated_at) values ('manual', 'spam', 'spam', 'spam', $1)
     on conflict (source, external_id) do update set deleted_at = null returning id`,
    [at],
  );
  const person = rows[0]?.id;
  if (person === undefined) throw new Error('the list of spam was not stored');
  return { person, before: await addNumber(client, { person, phone, note: null, who }) };
}

/** Puts back what a change replaced. Answers the numbers that are concerned. */
export async function restoreDirectory(client: PoolClient, before: DirectoryBefore, at: Date): Promise<string[]> {
  for (const row of before.people ?? [])
    await client.query(
      `update person p set kind = x.kind, surname = x.surname, given_name = x.given_name, patronymic = x.patronymic,
         full_name = x.full_name, birth_date = x.birth_date, note = x.note, household = x.household,
         known_before = x.known_before, valid_from = x.valid_from, valid_to = x.valid_to, deleted_at = x.deleted_at,
         merged_into = x.merged_into, updated_at = $2
       from jsonb_populate_record(null::person, $1::jsonb) x where p.id = x.id`,
      [JSON.stringify(row), at],
    );
  for (const { person, phone, rows } of before.phones ?? []) {
    await client.query('delete from person_phone where person_id = $1 and e164 = $2', [person, phone]);
    await client.query(
      'insert into person_phone select * from jsonb_populate_recordset(null::person_phone, $1::jsonb)',
      [JSON.stringify(rows)],
    );
  }
  await client.query('update person set deleted_at = $2, updated_at = $2 where id = any ($1::bigint[])', [
    before.made ?? [],
    at,
  ]);
  return [...new Set((before.phones ?? []).map(({ phone }) => phone))];
}

export async function phonesOf(
  client: PoolClient,
  people: readonly number[],
  phone: string,
): Promise<NonNullable<DirectoryBefore['phones']>> {
  const { rows } = await client.query<{ row: PhoneRow }>(
    `select to_jsonb(pp) as row from person_phone pp
     where person_id = any ($1::bigint[]) and e164 = $2 order by person_id, extension for update`,
    [people, phone],
  );
  return people.map((person) => ({
    person,
    phone,
    rows: rows.flatMap(({ row }) => (row.person_id === person ? [row] : [])),
  }));
}
