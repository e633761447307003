import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { flagOf } from '../../kit/flag-of.ts';
import { listOf } from '../../kit/list-of.ts';
import { numberOf } from '../../kit/number-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { askUis, rowsOf, type UisContext } from './ask-uis.ts';

const words = z.unknown().optional().transform(textOf);
const number = z.unknown().optional().transform(numberOf);
const list = z.unknown().optional().transform(listOf);
const flag = z.unknown().optional().transform(flagOf);
const id = z.union([z.number().int(), z.string().min(1).max(200)]).transform(String);
const time = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/);

/** A row of `get.calls_report`; what is not named in `callFields` is not asked for. */
const callRow = z.object({
  id,
  start_time: time,
  /** Absent while the call goes on. */
  finish_time: time.nullish().transform((told) => told ?? null),
  finish_reason: words,
  direction: words,
  source: words,
  is_lost: flag,
  contact_phone_number: words,
  virtual_phone_number: words,
  communication_id: words,
  wait_duration: number,
  total_wait_duration: number,
  talk_duration: number,
  total_duration: number,
  call_records: list,
  full_record_file_link: words,
  voice_mail_records: list,
  tags: z
    .array(z.object({ tag_id: id, tag_name: words }))
    .nullish()
    .transform((told) => told ?? []),
});
export type CallRow = z.infer<typeof callRow>;
const callFields = Object.keys(callRow.shape);

/** A row of `get.call_legs_report`. Its direction is that of the SIP leg and not of the call, so it is not read. */
const legRow = z.object({
  id,
  call_session_id: id,
  start_time: time,
  connect_time: time.nullish().transform((told) => told ?? null),
  duration: number,
  total_duration: number,
  finish_reason: words,
  finish_reason_description: words,
  is_operator: flag,
  is_coach: flag,
  is_talked: z.boolean().nullish(),
  employee_id: words,
  employee_full_name: words,
});
export type LegRow = z.infer<typeof legRow>;
const legFields = Object.keys(legRow.shape);

const tagRow = z.object({ id, name: z.string() });
const employeeRow = z.object({
  id,
  full_name: words,
  extension: z.object({ extension_phone_number: words }).nullish(),
});
export type EmployeeRow = z.infer<typeof employeeRow>;

/** The vendor's largest are 10,000 rows and an offset of 100,000; a smaller page is lost more cheaply. */
const ROWS = 1_000;
const LARGEST_OFFSET = 100_000;

interface Span {
  /** Local times of the account, `YYYY-MM-DD hh:mm:ss`. */
  date_from: string;
  date_till: string;
}
type Filter = { field: string; operator: string; value: unknown };

/**
 * Pages of calls by their start, each call once however the list grows meanwhile. `start_time` can be sorted by and
 * not filtered by, `id` the other way round.
 */
export async function* readCalls(
  context: UisContext,
  span: Span,
  options: { filter?: Filter; ongoing?: boolean } = {},
): AsyncGenerator<CallRow[]> {
  const seen = new Set<string>();
  for await (const page of pagesOf(context, 'get.calls_report', callRow, {
    ...span,
    fields: callFields,
    sort: [{ field: 'start_time', order: 'asc' }],
    ...(options.filter && { filter: options.filter }),
    ...(options.ongoing && { include_ongoing_calls: true }),
  })) {
    const fresh = page.filter((row) => !seen.has(row.id));
    for (const row of fresh) seen.add(row.id);
    if (fresh.length > 0) yield fresh;
  }
}

export async function readLegs(context: UisContext, span: Span, calls: readonly string[]): Promise<LegRow[]> {
  const legs = new Map<string, LegRow>();
  for await (const page of pagesOf(context, 'get.call_legs_report', legRow, {
    ...span,
    fields: legFields,
    filter: { field: 'call_session_id', operator: 'in', value: calls.map(asNumber) },
    sort: [{ field: 'start_time', order: 'asc' }],
  }))
    for (const row of page) legs.set(row.id, row);
  return [...legs.values()];
}

export async function readTags(context: UisContext): Promise<z.infer<typeof tagRow>[]> {
  return whole(pagesOf(context, 'get.tags', tagRow, {}));
}

export async function readEmployees(context: UisContext): Promise<EmployeeRow[]> {
  return whole(pagesOf(context, 'get.employees', employeeRow, { fields: ['id', 'full_name', 'extension'] }));
}

/** Every row of a method with the verb `get`, page by page, until as many came as UIS says there are. */
export async function* pagesOf<Row>(
  context: UisContext,
  method: string,
  row: z.ZodType<Row>,
  params: Readonly<Record<string, unknown>>,
): AsyncGenerator<Row[]> {
  for (let offset = 0; ;) {
    if (offset > LARGEST_OFFSET) throw new PermanentFailure(`UIS ${method}: more rows than it gives in one span.`);
    const { data, metadata } = await askUis(context, {
      api: 'data',
      method,
      params: { ...params, limit: ROWS, offset },
      effect: 'read',
      answer: rowsOf(row),
    });
    if (data.length > 0) yield data;
    offset += data.length;
    const last = metadata?.total_items == null ? data.length < ROWS : offset >= metadata.total_items;
    if (last || data.length === 0) return;
  }
}

async function whole<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** Ids are numbers in the APIs; one that a number cannot hold exactly is no id of theirs. */
export function asNumber(text: string): number | string {
  return isId(text) ? Number(text) : text;
}

export function isId(text: string): boolean {
  return /^(?:0|[1-9]\d{0,14})$/.test(text);
}
