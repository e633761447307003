import { sql as raw } from 'kysely';
import { z } from 'zod';
import { callClasses, callerSchema, type CallClass } from '../contracts/caller.ts';
import { callOutcomes, type CallOutcome } from '../contracts/outcomes.ts';
import { isTarget } from '../callers/index.ts';
import { readToldOtherwise, toldOtherwiseSchema } from '../deliveries/index.ts';
import type { Database, Sql } from '../platform/database/index.ts';
import { callFrame, callerOf, type CallRow } from '../pops/index.ts';
import { callConditions, type CallFilter } from './call-filter.ts';
import type { FoldedCall } from './fold-call.ts';

const instant = z.iso.datetime();

/** A call as the API shows it. Times are RFC 3339 UTC, `zone` is the branch's. */
export const callViewSchema = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out', 'internal']).nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  line: z.string().nullable(),
  branch: z.string().nullable(),
  zone: z.string().nullable(),
  state: z.string(),
  result: z.enum(['answered', 'missed', 'unanswered']).nullable(),
  missedReason: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  waitSeconds: z.number().int().nullable(),
  talkSeconds: z.number().int().nullable(),
  answeredBy: z
    .object({ extension: z.string().nullable(), seat: z.string().nullable(), name: z.string().nullable() })
    .nullable()
    .describe('the telephone, the workplace and who was on shift there, each where it is known'),
  class: z.enum(callClasses).nullable(),
  outcome: z
    .object({
      outcome: z.enum(callOutcomes),
      reason: z.string().nullable(),
      by: z.string().nullable(),
      at: instant.nullable(),
    })
    .nullable()
    .describe('what came of it, as reception says'),
  note: z
    .object({ text: z.string(), by: z.string().nullable(), at: instant })
    .nullable()
    .describe('what a person wrote of the call'),
  caller: callerSchema,
  settled: z.boolean(),
  expired: z.boolean(),
  late: z.boolean().describe('learnt so long after its start that it made no pop'),
  recording: z.boolean(),
  version: z.number().int(),
});
export type CallView = z.infer<typeof callViewSchema>;

export const callDetailSchema = callViewSchema.extend({
  rules: z
    .looseObject({
      version: z.string(),
      rule: z.string().nullable(),
      matched: z.array(z.string()),
      tags: z.array(z.string()),
    })
    .nullable()
    .describe('what the rules of the clinic decided when the call was settled; null where there were none'),
  tags: z
    .array(z.string())
    .describe('what people marked the call with in the telephone system, without the class that we write'),
  correctedClass: z.enum(callClasses).nullable().describe('the class that a person gave the call'),
  target: z.boolean().describe('asks for a new visit, as far as one can presume'),
  toldOtherwise: z.array(toldOtherwiseSchema).describe('where an outside system holds another class than this one'),
  taken: z
    .object({ seat: z.string(), by: z.string().nullable() })
    .nullable()
    .describe('the workplace that said the call is its own, where the telephone system cannot tell'),
  legs: z.array(
    z.object({
      extension: z.string().nullable(),
      employee: z.string().nullable(),
      state: z.string(),
      ringingAt: instant.nullable(),
      answeredAt: instant.nullable(),
      endedAt: instant.nullable(),
      talkSeconds: z.number().int().nullable(),
    }),
  ),
});
export type CallDetail = z.infer<typeof callDetailSchema>;

type Row = CallRow & {
  id: number;
  zone: string | null;
  result: CallView['result'];
  missed_reason: string | null;
  ended_at: Date | null;
  wait_seconds: number | null;
  talk_seconds: number | null;
  settled_at: Date | null;
  expired: boolean;
  late: boolean;
  version: number;
  corrected_class: CallClass | null;
  outcome: CallOutcome | null;
  outcome_reason: string | null;
  outcome_by: string | null;
  outcome_at: Date | null;
  note: string | null;
  note_by: string | null;
  note_at: Date | null;
  taken_seat: string | null;
  taken_by: string | null;
  operator: string | null;
  fold: unknown;
  rules: unknown;
};

