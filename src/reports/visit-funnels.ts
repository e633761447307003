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

/** `later` is what else the person has since the visit; `$1` is now. */
const NEEDS = `v.marks && '{needs-treatment,needs-consultation}'`;
const MARKED = `v.marks <> '{}'`;
const CAME = `later.came`;
const AHEAD = `(not later.came and later.booked)`;
const IN_TASKS = `(not later.came and not later.booked and later.in_tasks)`;
const NOTHING = `not later.came and not later.booked and not later.in_tasks`;
const REASON = `lower(coalesce(v.cancel_reason, '')) in (${NO_TREATMENT.map((reason) => `'${reason}'`).join(', ')})`;
const excluded = `(later.booked_then or later.waited_then or ${REASON})`;
const RETURNED = `(later.any_visit or ${IN_TASKS})`;

/** Of those who need more: what became of it. Came, ahead, in tasks and to call out are all of them. */
const became = (needs: string): Record<string, string> => ({
  came: `${needs} and ${CAME}`,
  ahead: `${needs} and ${AHEAD}`,
  'in-tasks': `${needs} and ${IN_TASKS}`,
  'call-out': `${needs} and ${NOTHING}`,
});
const marked = (needed: string): Record<string, string> => ({
  all: 'true',
  [needed]: NEEDS,
  'needs-nothing': `${MARKED} and not (${NEEDS})`,
  'not-marked': `not (${MARKED})`,
});

const figures: Readonly<Record<VisitReport, Readonly<Record<string, string>>>> = {
  consultations: {
    ...marked('needs-treatment'),
    began: `${NEEDS} and (${CAME} or ${AHEAD} or ${IN_TASKS})`,
    ...became(NEEDS),
  },
  completed: {
    ...marked('needs-more'),
    // Also a visit that fell out again: it shows who changed their mind.
    booked: `${NEEDS} and later.any_visit`,
    ...became(NEEDS),
  },
  cancelled: {
    all: 'true',
    'needs-treatment': `not ${excluded}`,
    'needs-nothing': excluded,
    booked: `not ${excluded} and ${RETURNED}`,
    ...became(`not ${excluded}`),
  },
};

export function visitFigures(report: VisitReport): readonly string[] {
  return Object.keys(figures[report]);
}

/**
 * `fell`: when the visit fell out, or was over; a later visit is one that starts after it. `booked_then`: one was expected
 * when this one fell out, without which it would be a loss; `waited_then`: the person was on the waiting list.
 */
