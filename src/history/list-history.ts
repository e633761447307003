import { z } from 'zod';
import { callClasses, type CallClass } from '../contracts/call-classes.ts';
import { callViewSchema, cursorAfter, listCalls, type CallFilter, type CallView } from '../calls/index.ts';
import type { Database, Pool } from '../platform/database/index.ts';
import { contactConditions } from '../reports/index.ts';
import { listRequests, requestView, requestViewSchema, type RequestView } from '../requests/index.ts';

export const historyKinds = ['call', 'request'] as const;

export const historyItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), call: callViewSchema }),
  z.object({
    kind: z.literal('request'),
    request: requestViewSchema,
    class: z.enum(callClasses).nullable().describe('null: not counted yet'),
  }),
]);
export type HistoryItem =
  { kind: 'call'; call: CallView } | { kind: 'request'; request: RequestView; class: CallClass | null };

export interface HistoryFilter extends Omit<CallFilter, 'cursor'> {
  /** Left out: both. */
  kind?: (typeof historyKinds)[number] | undefined;
  /** What was searched for, which also stands in requests. */
  search?: string | undefined;
  now: Date;
  cursor?: string | undefined;
}

/** Where a page ended, in each of the two lists. */
interface Position {
  call?: string | undefined;
  request?: string | undefined;
}

/** Calls and requests of the site as one list, newest first; `next` asks for the page after this one. */
export async function listHistory(
  { sql, pool }: Pick<Database, 'sql' | 'pool'>,
  filter: HistoryFilter,
): Promise<{ items: HistoryItem[]; next: string | null }> {
  const { kind, limit } = filter;
  const after = readPosition(filter.cursor);
  const [calls, requests] = await Promise.all([
    kind === 'request' ? NOTHING : listCalls(sql, { ...filter, cursor: after.call }),
    kind === 'call' || !mayBeRequests(filter) ? NOTHING : requestsOf(pool, filter, after.request),
  ]);
  const found: HistoryItem[] = [
    ...calls.items.map((call) => ({ kind: 'call' as const, call })),
    ...requests.items.map((request) => ({ kind: 'request' as const, ...request })),
  ];
  const items = found.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, limit);
  const more = found.length > limit || calls.next !== null || requests.next !== null;
  return { items, next: more ? writePosition(positionAfter(items, after)) : null };
}

const NOTHING = { items: [], next: null };

function timeOf(item: HistoryItem): number {
  return Date.parse(item.kind === 'call' ? item.call.startedAt : item.request.askedAt);
}

/** Nobody answered a request, nor did it come from one side or the other. */
function mayBeRequests({ result, direction, extension, seat, recording }: HistoryFilter): boolean {
  if (direction !== undefined || extension !== undefined || seat !== undefined || recording !== undefined) return false;
  return result === undefined || result === 'lost';
}

/** Requests that are contacts: of the site, not taken back. */
async function requestsOf(
  pool: Pool,
  filter: HistoryFilter,
  cursor: string | undefined,
): Promise<{ items: { request: RequestView; class: CallClass | null }[]; next: string | null }> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const { branches, from, to, line, person, numbers, search, result, limit } = filter;
  const where = [`r.source = 'site' and r.state = 'active'`];
  if (branches !== null) where.push(`r.branch = any(${add(branches)}::text[])`);
  if (from !== undefined) where.push(`r.asked_at >= ${add(from)}`);
  if (to !== undefined) where.push(`r.asked_at <= ${add(to)}`);
  if (line !== undefined) where.push(`r.line = ${add(line)}`);
  if (person !== undefined) where.push(`r.person_id = ${add(person)}`);
  if (filter.class !== undefined) where.push(`t.class = ${add(filter.class)}`);
  if (numbers !== undefined) where.push(`(r.phone = any(${add(numbers)}::text[]) or ${written(search ?? '')})`);
  if (result === 'lost') {
    const lost = contactConditions({ bookedBy: 'marks', weak: false }).lost;
    where.push(
      `exists (select from contact c where c.id = t.contact_id and ${lost.replaceAll('$1', `${add(filter.now)}::timestamptz`)})`,
    );
  }
  const after = cursor === undefined ? null : readCursor(cursor);
  if (after !== null) where.push(`(r.asked_at, r.id) < (${add(new Date(after.at))}, ${add(after.id)})`);
  const { rows } = await pool.query<{ id: number; class: CallClass | null }>(
    `select r.id, t.class from request r left join contact_request t on t.request_id = r.id
     where ${where.join(' and ')} order by r.asked_at desc, r.id desc limit ${limit + 1}`,
    values,
  );
  const shown = rows.slice(0, limit);
  if (shown.length === 0) return NOTHING;
  const listed = await listRequests(pool, { branches: null, ids: shown.map(({ id }) => id), limit });
  const views = new Map(listed.rows.map((row) => [row.id, requestView(row)]));
  return {
    items: shown.flatMap(({ id, class: callClass }) => {
      const request = views.get(id);
      return request === undefined ? [] : { request, class: callClass };
    }),
    next: rows.length > limit ? 'more' : null,
  };

  /** By the name that a visitor wrote, or a part of the number. */
  function written(text: string): string {
    const digits = text.replace(/\D/g, '');
    if (/\p{L}/u.test(text)) return `r.name ilike ${add(`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`)}`;
    return digits.length < LEAST_DIGITS ? 'false' : `r.phone like ${add(`%${digits.replace(/^8(?=\d{10}$)/, '7')}%`)}`;
  }
}

/** Fewer digits stand in too many numbers to mean one. */
const LEAST_DIGITS = 3;

function positionAfter(items: readonly HistoryItem[], before: Position): Position {
  const call = items.findLast((item) => item.kind === 'call')?.call;
  const request = items.findLast((item) => item.kind === 'request')?.request;
  return {
    call: call === undefined ? before.call : cursorAfter(call),
    request: request === undefined ? before.request : `${Date.parse(request.askedAt)} ${request.id}`,
  };
}

function writePosition(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** A cursor of something else begins at the beginning. */
function readPosition(cursor: string | undefined): Position {
  if (cursor === undefined) return {};
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    return {};
  }
}
const positionSchema = z.object({ call: z.string().optional(), request: z.string().optional() });

function readCursor(cursor: string): { at: number; id: number } | null {
  const [at, id] = cursor.split(' ').map(Number);
  return Number.isSafeInteger(at) && Number.isSafeInteger(id) ? { at: at ?? 0, id: id ?? 0 } : null;
}
