import { z } from 'zod';
import type { DataLevel } from '../callers/index.ts';
import type { Pool } from '../platform/database/index.ts';
import { atLeastLevel, figure, figureSchema, unknownFigure } from './figure.ts';
import { readCursor, writeCursor } from './list-contacts.ts';

export const visitReports = ['consultations', 'completed', 'cancelled'] as const;
export type VisitReport = (typeof visitReports)[number];

/** Reasons of a cancelled visit after which nobody is called: IDENT's own three. */
const NO_TREATMENT = ['отказ от клиники', 'ошибка добавления', 'проблема решена'];

/** The visits each report is about; `v` is a row of `visit`. */
const about: Readonly<Record<VisitReport, string>> = {
  consultations: `v.state = 'completed' and v.is_consultation`,
  completed: `v.state = 'completed'`,
  cancelled: `v.state in ('cancelled', 'no-show')`,
};

/**
 * What each figure counts; `later` is another visit of the person that starts after this one, `came` whether one of them
 * was completed, `booked` whether one is expected. `$1` is now.
 */
const NEEDS = `v.marks && '{needs-treatment,needs-consultation}'`;
const MARKED = `v.marks <> '{}'`;
const CAME = `later.came`;
const AHEAD = `(not later.came and later.booked)`;
const excluded = `(later.at_cancelling or lower(coalesce(v.cancel_reason, '')) in (${NO_TREATMENT.map((r) => `'${r}'`).join(', ')}))`;

const figures: Readonly<Record<VisitReport, Readonly<Record<string, string>>>> = {
  // red: needs treatment; green: nothing more is needed; orange: began; yellow: the forecast.
  consultations: {
    all: 'true',
    'needs-treatment': NEEDS,
    'needs-nothing': `${MARKED} and not (${NEEDS})`,
    'not-marked': `not (${MARKED})`,
    began: `${NEEDS} and (${CAME} or ${AHEAD})`,
    came: `${NEEDS} and ${CAME}`,
    ahead: `${NEEDS} and ${AHEAD}`,
    'call-out': `${NEEDS} and not ${CAME} and not ${AHEAD}`,
  },
  completed: {
    all: 'true',
    'needs-more': NEEDS,
    'needs-nothing': `${MARKED} and not (${NEEDS})`,
    'not-marked': `not (${MARKED})`,
    booked: `${NEEDS} and (${CAME} or ${AHEAD})`,
    came: `${NEEDS} and ${CAME}`,
    ahead: `${NEEDS} and ${AHEAD}`,
    'call-out': `${NEEDS} and not ${CAME} and not ${AHEAD}`,
  },
  cancelled: {
    all: 'true',
    'needs-treatment': `not ${excluded}`,
    'needs-nothing': excluded,
    booked: `not ${excluded} and (${CAME} or ${AHEAD})`,
    came: `not ${excluded} and ${CAME}`,
    ahead: `not ${excluded} and ${AHEAD}`,
    'call-out': `not ${excluded} and not ${CAME} and not ${AHEAD}`,
  },
};

export function visitFigures(report: VisitReport): readonly string[] {
  return Object.keys(figures[report]);
}

/** `at_cancelling`: a visit of the person was expected when this one fell out, without which it would be a loss. */
const FROM = `visit v cross join lateral (
  select coalesce(bool_or(o.state in ('completed', 'arrived')), false) as came,
    coalesce(bool_or(o.state in ('planned', 'confirmed') and o.starts_at > $1), false) as booked,
    coalesce(bool_or(o.state <> 'cancelled' and o.added_at < case v.state when 'no-show' then v.ends_at else coalesce(v.source_updated_at, (
      select max(g.at) from visit_change g where g.visit_id = v.id and 'cancelled' = any(g.kinds)), v.updated_at) end), false) as at_cancelling
  from visit o where o.person_id = v.person_id and o.id <> v.id and o.starts_at > v.starts_at and not o.of_card
) later`;

export interface VisitFilter {
  report: VisitReport;
  branch: string | null;
  from: string;
  to: string;
  doctor?: string | undefined;
}

