import type { Client } from './import-transaction.ts';
import type { VisitField } from './columns.ts';
import type { ReadVisit } from './read-visit.ts';

export interface WriteVisits {
  client: Client;
  source: string;
  now: Date;
  /** The columns of the file: what it does not have is not touched. */
  fields: ReadonlySet<VisitField>;
}

/** Stores one batch of distinct visits of known people; only what differs is written. */
export async function writeVisits(
  visits: readonly (ReadVisit & { personId: number })[],
  { client, source, now, fields }: WriteVisits,
): Promise<{ added: number; changed: number }> {
  if (visits.length === 0) return { added: 0, changed: 0 };
  const { rows } = await client.query<{ added: boolean }>(upsertVisits(fields), [source, now, JSON.stringify(visits)]);
  const added = rows.filter((row) => row.added).length;
  return { added, changed: rows.length - added };
}

const columns: readonly { name: string; key: string; type: string; field: VisitField | null }[] = [
  { name: 'person_id', key: 'personId', type: 'bigint', field: null },
  { name: 'starts_at', key: 'startsAt', type: 'timestamptz', field: null },
  { name: 'ends_at', key: 'endsAt', type: 'timestamptz', field: null },
  { name: 'zone', key: 'zone', type: 'text', field: null },
  { name: 'branch', key: 'branch', type: 'text', field: null },
  { name: 'doctor', key: 'doctor', type: 'text', field: 'doctor' },
  { name: 'state', key: 'state', type: 'text', field: 'state' },
  { name: 'added_at', key: 'addedAt', type: 'timestamptz', field: 'addedAt' },
];

function upsertVisits(fields: ReadonlySet<VisitField>): string {
  const names = columns.map(({ name }) => name);
  const values = columns.map(({ name, key, field }) =>
    field === null || fields.has(field) ? `x."${key}"` : `case when v.id is null then x."${key}" else v.${name} end`,
  );
  return `
    insert into visit (source, external_id, updated_at, ${names.join(', ')})
    select $1, x."externalId", $2, ${values.join(', ')}
    from jsonb_to_recordset($3::jsonb) as x ("externalId" text, ${columns.map(({ key, type }) => `"${key}" ${type}`).join(', ')})
    left join lateral (select * from visit o where o.source = $1 and o.external_id = x."externalId" limit 1) v on true
    where v.id is null or (${names.map((name) => `v.${name}`).join(', ')}) is distinct from (${values.join(', ')})
    on conflict (source, external_id) do update set
      updated_at = excluded.updated_at, ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
    returning xmax = 0 as added`;
}
