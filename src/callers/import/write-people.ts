import type { Client } from './import-transaction.ts';
import type { PeopleField } from './columns.ts';
import type { ReadPerson } from './read-person.ts';

export interface WritePeople {
  client: Client;
  source: string;
  zone: string;
  now: Date;
  /** The columns of the file: what it does not have is not touched. */
  fields: ReadonlySet<PeopleField>;
}

/** Stores one batch of distinct people; only what differs is written. Counts rows. */
export async function writePeople(
  people: readonly ReadPerson[],
  { client, source, zone, now, fields }: WritePeople,
): Promise<{ added: number; changed: number }> {
  if (people.length === 0) return { added: 0, changed: 0 };
  const written = await client.query<{ id: number; added: boolean }>(upsertPeople(fields), [
    source,
    now,
    JSON.stringify(people.map(({ phones: _phones, lastVisit: _lastVisit, ...person }) => person)),
  ]);
  const added = new Set(written.rows.filter((row) => row.added).map((row) => row.id));
  const changed = new Set(written.rows.map((row) => row.id));

  const known = await client.query<{ id: number; external_id: string }>(
    'select id, external_id from person where source = $1 and external_id = any ($2)',
    [source, people.map((person) => person.externalId)],
  );
  const ids = new Map(known.rows.map((row) => [row.external_id, row.id]));
  const owned = people.map((person) => ({ person, id: ids.get(person.externalId) }));

  if (fields.has('phone') || fields.has('representativePhone')) {
    const phones = owned.flatMap(({ person, id }) => person.phones.map((phone) => ({ id, ...phone })));
    const { rows } = await client.query<{ person_id: number }>(replacePhones, [
      [...ids.values()],
      JSON.stringify(phones),
    ]);
    for (const row of rows) changed.add(row.person_id);
  }
  const visits = owned.flatMap(({ person, id }) =>
    person.lastVisit === null ? [] : [{ id, externalId: `last:${person.externalId}`, startsAt: person.lastVisit }],
  );
  if (visits.length > 0) {
    const { rows } = await client.query<{ person_id: number }>(upsertLastVisits, [
      source,
      zone,
      now,
      JSON.stringify(visits),
    ]);
    for (const row of rows) changed.add(row.person_id);
  }
  return { added: added.size, changed: [...changed].filter((id) => !added.has(id)).length };
}

const columns: readonly { name: string; key: keyof ReadPerson; type: string; fields: readonly PeopleField[] }[] = [
  { name: 'surname', key: 'surname', type: 'text', fields: ['surname', 'fullName'] },
  { name: 'given_name', key: 'givenName', type: 'text', fields: ['givenName', 'fullName'] },
  { name: 'patronymic', key: 'patronymic', type: 'text', fields: ['patronymic', 'fullName'] },
  { name: 'full_name', key: 'fullName', type: 'text', fields: ['fullName', 'surname', 'givenName'] },
  { name: 'birth_date', key: 'birthDate', type: 'date', fields: ['birthDate'] },
  { name: 'note', key: 'note', type: 'text', fields: ['note'] },
  { name: 'household', key: 'household', type: 'text', fields: ['household'] },
  { name: 'known_before', key: 'knownBefore', type: 'boolean', fields: ['knownBefore'] },
  { name: 'valid_from', key: 'validFrom', type: 'date', fields: ['validFrom'] },
  { name: 'valid_to', key: 'validTo', type: 'date', fields: ['validTo'] },
];

function upsertPeople(fields: ReadonlySet<PeopleField>): string {
  const names = columns.map(({ name }) => name);
  const values = columns.map(({ name, key, fields: from }) =>
    from.some((field) => fields.has(field))
      ? `x."${key}"`
      : `case when p.id is null then x."${key}" else p.${name} end`,
  );
  // Compared before the write: a row that conflicts is locked, and so written to disk, even where nothing changes.
  return `
    insert into person (source, external_id, kind, updated_at, deleted_at, ${names.join(', ')})
    select $1, x."externalId", x.kind, $2, case when x.gone then coalesce(p.deleted_at, $2) end, ${values.join(', ')}
    from jsonb_to_recordset($3::jsonb) as x ("externalId" text, kind text, gone boolean, ${columns.map(({ key, type }) => `"${key}" ${type}`).join(', ')})
    -- A look-up for each row, whatever the planner guesses of a directory that grows within the transaction.
    left join lateral (select * from person o where o.source = $1 and o.external_id = x."externalId" limit 1) p on true
    where p.id is null or (p.deleted_at is not null) <> x.gone
       or (p.kind, ${names.map((name) => `p.${name}`).join(', ')}) is distinct from (x.kind, ${values.join(', ')})
    on conflict (source, external_id) do update set
      kind = excluded.kind, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
      ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
    returning id, xmax = 0 as added`;
}

/**
 * Numbers that a person bound or took off by hand stay as they are: theirs is every row with a hand's name, or whose
 * validity is not the one that the source told.
 */
const replacePhones = `
  with incoming as (
    select x.id, x.e164, x.extension, x.note, x."validFrom" as valid_from, x."validTo" as valid_to
    from jsonb_to_recordset($2::jsonb)
      as x (id bigint, e164 text, extension text, note text, "validFrom" date, "validTo" date)
  ), gone as (
    delete from person_phone pp
    where pp.person_id = any ($1::bigint[]) and ${ofSource('pp')}
      -- Hashed whatever the planner guesses, unlike the same with exists.
      and (pp.person_id, pp.e164, pp.extension) not in (select i.id, i.e164, i.extension from incoming i)
    returning pp.person_id
  ), stored as (
    insert into person_phone (person_id, e164, extension, note, valid_from, valid_to, source_from, source_to)
    select i.id, i.e164, i.extension, i.note, i.valid_from, i.valid_to, i.valid_from, i.valid_to
    from incoming i
    left join lateral (
      select * from person_phone o where o.person_id = i.id and o.e164 = i.e164 and o.extension = i.extension limit 1
    ) pp on true
    where pp.person_id is null
       or (${ofSource('pp')} and (pp.note, pp.valid_from, pp.valid_to) is distinct from (i.note, i.valid_from, i.valid_to))
    on conflict (person_id, e164, extension) do update set
      note = excluded.note, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
      source_from = excluded.source_from, source_to = excluded.source_to
    returning person_id
  )
  select person_id from gone union select person_id from stored`;

function ofSource(table: string): string {
  return `(${table}.bound_by is null and ${table}.valid_from is not distinct from ${table}.source_from
    and ${table}.valid_to is not distinct from ${table}.source_to)`;
}

/** The last visit only moves on: what was completed stays completed. */
const upsertLastVisits = `
  insert into visit (source, external_id, person_id, zone, starts_at, ends_at, state, updated_at, of_card)
  select $1, x."externalId", x.id, $2, x."startsAt", x."startsAt", 'completed', $3, true
  from jsonb_to_recordset($4::jsonb) as x (id bigint, "externalId" text, "startsAt" timestamptz)
  left join lateral (select * from visit o where o.source = $1 and o.external_id = x."externalId" limit 1) v on true
  where v.id is null or v.starts_at < x."startsAt"
  on conflict (source, external_id) do update set
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, updated_at = excluded.updated_at
  returning person_id`;
