import { z } from 'zod';
import { callOutcomes, type CallOutcome } from '../contracts/outcomes.ts';
import type { Pool } from '../platform/database/index.ts';
import { NETWORK } from './contact-store.ts';
import { contactGroups, type ContactGroup } from './contact.ts';
import { contactConditions, type BookingBasis, type ContactFigure } from './contact-figures.ts';
import { whereOf, type ContactFilter } from './count-contacts.ts';
import { EXTENSION_PREFIX } from './touch-of-call.ts';

const instant = z.iso.datetime();

/** Who talked: a name from the shift, else only the telephone. */
export const operatorSchema = z.object({ name: z.string().nullable(), extension: z.string().nullable() });
export const contactViewSchema = z.object({
  id: z.string(),
  day: z.iso.date().describe('in the zone of the branch'),
  openedAt: instant,
  branch: z.string().nullable(),
  zone: z.string(),
  personId: z.string().nullable(),
  phone: z.string().nullable(),
  group: z.enum(contactGroups),
  reason: z.string().describe('why it is in its group: class, booked, outcome, no-target-outcome, unknown-class'),
  openings: z.number().int(),
  missed: z.number().int(),
  outcome: z.enum(callOutcomes).nullable(),
  booked: z.enum(['strong', 'weak']).nullable().describe('by visits of the MIS'),
  bookedMark: z.boolean(),
  waitingList: z.boolean(),
  came: z.boolean(),
  visitAt: instant.nullable(),
  answeredAt: instant.nullable(),
  answerDueAt: instant,
  owner: operatorSchema.nullable().describe('null: nobody talked'),
  line: z.string().nullable(),
  channel: z.string().nullable(),
  calls: z
    .array(
      z.object({
        id: z.string(),
        at: instant,
        opens: z.boolean().describe('by the outside party'),
        missed: z.string().nullable(),
        talkSeconds: z.number().int(),
        outcome: z.enum(callOutcomes).nullable(),
        operator: operatorSchema.nullable(),
      }),
    )
    .describe('in order of time; each id leads to the call and its recording'),
  requests: z.array(z.object({ id: z.string(), at: instant })).describe('of the site, in order of time'),
});
export type ContactView = z.infer<typeof contactViewSchema>;

export function operatorView(told: string | null): z.infer<typeof operatorSchema> | null {
  if (told === null) return null;
  return told.startsWith(EXTENSION_PREFIX)
    ? { name: null, extension: told.slice(EXTENSION_PREFIX.length) }
    : { name: told, extension: null };
}

interface Row {
  id: number;
  day: string;
  opened_at: Date;
  branch: string | null;
  zone: string;
  person_id: number | null;
  number: string | null;
  grp: ContactGroup;
  reason: string;
  openings: number;
  missed: number;
  outcome: CallOutcome | null;
  booked: 'strong' | 'weak' | null;
  booked_mark: boolean;
  waiting_list: boolean;
  came: boolean;
  visit_at: Date | null;
  answered_at: Date | null;
  answer_due_at: Date;
  owner: string | null;
  line: string | null;
  channel: string | null;
  calls:
    | {
        id: number;
        at: string;
        opens: boolean;
        missed: string | null;
        talk: number;
        outcome: CallOutcome | null;
        operator: string | null;
      }[]
    | null;
  requests: { id: number; at: string }[] | null;
}

/** The contacts behind a figure, newest first; `next` asks for the page after this one. */
export async function listContacts(
  pool: Pool,
  asked: {
    filter: ContactFilter;
    figure: ContactFigure;
    basis: BookingBasis;
    now: Date;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: ContactView[]; next: string | null }> {
  const values: unknown[] = [asked.now];
  const where = whereOf(asked.filter, values);
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const paged =
    after === null ? '' : `and (c.opened_at, c.id) < ($${values.push(after.at)}, $${values.push(after.id)})`;
  const place = asked.filter.scope === NETWORK ? 'network_contact_id' : 'contact_id';
  const { rows } = await pool.query<Row>(
    `select p.*, (
         select jsonb_agg(jsonb_build_object('id', t.request_id, 'at', t.at) order by t.at, t.request_id)
         from contact_request t where t.${place} = p.id) as requests, (
         select jsonb_agg(jsonb_build_object('id', t.call_id, 'at', t.at, 'opens', t.opens, 'missed', t.missed, 'talk', t.talk_seconds,
           'outcome', t.outcome, 'operator', t.operator) order by t.at, t.call_id)
         from contact_call t where t.${place} = p.id) as calls
     from (
       select c.* from contact c
       where ${where} and $1::timestamptz is not null and ${contactConditions(asked.basis)[asked.figure]} ${paged}
       order by c.opened_at desc, c.id desc limit $${values.push(asked.limit + 1)}
     ) p order by p.opened_at desc, p.id desc`,
    values,
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return { items: shown.map(view), next: last === undefined ? null : writeCursor(last) };
}

function view(row: Row): ContactView {
  const at = (value: Date | null): string | null => value?.toISOString() ?? null;
  return {
    id: String(row.id),
    day: row.day,
    openedAt: row.opened_at.toISOString(),
    branch: row.branch,
    zone: row.zone,
    personId: row.person_id === null ? null : String(row.person_id),
    phone: row.number,
    group: row.grp,
    reason: row.reason,
    openings: row.openings,
    missed: row.missed,
    outcome: row.outcome,
    booked: row.booked,
    bookedMark: row.booked_mark,
    waitingList: row.waiting_list,
    came: row.came,
    visitAt: at(row.visit_at),
    answeredAt: at(row.answered_at),
    answerDueAt: row.answer_due_at.toISOString(),
    owner: operatorView(row.owner),
    line: row.line,
    channel: row.channel,
    calls: (row.calls ?? []).map((call) => ({
      id: String(call.id),
      at: new Date(call.at).toISOString(),
      opens: call.opens,
      missed: call.missed,
      talkSeconds: call.talk,
      outcome: call.outcome,
      operator: operatorView(call.operator),
    })),
    requests: (row.requests ?? []).map(({ id, at: asked }) => ({ id: String(id), at: new Date(asked).toISOString() })),
  };
}

export function writeCursor({ opened_at: at, id }: { opened_at: Date; id: number }): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
}

export function readCursor(cursor: string): { at: Date; id: number } | null {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ').map(Number);
  return Number.isSafeInteger(time) && Number.isSafeInteger(id) ? { at: new Date(time ?? 0), id: id ?? 0 } : null;
}