function whereOf(filter: VisitFilter, values: unknown[]): string {
  const place = (value: unknown): string => `$${values.push(value)}`;
  const [from, to] = [place(filter.from), place(filter.to)];
  return [
    `not v.of_card and ${about[filter.report]}`,
    `v.starts_at >= ${from}::date - interval '1 day' and v.starts_at < ${to}::date + interval '2 days'`,
    `(v.starts_at at time zone v.zone)::date between ${from}::date and ${to}::date`,
    ...(filter.branch === null ? [] : [`v.branch = ${place(filter.branch)}`]),
    ...(filter.doctor === undefined ? [] : [`v.doctor = ${place(filter.doctor)}`]),
  ].join(' and ');
}

export const visitFunnelSchema = z.object({
  marks: z.boolean().describe('whether the MIS told the result of any of these visits'),
  figures: z.record(z.string(), figureSchema),
  doctors: z.array(z.object({ doctor: z.string().nullable(), figures: z.record(z.string(), figureSchema) })),
});

/** Without marks of the result there is nothing to count but the visits themselves. */
export async function visitFunnel(
  pool: Pool,
  filter: VisitFilter,
  { level, now }: { level: DataLevel; now: Date },
): Promise<z.infer<typeof visitFunnelSchema>> {
  const names = visitFigures(filter.report);
  const values: unknown[] = [now];
  const where = whereOf(filter, values);
  const { rows } = await pool.query<{ doctor: string | null; marked: number } & Record<string, unknown>>(
    `select v.doctor, count(*) filter (where ${MARKED}) as marked,
       ${names.map((name) => `count(*) filter (where ${figures[filter.report][name]}) as "${name}"`).join(', ')}
     from ${FROM} where ${where} group by v.doctor order by v.doctor nulls last`,
    values,
  );
  const marks = rows.some(({ marked }) => marked > 0);
  const known = atLeastLevel(level, 'T3');
  const view = (of: typeof rows): z.infer<typeof visitFunnelSchema>['figures'] =>
    Object.fromEntries(
      names.map((name) => {
        const value = of.reduce((sum, row) => sum + Number(row[name]), 0);
        const tells = known && (name === 'all' || marks || filter.report === 'cancelled');
        return [name, tells ? figure(value, 'T3', 'mis') : unknownFigure('T3')];
      }),
    );
  return { marks, figures: view(rows), doctors: rows.map((row) => ({ doctor: row.doctor, figures: view([row]) })) };
}

export const visitRowSchema = z.object({
  visitId: z.string(),
  personId: z.string().nullable(),
  branch: z.string().nullable(),
  doctor: z.string().nullable(),
  startsAt: z.iso.datetime(),
  state: z.string(),
  marks: z.array(z.string()),
  cancelReason: z.string().nullable(),
  callId: z.string().nullable().describe('the call that brought the visit'),
});

/** The visits behind a figure, newest first; null: there is no such figure. */
export async function listVisitsOf(
  pool: Pool,
  asked: { filter: VisitFilter; figure: string; now: Date; limit: number; cursor?: string | undefined },
): Promise<{ items: z.infer<typeof visitRowSchema>[]; next: string | null } | null> {
  const condition = Object.hasOwn(figures[asked.filter.report], asked.figure)
    ? figures[asked.filter.report][asked.figure]
    : undefined;
  if (condition === undefined) return null;
  const values: unknown[] = [asked.now];
  const where = whereOf(asked.filter, values);
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const paged =
    after === null ? '' : `and (v.starts_at, v.id) < ($${values.push(after.at)}, $${values.push(after.id)})`;
  const { rows } = await pool.query<{
    id: number;
    person_id: number | null;
    branch: string | null;
    doctor: string | null;
    starts_at: Date;
    state: string;
    marks: string[];
    cancel_reason: string | null;
    call_id: number | null;
  }>(
    `select v.*, (select b.call_id from booking b where b.visit_id = v.id) as call_id
     from ${FROM} where ${where} and ${condition} and $1::timestamptz is not null ${paged}
     order by v.starts_at desc, v.id desc limit $${values.push(asked.limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      visitId: String(row.id),
      personId: row.person_id === null ? null : String(row.person_id),
      branch: row.branch,
      doctor: row.doctor,
      startsAt: row.starts_at.toISOString(),
      state: row.state,
      marks: row.marks,
      cancelReason: row.cancel_reason,
      callId: row.call_id === null ? null : String(row.call_id),
    })),
    next: last === undefined ? null : writeCursor({ opened_at: last.starts_at, id: last.id }),
  };
}
