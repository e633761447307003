import type { Pool } from '../platform/database/index.ts';
import { z } from 'zod';
import type { WishRow } from './wish-store.ts';

const instant = z.iso.datetime();

export const wishViewSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'booked', 'withdrawn', 'over']).describe('over: its last day or the own visit has come'),
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  phone: z.string().nullable().describe('E.164; of a person of the directory only where another one was told'),
  name: z.string().nullable(),
  branch: z.string().nullable().describe('null: any'),
  doctor: z.string().nullable(),
  specialty: z.string().nullable(),
  minutes: z.number().int().nullable().describe('the slot is at least so long'),
  weekdays: z.array(z.number().int()).describe('1 is Monday; empty: any'),
  from: z.string().describe('hh:mm in the zone of the branch: the slot does not begin earlier'),
  to: z.string().describe('hh:mm: the slot begins before'),
  until: z.iso.date().nullable().describe('the last day'),
  visitId: z.string().nullable().describe('the visit that the patient would come earlier than'),
  earlierThan: instant.nullable(),
  urgent: z.boolean(),
  note: z.string().nullable(),
  createdAt: instant,
  createdBy: z.string(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  offers: z
    .array(
      z.object({
        id: z.string(),
        slotId: z.string(),
        state: z.enum(['queued', 'offered', 'taken', 'declined', 'expired', 'withdrawn']),
        way: z.enum(['task', 'sms']).nullable(),
        doctor: z.string(),
        branch: z.string().nullable(),
        startsAt: instant,
        minutes: z.number().int(),
        replyBy: instant.nullable(),
      }),
    )
    .describe('times that this person was or will be offered, the latest first'),
});
export type WishView = z.infer<typeof wishViewSchema>;

type Row = WishRow & { person_name: string | null; offers: WishView['offers'] };

/** Oldest first: whoever waits longest stands above. */
export async function listWishes(
  pool: Pool,
  filter: {
    state: WishRow['state'] | 'all';
    branch?: string | undefined;
    person?: number | undefined;
    id?: number | undefined;
    cursor?: string | undefined;
    limit: number;
    branches: readonly string[] | null;
  },
): Promise<{ items: WishView[]; next: string | null }> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where = ['true'];
  if (filter.state !== 'all') where.push(`w.state = ${add(filter.state)}`);
  if (filter.id !== undefined) where.push(`w.id = ${add(filter.id)}`);
  if (filter.person !== undefined) where.push(`w.person_id = ${add(filter.person)}`);
  if (filter.branch !== undefined) where.push(`(w.branch = ${add(filter.branch)} or w.branch is null)`);
  if (filter.branches !== null) where.push(`(w.branch = any(${add(filter.branches)}) or w.branch is null)`);
  if (filter.cursor !== undefined && /^\d{1,15}$/.test(filter.cursor))
    where.push(`w.id > ${add(Number(filter.cursor))}`);
  const { rows } = await pool.query<Row>(
    `select w.*, p.full_name as person_name, coalesce((
         select jsonb_agg(jsonb_build_object('id', o.id::text, 'slotId', s.id::text, 'state', o.state, 'way', o.way,
             'doctor', s.doctor, 'branch', s.branch, 'startsAt', s.starts_at, 'minutes', s.minutes, 'replyBy', o.reply_by)
           order by s.starts_at desc)
         from slot_offer o join freed_slot s on s.id = o.slot_id where o.wish_id = w.id), '[]') as offers
     from wish w left join person p on p.id = w.person_id and p.deleted_at is null
     where ${where.join(' and ')} order by w.id limit ${filter.limit + 1}`,
    values,
  );
  const page = rows.slice(0, filter.limit);
  return {
    items: page.map(wishView),
    next: rows.length > filter.limit ? String(page.at(-1)?.id) : null,
  };
}

function wishView(row: Row): WishView {
  const { state, phone, name, branch, doctor, specialty, minutes, weekdays, until, urgent, note } = row;
  return {
    id: String(row.id),
    person:
      row.person_id === null || row.person_name === null ? null : { id: String(row.person_id), name: row.person_name },
    ...{ state, phone, name, branch, doctor, specialty, minutes, weekdays, until, urgent, note },
    from: clockOf(row.from_minute),
    to: clockOf(row.to_minute),
    visitId: row.visit_id === null ? null : String(row.visit_id),
    earlierThan: row.earlier_than?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    offers: row.offers.map((offer) => ({
      ...offer,
      startsAt: new Date(offer.startsAt).toISOString(),
      replyBy: offer.replyBy === null ? null : new Date(offer.replyBy).toISOString(),
    })),
  };
}

function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