/** Who was on shift where the call was answered, when it was. */
const operator = raw<string | null>`(select s.name from shift_presence s
  where s.seat = call.answered_seat and s.since <= coalesce(call.answered_at, call.started_at)
    and (s.until is null or s.until > coalesce(call.answered_at, call.started_at))
  order by s.since desc limit 1)`.as('operator');

/** Newest first; `next` asks for the page after this one, null at the end. */
export async function listCalls(sql: Sql, filter: CallFilter): Promise<{ items: CallView[]; next: string | null }> {
  let query = sql
    .selectFrom('call')
    .selectAll()
    .select(operator)
    .where('merged_into', 'is', null)
    .where('version', '>', 0)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  for (const condition of callConditions(filter)) query = query.where(condition);
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor);
  if (after !== null) query = query.where(raw<boolean>`(started_at, id) < (${after.startedAt}, ${after.id})`);
  const rows = (await query.execute()) as unknown as Row[];
  const items = rows.slice(0, filter.limit).map(callView);
  const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
  return { items, next: last === undefined ? null : writeCursor(new Date(last.started_at), last.id) };
}

/** A call that was merged answers as the one it became. */
export async function readCall({ sql, pool }: Pick<Database, 'sql' | 'pool'>, id: number): Promise<CallDetail | null> {
  const row = (await sql
    .selectFrom('call')
    .selectAll()
    .select(operator)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('call as asked')
        .select((inner) => inner.fn.coalesce('asked.merged_into', 'asked.id').as('id'))
        .where('asked.id', '=', id),
    )
    .executeTakeFirst()) as unknown as Row | undefined;
  if (row === undefined) return null;
  const fold = row.fold as FoldedCall | null;
  return {
    ...callView(row),
    rules: row.rules as CallDetail['rules'],
    tags: fold?.tags ?? [],
    correctedClass: row.corrected_class,
    target: isTarget({ class: row.class as CallClass | null, reasons: callerOf(row).reasons }),
    toldOtherwise: await readToldOtherwise(pool, row.id),
    taken: row.taken_seat === null ? null : { seat: row.taken_seat, by: row.taken_by },
    legs: (fold?.legs ?? []).map((leg) => ({
      extension: leg.extension,
      employee: leg.employeeRef,
      state: leg.state,
      ringingAt: at(leg.ringingAt?.at),
      answeredAt: at(leg.answeredAt?.at),
      endedAt: at(leg.endedAt?.at),
      talkSeconds: leg.talkSeconds,
    })),
  };
}

function callView(row: Row): CallView {
  const frame = callFrame(row);
  return {
    id: String(row.id),
    ...frame,
    answeredBy: frame.answeredBy === null ? null : { ...frame.answeredBy, name: row.operator },
    zone: row.zone,
    result: row.result,
    missedReason: row.missed_reason,
    endedAt: at(row.ended_at),
    waitSeconds: row.wait_seconds,
    talkSeconds: row.talk_seconds,
    outcome:
      row.outcome === null
        ? null
        : { outcome: row.outcome, reason: row.outcome_reason, by: row.outcome_by, at: at(row.outcome_at) },
    note:
      row.note === null || row.note_at === null
        ? null
        : { text: row.note, by: row.note_by, at: row.note_at.toISOString() },
    caller: callerOf(row),
    settled: row.settled_at !== null,
    expired: row.expired,
    late: row.late,
    recording: ((row.fold as FoldedCall | null)?.recordings.length ?? 0) > 0,
    version: row.version,
  };
}

function at(value: Date | string | null | undefined): string | null {
  return value == null ? null : new Date(value).toISOString();
}

/** Asks for the calls after this one. */
export function cursorAfter({ startedAt, id }: Pick<CallView, 'startedAt' | 'id'>): string {
  return writeCursor(new Date(startedAt), Number(id));
}

function writeCursor(startedAt: Date, id: number): string {
  return Buffer.from(`${startedAt.getTime()} ${id}`).toString('base64url');
}

function readCursor(cursor: string): { startedAt: Date; id: number } | null {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ').map(Number);
  return Number.isSafeInteger(time) && Number.isSafeInteger(id)
    ? { startedAt: new Date(time ?? 0), id: id ?? 0 }
    : null;
}
