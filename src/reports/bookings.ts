import { z } from 'zod';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { readCursor, writeCursor } from './list-contacts.ts';
import { markVisits } from './contact-due.ts';

const instant = z.iso.datetime();

export const bookingSchema = z.object({
  visitId: z.string(),
  personId: z.string().nullable(),
  branch: z.string().nullable(),
  doctor: z.string().nullable(),
  addedAt: instant,
  startsAt: instant,
  state: z.string(),
  callId: z.string().nullable().describe('the call that brought the visit; null: without a call'),
  strength: z.enum(['strong', 'weak']).nullable(),
  why: z
    .string()
    .describe(
      'during-call, within-half-an-hour, within-a-day, next-working-day, same-day, own-call, without-call, move, said',
    ),
  saidBy: z.string().nullable().describe('who corrected it'),
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
  why: string;
  said_by: string | null;
}

/** Visits by the local day on which they were added, newest first: as many as the MIS lists, moves left out. */
export async function listBookings(
  pool: Pool,
  asked: { branch: string | null; from: string; to: string; limit: number; cursor?: string | undefined },
): Promise<{ items: BookingView[]; next: string | null }> {
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const { rows } = await pool.query<Row>(
    `select b.visit_id, b.person_id, v.branch, v.doctor, b.added_at, v.starts_at, v.state, b.call_id, b.strength, b.why, b.said_by
     from booking b join visit v on v.id = b.visit_id
     where b.why <> 'move' and b.added_at >= $1::date - interval '1 day' and b.added_at < $2::date + interval '2 days'
       and (b.added_at at time zone v.zone)::date between $1::date and $2::date and ($3::text is null or v.branch = $3)
       and ($4::timestamptz is null or (b.added_at, b.visit_id) < ($4, $5))
     order by b.added_at desc, b.visit_id desc limit $6`,
    [asked.from, asked.to, asked.branch, after?.at ?? null, after?.id ?? null, asked.limit + 1],
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(view),
    next: last === undefined ? null : writeCursor({ opened_at: last.added_at, id: last.visit_id }),
  };
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
  await tx.query(
    'update booking set said = $2, call_id = coalesce($3, case when $2 then null else call_id end), said_by = $4, said_at = $5 where visit_id = $1',
    [
      said.visitId,
      said.callId !== undefined,
      said.callId ?? null,
      said.callId === undefined ? null : said.who,
      said.callId === undefined ? null : said.at,
    ],
  );
  await markVisits(tx, [said.visitId]);
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
  };
}
