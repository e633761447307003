import { z } from 'zod';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import {
  COUNTED_CALL,
  countedCallSchema,
  countedCallView,
  type CountedCallRow,
  type CountedCallView,
} from './call-figures.ts';
import type { BookingReason } from './attribute-booking.ts';
import { readCursor, writeCursor } from './list-contacts.ts';
import { markCalls, markVisits } from './contact-due.ts';

const instant = z.iso.datetime();

export const bookingReasons = [
  'during-call',
  'within-half-an-hour',
  'within-a-day',
  'next-working-day',
  'same-day',
  'own-call',
  'without-call',
  'said',
] as const satisfies readonly BookingReason[];

export const bookingSchema = z.object({
  visitId: z.string(),
  personId: z.string().nullable(),
  name: z.string().nullable(),
  zone: z.string(),
  branch: z.string().nullable(),
  doctor: z.string().nullable(),
  addedAt: instant,
  startsAt: instant,
  state: z.string(),
  callId: z.string().nullable().describe('the call that brought the visit; null: without a call'),
  strength: z.enum(['strong', 'weak']).nullable(),
  why: z.enum(bookingReasons),
  call: countedCallSchema.nullable().describe('the call itself'),
  saidBy: z.string().nullable().describe('who corrected it'),
  saidAt: instant.nullable(),
});
export type BookingView = z.infer<typeof bookingSchema>;
export const bookingBodySchema = z.object({
  callId: z
    .string()
    .regex(/^\d{1,15}$/)
    .nullable()
    .optional()
    .describe('the call that brought the visit; null: none did; left out: as it is counted'),
});

interface Row {
  visit_id: number;
  person_id: number | null;
  branch: string | null;
  doctor: string | null;
  added_at: Date;
  starts_at: Date;
  state: string;
  call_id: number | null;
  strength: 'strong' | 'weak' | null;
  why: BookingView['why'];
  said_by: string | null;
  said_at: Date | null;
  zone: string;
  name: string | null;
  call: CountedCallRow | null;
}

/** Added on these local days; a move is no booking. `$1` and `$2` are days, `$3` a branch. */
const ADDED = `b.why <> 'move' and b.added_at >= $1::date - interval '1 day' and b.added_at < $2::date + interval '2 days'
       and (b.added_at at time zone v.zone)::date between $1::date and $2::date and ($3::text is null or v.branch = $3)`;

