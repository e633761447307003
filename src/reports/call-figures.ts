import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';
import { operatorSchema, operatorView, readCursor, writeCursor } from './list-contacts.ts';

/** Calls, each by itself, as their lists are made; `t` is a row of `contact_call`, `$1` the seconds after which a wait is long. */
export const callFigures = {
  incoming: 't.opens',
  missed: 't.missed is not null',
  'missed-in-menu': `t.missed = 'in-menu'`,
  'missed-short': `t.missed = 'short'`,
  'missed-voicemail': `t.missed = 'voicemail'`,
  'missed-no-answer': `t.missed not in ('in-menu', 'short', 'voicemail')`,
  'long-wait': 't.opens and t.wait_seconds > $1',
} as const satisfies Record<string, string>;
export type CallFigure = keyof typeof callFigures;
export const callFigureNames = Object.keys(callFigures) as CallFigure[];

export interface CallFilter {
  /** Null: the network. */
  branch: string | null;
  from: string;
  to: string;
  /** As in ISO 8601, 1 is Monday; of the branch's clock. */
  weekday?: number | undefined;
  hour?: number | undefined;
}

function whereOf(filter: CallFilter, values: unknown[]): string {
  const place = (value: unknown): string => `$${values.push(value)}`;
  const local = 't.at at time zone t.zone';
  return [
    daysOf(filter, values),
    ...(filter.weekday === undefined ? [] : [`extract(isodow from ${local}) = ${place(filter.weekday)}`]),
    ...(filter.hour === undefined ? [] : [`extract(hour from ${local}) = ${place(filter.hour)}`]),
    '$1::integer is not null',
  ].join(' and ');
}

function daysOf({ branch, from, to }: CallFilter, values: unknown[]): string {
  const days = `t.day between $${values.push(from)} and $${values.push(to)}`;
  return branch === null ? days : `${days} and t.branch = $${values.push(branch)}`;
}

/** The same figures from `call_sum` `t`, whose rows tell apart either by the hour or by the wait. */
const summedFigures: Readonly<Record<CallFigure, string>> = {
  incoming: 't.opened',
  missed: 't.missed',
  'missed-in-menu': 't.missed_in_menu',
  'missed-short': 't.missed_short',
  'missed-voicemail': 't.missed_voicemail',
  'missed-no-answer': 't.missed - t.missed_in_menu - t.missed_short - t.missed_voicemail',
  'long-wait': 't.opened',
};

export async function countCalls(
  pool: Pool,
  filter: CallFilter,
  longWaitSeconds: number,
): Promise<Record<CallFigure, number>> {
  const values: unknown[] = [longWaitSeconds];
  const where = daysOf(filter, values);
  const sums = callFigureNames.map((name) => {
    const rows = name === 'long-wait' ? 't.waited > $1' : 't.hour is not null';
    return `coalesce(sum(${summedFigures[name]}) filter (where ${rows}), 0) as "${name}"`;
  });
  const { rows } = await pool.query<Record<CallFigure, number>>(
    `select ${sums.join(', ')} from call_sum t where ${where} and $1::integer is not null`,
    values,
  );
  return rows[0]!;
}

export const missedHourSchema = z.object({
  weekday: z.number().int().describe('1 is Monday'),
  hour: z.number().int(),
  incoming: z.number().int(),
  missed: z.number().int(),
});

/** Calls by the hour and the day of the week of the branch's clock; hours without calls are left out. */
export async function countByHour(pool: Pool, filter: CallFilter): Promise<z.infer<typeof missedHourSchema>[]> {
  const values: unknown[] = [];
  const where = daysOf(filter, values);
  const { rows } = await pool.query<z.infer<typeof missedHourSchema>>(
    `select extract(isodow from t.day)::integer as weekday, t.hour::integer, sum(${summedFigures.incoming}) as incoming,
       sum(${summedFigures.missed}) as missed
     from call_sum t where ${where} and t.hour is not null group by 1, 2 having sum(${summedFigures.incoming}) > 0 order by 1, 2`,
    values,
  );
  return rows;
}

export const countedCallSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  branch: z.string().nullable(),
  phone: z.string().nullable(),
  class: z.string().nullable(),
  missed: z.string().nullable(),
  waitSeconds: z.number().int().nullable(),
  talkSeconds: z.number().int(),
  operator: operatorSchema.nullable(),
});

/** The columns of `contact_call` `t` that a view of a call is made of. */
export const COUNTED_CALL =
  't.call_id, t.at, t.branch, t.number, t.class, t.missed, t.wait_seconds, t.talk_seconds, t.operator';
export interface CountedCallRow {
  call_id: number;
  at: Date;
  branch: string | null;
  number: string | null;
  class: string | null;
  missed: string | null;
  wait_seconds: number | null;
  talk_seconds: number;
  operator: string | null;
}
export type CountedCallView = z.infer<typeof countedCallSchema>;

export function countedCallView(row: CountedCallRow): CountedCallView {
  return {
    id: String(row.call_id),
    at: row.at.toISOString(),
    branch: row.branch,
    phone: row.number,
    class: row.class,
    missed: row.missed,
    waitSeconds: row.wait_seconds,
    talkSeconds: row.talk_seconds,
    operator: operatorView(row.operator),
  };
}

/** The calls behind a figure, newest first. */
export async function listCountedCalls(
  pool: Pool,
  asked: {
    filter: CallFilter;
    figure: CallFigure;
    longWaitSeconds: number;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: CountedCallView[]; next: string | null }> {
  const values: unknown[] = [asked.longWaitSeconds];
  const where = whereOf(asked.filter, values);
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const paged = after === null ? '' : `and (t.at, t.call_id) < ($${values.push(after.at)}, $${values.push(after.id)})`;
  const { rows } = await pool.query<CountedCallRow>(
    `select ${COUNTED_CALL} from contact_call t where ${where} and ${callFigures[asked.figure]} ${paged}
     order by t.at desc, t.call_id desc limit $${values.push(asked.limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(countedCallView),
    next: last === undefined ? null : writeCursor({ opened_at: last.at, id: last.call_id }),
  };
}
