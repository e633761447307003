import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';
import type { MessageRow } from './message-row.ts';
import { messageStates } from './message-state.ts';

const instant = z.iso.datetime();

/** A message as people see it. */
export const messageViewSchema = z.object({
  id: z.string(),
  state: z.enum(messageStates),
  reason: z.string().nullable().describe('why it was not sent or not delivered'),
  code: z.string().nullable().describe("the provider's own code"),
  template: z.string(),
  class: z.enum(['service', 'advertising']),
  branch: z.string().nullable(),
  phone: z.string().nullable(),
  personId: z.string().nullable(),
  callId: z.string().nullable(),
  reminder: z.string().nullable().describe('the reminder that it belongs to'),
  text: z
    .string()
    .nullable()
    .describe('null until it is written, and after its term; an address of an answer page is masked'),
  parts: z.number().int().nullable(),
  cost: z.number().nullable(),
  account: z.string().nullable(),
  sender: z.string().nullable(),
  who: z.string().nullable().describe('who sent it by hand'),
  why: z.string().nullable(),
  attempts: z.number().int(),
  dueAt: instant,
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  answer: z.enum(['confirmed', 'cancel', 'call-me', 'text']).nullable(),
  answeredAt: instant.nullable(),
});
export type MessageView = z.infer<typeof messageViewSchema>;

export interface MessageFilter {
  state?: string | undefined;
  branch?: string | undefined;
  template?: string | undefined;
  phone?: string | undefined;
  person?: number | undefined;
  call?: number | undefined;
  /** Ids of branches that may be seen; null: all. */
  branches: readonly string[] | null;
}

/** Newest first. `before`: the id after which the page begins. */
export async function listMessages(
  pool: Pool,
  filter: MessageFilter & { before?: number | undefined; limit: number; id?: number | undefined },
): Promise<MessageView[]> {
  const { rows } = await pool.query<MessageRow>(
    `select *, visit_day::text from message
     where ($1::text is null or state = $1) and ($2::text is null or branch = $2) and ($3::text is null or template = $3)
       and ($4::text is null or phone = $4) and ($5::bigint is null or person_id = $5)
       and ($6::bigint is null or call_id = $6) and ($7::text[] is null or branch = any($7))
       and ($8::bigint is null or id < $8) and ($9::bigint is null or id = $9)
     order by id desc limit $10`,
    [
      ...[filter.state, filter.branch, filter.template, filter.phone, filter.person, filter.call],
      ...[filter.branches, filter.before, filter.id, filter.limit],
    ],
  );
  return rows.map(viewOf);
}

function viewOf(row: MessageRow): MessageView {
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    ...{ id: String(row.id), state: row.state, reason: row.reason, code: row.code, template: row.template },
    ...{ class: row.class, branch: row.branch, phone: row.phone, account: row.account, sender: row.sender },
    ...{ personId: row.person_id === null ? null : String(row.person_id), reminder: row.policy, parts: row.parts },
    ...{
      callId: row.call_id === null ? null : String(row.call_id),
      who: row.who,
      why: row.why,
      attempts: row.attempts,
    },
    // Whoever has the address could answer for the patient.
    text: row.text?.replaceAll(/\/r\/[\w-]{16}/g, '/r/…') ?? null,
    cost: row.cost === null ? null : Number(row.cost),
    ...{ dueAt: row.due_at.toISOString(), sentAt: iso(row.sent_at), deliveredAt: iso(row.delivered_at) },
    answer: row.answer as MessageView['answer'],
    answeredAt: iso(row.answered_at),
  };
}