/** Visits by the local day on which they were added, newest first: as many as the MIS lists, moves left out. */
export async function listBookings(
  pool: Pool,
  asked: {
    branch: string | null;
    from: string;
    to: string;
    why?: BookingView['why'] | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: BookingView[]; next: string | null }> {
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const { rows } = await pool.query<Row>(
    `select b.visit_id, b.person_id, v.branch, v.zone, v.doctor, b.added_at, v.starts_at, v.state, b.call_id, b.strength, b.why,
       b.said_by, b.said_at, coalesce((select p.full_name from person p where p.id = b.person_id), v.person_name) as name,
       (select to_jsonb(t) from (select ${COUNTED_CALL} from contact_call t where t.call_id = b.call_id) t) as call
     from booking b join visit v on v.id = b.visit_id
     where ${ADDED}
       and ($4::timestamptz is null or (b.added_at, b.visit_id) < ($4, $5)) and ($7::text is null or b.why = $7)
     order by b.added_at desc, b.visit_id desc limit $6`,
    [asked.from, asked.to, asked.branch, after?.at ?? null, after?.id ?? null, asked.limit + 1, asked.why ?? null],
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(view),
    next: last === undefined ? null : writeCursor({ opened_at: last.added_at, id: last.visit_id }),
  };
}

/** How many visits were added on these local days, by how they came about. */
export async function countBookings(
  pool: Pool,
  asked: { branch: string | null; from: string; to: string },
): Promise<Partial<Record<BookingView['why'], number>>> {
  const { rows } = await pool.query<{ why: BookingView['why']; visits: number }>(
    `select b.why, count(*) as visits from booking b join visit v on v.id = b.visit_id where ${ADDED} group by 1`,
    [asked.from, asked.to, asked.branch],
  );
  return Object.fromEntries(rows.map(({ why, visits }) => [why, visits]));
}

const CANDIDATE_DAYS = 14;

/** Calls that may have brought a visit: of its person, household and numbers, in the two weeks before; newest first. */
export async function callsNear(
  pool: Pool,
  { visitId, branches }: { visitId: number; branches: readonly string[] | null },
): Promise<CountedCallView[] | null> {
  const { rows } = await pool.query<CountedCallRow>(
    `with told as (
       select coalesce(person_survivor(v.person_id), v.person_id) as person, v.person_phone as phone, b.added_at, b.call_id
       from booking b join visit v on v.id = b.visit_id where b.visit_id = $1 and ($2::text[] is null or v.branch = any($2))
     ), home as (
       select p.id from told join person p on p.id = told.person or p.merged_into = told.person
       union select o.id from told join person p on p.id = told.person
         join person o on o.source = p.source and o.household = p.household
     )
     select ${COUNTED_CALL} from contact_call t, told
     where ($2::text[] is null or t.branch = any($2)) and (t.call_id = told.call_id
       or (t.at between told.added_at - $3 * interval '1 day' and told.added_at + interval '1 day'
         and (t.person_id in (select id from home) or t.number = told.phone
           or t.number in (select n.e164 from person_phone n where n.person_id in (select id from home)))))
     order by t.at desc, t.call_id desc limit 50`,
    [visitId, branches, CANDIDATE_DAYS],
  );
  if (rows.length > 0) return rows.map(countedCallView);
  const { rowCount } = await pool.query(
    'select from booking b join visit v on v.id = b.visit_id where b.visit_id = $1 and ($2::text[] is null or v.branch = any($2))',
    [visitId, branches],
  );
  return rowCount === 0 ? null : [];
}

export type BookingSaid =
  { kind: 'said'; before: number | null } | { kind: 'no-such-visit' } | { kind: 'no-such-call' };

/** A person says which call brought a visit; it outlives every recount. `branches` null: of any branch. */
export async function sayBooking(
  tx: PoolClient,
  said: {
    visitId: number;
    callId: number | null | undefined;
    who: string;
    at: Date;
    branches: readonly string[] | null;
  },
): Promise<BookingSaid> {
  const { rows } = await tx.query<{ call_id: number | null }>(
    `select b.call_id from booking b join visit v on v.id = b.visit_id
     where b.visit_id = $1 and ($2::text[] is null or v.branch = any($2)) for update of b`,
    [said.visitId, said.branches],
  );
  if (rows[0] === undefined) return { kind: 'no-such-visit' };
  if (said.callId != null) {
    const { rowCount } = await tx.query(
      'select from contact_call where call_id = $1 and ($2::text[] is null or branch = any($2))',
      [said.callId, said.branches],
    );
    if (rowCount === 0) return { kind: 'no-such-call' };
  }
  if (said.callId === undefined)
    await tx.query('update booking set said = false, said_by = null, said_at = null where visit_id = $1', [
      said.visitId,
    ]);
  // Shown at once; the contacts follow when they are counted anew.
  else
    await tx.query(
      `update booking set said = true, why = 'said', call_id = $2::bigint, strength = case when $2::bigint is not null then 'strong' end,
         said_by = $3, said_at = $4 where visit_id = $1`,
      [said.visitId, said.callId, said.who, said.at],
    );
  await markVisits(tx, [said.visitId]);
  // The contact that had it loses it.
  await markCalls(tx, rows[0].call_id === null ? [] : [rows[0].call_id]);
  return { kind: 'said', before: rows[0].call_id };
}

function view(row: Row): BookingView {
  const id = (value: number | null): string | null => (value === null ? null : String(value));
  return {
    visitId: String(row.visit_id),
    personId: id(row.person_id),
    branch: row.branch,
    doctor: row.doctor,
    addedAt: row.added_at.toISOString(),
    startsAt: row.starts_at.toISOString(),
    state: row.state,
    callId: id(row.call_id),
    strength: row.strength,
    why: row.why,
    saidBy: row.said_by,
    saidAt: row.said_at?.toISOString() ?? null,
    ...{ name: row.name, zone: row.zone },
    call: row.call === null ? null : countedCallView({ ...row.call, at: new Date(row.call.at) }),
  };
}
