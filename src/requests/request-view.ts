import { z } from 'zod';
import { utmNames } from '../contracts/told-request.ts';
import type { RequestRow } from './request-row.ts';

const instant = z.iso.datetime();

/** A request as the API shows it. Times are RFC 3339 UTC, `zone` is the branch's. */
export const requestViewSchema = z.object({
  id: z.string(),
  source: z.enum(['site', 'seat']).describe('seat: made at a workplace, at the card of a call'),
  externalId: z.string().nullable().describe('what the site calls it'),
  madeBy: z.string().describe('the label of the token, or the person'),
  state: z.enum(['active', 'withdrawn']).describe('withdrawn: advertising, a trial or a mistake; it counts as nothing'),
  branch: z.string().nullable(),
  zone: z.string(),
  askedAt: instant.describe('when it was asked'),
  receivedAt: instant.describe('when that was learnt'),
  late: z.boolean().describe('learnt so long after it was asked that nothing is done of it'),
  phone: z.string().nullable().describe('E.164; null: what was written cannot be read as a number'),
  phoneWritten: z.string().nullable(),
  name: z.string().nullable().describe('as the visitor wrote it'),
  email: z.string().nullable(),
  comment: z.string().nullable(),
  person: z.object({ id: z.string(), name: z.string() }).nullable().describe('of the directory, where it is certain'),
  candidates: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe('several have the number: a person says whose it is'),
  callId: z.string().nullable(),
  doctor: z.string().nullable(),
  doctorId: z.string().nullable().describe('of the doctor in the MIS'),
  planStart: instant.nullable(),
  planEnd: instant.nullable(),
  form: z.string().nullable(),
  page: z.string().nullable(),
  referer: z.string().nullable(),
  line: z.string().nullable(),
  campaign: z.string().nullable(),
  utm: z.object(Object.fromEntries(utmNames.map((name) => [name, z.string().optional()]))),
  task: z
    .object({ id: z.string(), state: z.enum(['open', 'closed']) })
    .nullable()
    .describe('where somebody is to call; null: nobody has to'),
  told: z
    .array(z.object({ account: z.string(), state: z.string() }))
    .describe('which systems are told of it, with the state of that delivery'),
});
export type RequestView = z.infer<typeof requestViewSchema>;

export type ListedRequest = RequestRow & {
  person_name: string | null;
  candidates: { id: string; name: string }[];
  task: { id: string; state: 'open' | 'closed' } | null;
  told: { account: string; state: string }[];
};

export function requestView(row: ListedRequest): RequestView {
  const { source, state, branch, zone, late, phone, name, email, comment, doctor, form, page, referer } = row;
  return {
    id: String(row.id),
    ...{ source, externalId: row.external_id, madeBy: row.made_by, state, branch, zone, late },
    askedAt: row.asked_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    ...{ phone, phoneWritten: row.phone_written, name, email, comment },
    person:
      row.person_id === null || row.person_name === null ? null : { id: String(row.person_id), name: row.person_name },
    candidates: row.person_id === null ? row.candidates : [],
    callId: row.call_id === null ? null : String(row.call_id),
    ...{ doctor, doctorId: row.doctor_id },
    planStart: row.plan_start?.toISOString() ?? null,
    planEnd: row.plan_end?.toISOString() ?? null,
    ...{ form, page, referer, line: row.line, campaign: row.campaign, utm: row.utm },
    ...{ task: row.task, told: row.told },
  };
}
