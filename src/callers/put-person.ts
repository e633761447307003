import { z } from 'zod';
import type { E164 } from '../contracts/phone-number.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { DirectoryBefore } from './change-directory.ts';
import { ERASED_SOURCE } from '../contracts/erased-person.ts';
import { erasedAmong } from './forget-people.ts';
import { splitPhones } from './split-phones.ts';
import type { PhoneContext } from '../contracts/phone-number.ts';

const date = z.iso.date().nullish();
const words = z.string().trim().max(200);

/** A person as an outside system or a person at a screen writes it. What is left out stays as it is. */
export const personBodySchema = z.object({
  kind: z.enum(['patient', 'staff', 'contractor']),
  name: words.min(1).optional().describe('the whole name; put together from its parts when left out'),
  surname: words.optional(),
  givenName: words.optional(),
  patronymic: words.optional(),
  birthDate: date,
  note: z.string().trim().max(1000).nullish().describe('pinned to the card'),
  household: words.nullish().describe('the same for all who live together'),
  knownBefore: z.boolean().optional().describe('was a patient before the installation'),
  validFrom: date.describe('first day of work, for staff and contractors'),
  validTo: date.describe('last day of work'),
  phones: z
    .array(z.string().min(1).max(300))
    .max(50)
    .optional()
    .describe('all numbers of the person, each written anyhow with words beside it; those bound by hand stay'),
  mergedInto: z.string().nullish().describe('id in the same source of the card that this one became part of'),
  deleted: z.boolean().optional(),
});
export type PersonBody = z.infer<typeof personBodySchema>;

export type Put =
  | { kind: 'put'; person: number; added: boolean; phones: E164[]; before: DirectoryBefore }
  | { kind: 'no-name' }
  | { kind: 'unread'; text: string }
  | { kind: 'no-such-card' }
  | { kind: 'erased' };

/** Stores one person of a source, new or known. Answers the numbers whose calls may be somebody else's now. */
export async function putPerson(
  client: PoolClient,
  wanted: { source: string; externalId: string; body: PersonBody; numbers: PhoneContext; at: Date },
): Promise<Put> {
  const { source, externalId, body, numbers, at } = wanted;
  const read = (body.phones ?? []).map((text) => splitPhones(text, numbers));
  const unread = read.flatMap((one) => one.unread);
  if (unread.length > 0) return { kind: 'unread', text: unread.join(', ') };
  const erased = await erasedAmong(client, source, [externalId], at);
  if (source === ERASED_SOURCE || erased.size > 0) return { kind: 'erased' };
  const known = await client.query<{ id: number; row: Record<string, unknown> }>(
    'select p.id, to_jsonb(p) as row from person p where source = $1 and external_id = $2 for update',
    [source, externalId],
  );
  const old = known.rows[0];
  const parts = [body.surname, body.givenName, body.patronymic];
  const put = parts.some((part) => part !== undefined && part !== '');
  const name = body.name ?? (put ? parts.filter((part) => part !== undefined && part !== '').join(' ') : undefined);
  if (old === undefined && name === undefined) return { kind: 'no-name' };
  let survivor: number | null | undefined = body.mergedInto === null ? null : undefined;
  if (typeof body.mergedInto === 'string') {
    const { rows } = await client.query<{ id: number }>(
      'select id from person where source = $1 and external_id = $2',
      [source, body.mergedInto],
    );
    survivor = rows[0]?.id;
    if (survivor === undefined || survivor === old?.id) return { kind: 'no-such-card' };
  }
  const columns: Record<string, unknown> = {
    kind: body.kind,
    // A row that is to be stored is checked for a name before it is found to be known.
    full_name: name ?? old?.row['full_name'],
    surname: body.surname,
    given_name: body.givenName,
    patronymic: body.patronymic,
    birth_date: body.birthDate,
    note: body.note,
    household: body.household,
    known_before: body.knownBefore,
    valid_from: body.validFrom,
    valid_to: body.validTo,
    merged_into: survivor,
    deleted_at: body.deleted === undefined ? undefined : body.deleted ? at : null,
    updated_at: at,
  };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  const names = given.map(([column]) => column);
  const { rows } = await client.query<{ id: number }>(
    `insert into person (source, external_id, ${names.join(', ')}) values ($1, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')})
     on conflict (source, external_id) do update set ${names.map((column) => `${column} = excluded.${column}`).join(', ')}
     returning id`,
    [source, externalId, ...given.map(([, value]) => value)],
  );
  const person = rows[0]?.id;
  if (person === undefined) throw new Error('the person was not stored');

  const had = await client.query<{ e164: E164; row: never }>(
    'select e164, to_jsonb(pp) as row from person_phone pp where person_id = $1 order by e164, extension for update',
    [person],
  );
  const written = read.flatMap(({ phones }) => phones);
  if (body.phones !== undefined) {
    await client.query(
      `delete from person_phone where person_id = $1 and bound_by is null and valid_to is null and e164 <> all ($2::text[])`,
      [person, written.map(({ e164 }) => e164)],
    );
    for (const { e164, extension, note } of written)
      await client.query(
        `insert into person_phone (person_id, e164, extension, note) values ($1, $2, $3, $4)
         on conflict (person_id, e164, extension) do update set note = excluded.note where person_phone.bound_by is null`,
        [person, e164, extension, note],
      );
  }
  const phones = [...new Set([...had.rows.map((row) => row.e164), ...written.map(({ e164 }) => e164)])];
  const before: DirectoryBefore = {
    ...(old === undefined ? { made: [person] } : { people: [old.row] }),
    phones: phones.map((phone) => ({
      person,
      phone,
      rows: had.rows.filter(({ e164 }) => e164 === phone).map(({ row }) => row),
    })),
  };
  return { kind: 'put', person, added: old === undefined, phones, before };
}
