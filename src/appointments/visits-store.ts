import type { VisitState } from '../contracts/appointments.ts';
import type { Pool } from '../platform/database/index.ts';
import { visitOfRow, type VisitRow } from './stored-visit.ts';
import type { VisitView } from './visit-view.ts';

export interface VisitFilter {
  /** Null: all, and visits without a branch. */
  branches: readonly string[] | null;
  from?: Date | undefined;
  /** Excluded. */
  to?: Date | undefined;
  person?: number | undefined;
  states?: readonly VisitState[] | undefined;
  source?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

type Row = VisitRow & { name: string | null; of_person: number | null };

const columns = `v.*, coalesce(person_survivor(v.person_id), v.person_id) as of_person,
  (select p.full_name from person p where p.id = coalesce(person_survivor(v.person_id), v.person_id)) as name`;

/** In order of the start. What only a card says of a last visit is not among them. */
export async function listVisits(
  pool: Pool,
  filter: VisitFilter,
): Promise<{ items: VisitView[]; next: string | null }> {
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor);
  const { rows } = await pool.query<Row>(
    `select ${columns} from visit v
     where not v.of_card
       and ($1::text[] is null or v.branch = any ($1))
       and ($2::timestamptz is null or v.starts_at >= $2) and ($3::timestamptz is null or v.starts_at < $3)
       and ($4::bigint is null or v.person_id in (
         select id from person where id = $4 union all select id from person where merged_into = $4))
       and ($5::text[] is null or v.state = any ($5)) and ($6::text is null or v.source = $6)
       and ($7::timestamptz is null or (v.starts_at, v.id) > ($7, $8::bigint))
     order by v.starts_at, v.id limit $9`,
    [
      filter.branches,
      filter.from ?? null,
      filter.to ?? null,
      filter.person ?? null,
      filter.states ?? null,
      filter.source ?? null,
      after?.startsAt ?? null,
      after?.id ?? null,
      filter.limit + 1,
    ],
  );
  const items = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? items.at(-1) : undefined;
  return {
    items: items.map(viewOf),
    next: last === undefined ? null : Buffer.from(`${last.starts_at.getTime()} ${last.id}`).toString('base64url'),
  };
}

export async function readVisit(
  pool: Pick<Pool, 'query'>,
  source: string,
  externalId: string,
): Promise<VisitView | null> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from visit v where v.source = $1 and v.external_id = $2 and not v.of_card`,
    [source, externalId],
  );
  return rows[0] === undefined ? null : viewOf(rows[0]);
}

function viewOf(row: Row): VisitView {
  const { personId: _card, person, startsAt, endsAt, addedAt, marks, ...rest } = visitOfRow(row);
  return {
    id: String(row.id),
    ...{ source: row.source, externalId: row.external_id },
    person:
      row.of_person !== null
        ? { id: String(row.of_person), name: row.name, phone: null }
        : person.name === null && person.phone === null
          ? null
          : { id: null, name: person.name, phone: person.phone },
    ...rest,
    marks: [...marks],
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    addedAt: addedAt?.toISOString() ?? null,
  };
}

function readCursor(cursor: string): { startsAt: Date; id: number } | null {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ').map(Number);
  return Number.isSafeInteger(time) && Number.isSafeInteger(id) ? { startsAt: new Date(time ?? 0), id: id ?? 0 } : null;
}
