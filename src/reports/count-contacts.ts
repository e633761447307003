import type { Pool } from '../platform/database/index.ts';
import {
  contactConditions,
  figuresOfSums,
  pendingCondition,
  type BookingBasis,
  type ContactFigure,
  type ContactSums,
} from './contact-figures.ts';
import { contactGroups, type ContactGroup } from './contact.ts';

/** Which contacts are counted: a scope of `contact`, local days `yyyy-MM-dd` with both ends, and what narrows them. */
export interface ContactFilter {
  scope: string;
  from: string;
  to: string;
  owner?: string | undefined;
  line?: string | undefined;
  channel?: string | undefined;
  group?: ContactGroup | undefined;
}

export const contactDimensions = ['owner', 'line', 'channel', 'source', 'day'] as const;
export type ContactDimension = (typeof contactDimensions)[number];

export interface GroupCounts extends Record<ContactFigure, number> {
  /** Every call of the outside party by itself. */
  openings: number;
}

/** Counts of one value of the dimension, of each group; groups without contacts are left out. */
export interface ContactCounts {
  value: string | null;
  groups: ReadonlyMap<ContactGroup, GroupCounts>;
  /** Contacts of which reception said what came of them. */
  said: number;
}

/** How a filter narrows `c`; its values go to `values`, whose first one is the instant that counts as now. */
export function whereOf(filter: ContactFilter, values: unknown[]): string {
  const place = (value: unknown): string => `$${values.push(value)}`;
  const parts = [
    `c.scope = ${place(filter.scope)}`,
    `c.day between ${place(filter.from)} and ${place(filter.to)}`,
    ...(['owner', 'line', 'channel'] as const).flatMap((column) =>
      filter[column] === undefined ? [] : [`c.${column} = ${place(filter[column])}`],
    ),
    ...(filter.group === undefined ? [] : [`c.grp = ${place(filter.group)}`]),
  ];
  return parts.join(' and ');
}

/** The columns of `contact_sum` that count by this way to know who booked. */
function summedBy({ bookedBy, weak }: BookingBasis): string {
  const by = bookedBy === 'marks' ? 'marks' : weak ? 'mis' : 'strong';
  return `sum(c.booked_by_${by}) as booked, sum(c.waiting_or_${by}) as waiting_or_booked, sum(c.came_by_${by}) as came`;
}

/** From the sums by day; what hangs on the hour from the contacts that still run. */
export async function countContacts(
  pool: Pool,
  {
    filter,
    basis,
    now,
    by,
  }: { filter: ContactFilter; basis: BookingBasis; now: Date; by?: ContactDimension | undefined },
): Promise<ContactCounts[]> {
  const values: unknown[] = [now];
  const where = whereOf(filter, values);
  const conditions = contactConditions(basis);
  const value = by === undefined ? 'null::text' : `c.${by}::text`;
  const whole =
    (by === undefined || by === 'day') && [filter.owner, filter.line, filter.channel].every((one) => one === undefined);
  const { rows } = await pool.query<
    { value: string | null; grp: ContactGroup; openings: number; said: number } & ContactSums
  >(
    `with summed as (
       select ${value} as value, c.grp, sum(c.contacts) as contacts, sum(c.openings) as openings, sum(c.said) as said,
         sum(c.with_missed) as with_missed, sum(c.late) as late, sum(c.unreviewed) as unreviewed,
         sum(c.marked_only) as marked_only, ${summedBy(basis)}
       from contact_sum c where ${where} and c.whole = ${whole} group by 1, 2 having sum(c.contacts) > 0
     ), coming as (
       select ${value} as value, c.grp, count(*) filter (where ${conditions.ahead}) as ahead
       from contact c where ${where} and c.visit_at > $1 group by 1, 2
     ), running as (
       select ${value} as value, c.grp, count(*) filter (where ${pendingCondition}) as pending,
         count(*) filter (where ${conditions.unanswered}) as unanswered
       from contact c where ${where} and c.answer_due_at > $1 group by 1, 2
     )
     select s.*, coalesce(a.ahead, 0) as ahead, coalesce(r.pending, 0) as pending, coalesce(r.unanswered, 0) as unanswered
     from summed s
       left join coming a on a.grp = s.grp and a.value is not distinct from s.value
       left join running r on r.grp = s.grp and r.value is not distinct from s.value
     order by s.value nulls last`,
    values,
  );
  const counts = new Map<
    string | null,
    { value: string | null; groups: Map<ContactGroup, GroupCounts>; said: number }
  >();
  for (const { value: of, grp, said, openings, ...sums } of rows) {
    const known = counts.get(of) ?? { value: of, groups: new Map<ContactGroup, GroupCounts>(), said: 0 };
    counts.set(of, known);
    known.groups.set(grp, { ...figuresOfSums(grp, sums), openings });
    known.said += said;
  }
  return [...counts.values()];
}

/** One figure over all groups, or over some. */
export function total(
  counts: ContactCounts | undefined,
  figure: ContactFigure | 'openings',
  groups: readonly ContactGroup[] = contactGroups,
): number {
  return groups.reduce((sum, group) => sum + (counts?.groups.get(group)?.[figure] ?? 0), 0);
}
