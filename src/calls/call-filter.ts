import { sql as raw, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { callClasses } from '../contracts/caller.ts';
import { contactConditions } from '../reports/index.ts';

/** Which calls somebody asks for, as the query of an address. */
export const callFilterSchema = z.object({
  from: z.iso.datetime({ offset: true }).optional().describe('started at or after, RFC 3339'),
  to: z.iso.datetime({ offset: true }).optional().describe('started at or before, RFC 3339'),
  branch: z.string().optional(),
  person: z.coerce.number().int().optional().describe('id of a person of the directory'),
  line: z.string().optional().describe('the clinic’s number, E.164'),
  class: z.enum(callClasses).optional(),
  direction: z.enum(['in', 'out', 'internal']).optional(),
  result: z
    .enum(['answered', 'missed', 'unanswered', 'lost'])
    .optional()
    .describe('lost: calls of contacts that nobody answered in time, as reports count them'),
  extension: z.string().max(20).optional().describe('the telephone that answered'),
  seat: z.string().max(40).optional().describe('the workplace that answered'),
  recording: z.stringbool().optional().describe('a recording was told of'),
  search: z.string().trim().max(100).optional().describe('a name, or a part of a number of three digits or more'),
});
export type CallQuery = z.infer<typeof callFilterSchema>;

export interface CallFilter {
  /** Null: every branch and calls without one. */
  branches: readonly string[] | null;
  from?: Date | undefined;
  to?: Date | undefined;
  line?: string | undefined;
  class?: string | undefined;
  person?: number | undefined;
  direction?: CallQuery['direction'];
  result?: CallQuery['result'];
  extension?: string | undefined;
  seat?: string | undefined;
  recording?: boolean | undefined;
  /** Calls with one of these outside numbers; what a search came to. */
  numbers?: readonly string[] | undefined;
  /** Only these. */
  ids?: readonly number[] | undefined;
  limit: number;
  cursor?: string | undefined;
  /** What is lost depends on the time; now when left out. */
  now?: Date | undefined;
}

/** Conditions on a row of `call`, all of which must hold. */
export function callConditions(filter: CallFilter): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = [];
  const { branches, from, to, line, person, direction, result, extension, seat, recording, numbers } = filter;
  if (branches !== null) conditions.push(raw`branch = any(${[...branches]}::text[])`);
  if (from) conditions.push(raw`started_at >= ${from}`);
  if (to) conditions.push(raw`started_at <= ${to}`);
  if (line) conditions.push(raw`line = ${line}`);
  if (filter.class) conditions.push(raw`class = ${filter.class}`);
  if (person) conditions.push(raw`caller -> 'candidates' @> ${JSON.stringify([{ id: String(person) }])}::jsonb`);
  if (direction) conditions.push(raw`direction = ${direction}`);
  if (result === 'lost') conditions.push(lost(filter.now ?? new Date()));
  else if (result) conditions.push(raw`result = ${result}`);
  if (extension) conditions.push(raw`answered_extension = ${extension}`);
  if (seat) conditions.push(raw`answered_seat = ${seat}`);
  if (recording !== undefined)
    conditions.push(raw`(jsonb_array_length(coalesce(fold -> 'recordings', '[]'::jsonb)) > 0) = ${recording}`);
  if (filter.ids) conditions.push(raw`id = any(${[...filter.ids]}::bigint[])`);
  // Found by the number once, not by walking back through the years to the number's last call.
  if (numbers)
    conditions.push(raw`id = any(array(select n.id from call n where n.external = any(${[...numbers]}::text[])))`);
  return conditions;
}

/** What the outside party opened and nobody answered in time; the same condition as the figure of reports. */
function lost(now: Date): RawBuilder<boolean> {
  const condition = contactConditions({ bookedBy: 'marks', weak: false }).lost;
  return raw`exists (select from contact_call t join contact c on c.id = t.contact_id
    where t.call_id = call.id and t.opens
      and ${raw.raw(condition.replaceAll('$1', `'${now.toISOString()}'::timestamptz`))})`;
}