const FROM = `visit v cross join lateral (
  select case v.state when 'completed' then v.starts_at when 'no-show' then v.ends_at else coalesce(v.source_updated_at, (
    select max(g.at) from visit_change g where g.visit_id = v.id and 'cancelled' = any(g.kinds)), v.updated_at) end as fell
) fell cross join lateral (
  select coalesce(bool_or(o.state in ('completed', 'arrived')), false) as came,
    coalesce(bool_or(o.state in ('planned', 'confirmed') and o.starts_at > $1), false) as booked,
    count(*) filter (where o.state <> 'moved') > 0 as any_visit,
    coalesce(bool_or(o.state <> 'cancelled' and o.added_at < fell.fell), false) as booked_then,
    exists (select from wish w where w.person_id = v.person_id and w.created_at < fell.fell and coalesce(w.closed_at > fell.fell, true)) as waited_then,
    exists (select from wish w where w.person_id = v.person_id and w.state = 'waiting')
      or exists (select from task k where k.person_id = v.person_id and k.state = 'open') as in_tasks
  from visit o where o.person_id = v.person_id and o.id <> v.id and not o.of_card and o.starts_at > least(v.starts_at, fell.fell)
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
  why: z
    .enum(['no-visits', 'no-consultations', 'no-marks'])
    .nullable()
    .describe('why figures are unknown: no visits are read; the MIS tells no consultations, no results of visits'),
  figures: z.record(z.string(), figureSchema),
  doctors: z.array(z.object({ doctor: z.string().nullable(), figures: z.record(z.string(), figureSchema) })),
});
type Why = z.infer<typeof visitFunnelSchema>['why'];

/** Without marks of the result there is nothing to count but the visits themselves. */
export async function visitFunnel(
  pool: Pool,
  filter: VisitFilter,
  { level, now }: { level: DataLevel; now: Date },
): Promise<z.infer<typeof visitFunnelSchema>> {
  const names = visitFigures(filter.report);
  const values: unknown[] = [now];
  const where = whereOf(filter, values);
  const { rows } = await pool.query<{ doctor: string | null } & Record<string, unknown>>(
    `select v.doctor, ${names.map((name) => `count(*) filter (where ${figures[filter.report][name]}) as "${name}"`).join(', ')}
     from ${FROM} where ${where} group by v.doctor order by v.doctor nulls last`,
    values,
  );
  const why = await whyUnknown(pool, filter, level);
  const view = (of: typeof rows): z.infer<typeof visitFunnelSchema>['figures'] =>
    Object.fromEntries(
      names.map((name) => {
        const value = of.reduce((sum, row) => sum + Number(row[name]), 0);
        const tells = why === null || (why === 'no-marks' && name === 'all');
        return [name, tells ? figure(value, 'T3', 'mis') : unknownFigure('T3')];
      }),
    );
  return { why, figures: view(rows), doctors: rows.map((row) => ({ doctor: row.doctor, figures: view([row]) })) };
}

/** What the MIS has ever told of this branch: a time without marks is 0, a MIS without marks is no data. */
async function whyUnknown(pool: Pool, { report, branch }: VisitFilter, level: DataLevel): Promise<Why> {
  if (!atLeastLevel(level, 'T3')) return 'no-visits';
  if (report === 'cancelled') return null;
  const { rows } = await pool.query<{ consultations: boolean; marks: boolean }>(
    `select exists (select from visit v where v.is_consultation is not null and ($1::text is null or v.branch = $1)) as consultations,
       exists (select from visit v where v.marks <> '{}' and ($1::text is null or v.branch = $1)) as marks`,
    [branch],
  );
  if (report === 'consultations' && rows[0]?.consultations !== true) return 'no-consultations';
  return rows[0]?.marks === true ? null : 'no-marks';
}

export const visitRowSchema = z.object({
  visitId: z.string(),
  personId: z.string().nullable(),
  branch: z.string().nullable(),
  doctor: z.string().nullable(),
  startsAt: z.iso.datetime(),
  state: z.string(),
  zone: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  service: z.string().nullable(),
  marks: z.array(z.string()),
  cancelReason: z.string().nullable().describe('in the words of the source; not-in-source: it vanished there'),
  excluded: z
    .enum(['booked-then', 'waited-then', 'reason'])
    .nullable()
    .describe(
      'why nobody is called out after a cancelled visit: another visit or the waiting list then, or its reason',
    ),
  next: z
    .enum(['came', 'ahead', 'in-tasks'])
    .nullable()
    .describe('came since, has a visit to come, has an open task or waits'),
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
    zone: string;
    state: string;
    name: string | null;
    phone: string | null;
    service: string | null;
    marks: string[];
    cancel_reason: string | null;
    excluded: z.infer<typeof visitRowSchema>['excluded'];
    next: z.infer<typeof visitRowSchema>['next'];
    call_id: number | null;
  }>(
    `select v.*, (select b.call_id from booking b where b.visit_id = v.id) as call_id,
       coalesce((select p.full_name from person p where p.id = v.person_id), v.person_name) as name,
       coalesce((select min(n.e164) from person_phone n where n.person_id = v.person_id), v.person_phone) as phone,
       case when v.state not in ('cancelled', 'no-show') then null when later.booked_then then 'booked-then'
         when later.waited_then then 'waited-then' when ${REASON} then 'reason' end as excluded,
       case when ${CAME} then 'came' when ${AHEAD} then 'ahead' when ${IN_TASKS} then 'in-tasks' end as next
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
      ...{ zone: row.zone, state: row.state, name: row.name, phone: row.phone, service: row.service },
      ...{ excluded: row.excluded, next: row.next },
      marks: row.marks,
      cancelReason: row.cancel_reason,
      callId: row.call_id === null ? null : String(row.call_id),
    })),
    next: last === undefined ? null : writeCursor({ opened_at: last.starts_at, id: last.id }),
  };
}
