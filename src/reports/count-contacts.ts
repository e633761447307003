import type { Pool } from '../platform/database/index.ts';
import { contactConditions, contactFigures, type BookingBasis, type ContactFigure } from './contact-figures.ts';
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
  const { rows } = await pool.query<
    { value: string | null; grp: ContactGroup; openings: number; said: number } & Record<ContactFigure, number>
  >(
    `select ${value} as value, c.grp, sum(c.openings)::bigint as openings, count(c.outcome) as said,
       ${contactFigures.map((figure) => `count(*) filter (where ${conditions[figure]}) as "${figure}"`).join(', ')}
     from contact c where ${where} and $1::timestamptz is not null
     group by 1, 2 order by 1 nulls last`,
    values,
  );
  const counts = new Map<
    string | null,
    { value: string | null; groups: Map<ContactGroup, GroupCounts>; said: number }
  >();
  for (const { value: of, grp, said, ...figures } of rows) {
    const known = counts.get(of) ?? { value: of, groups: new Map<ContactGroup, GroupCounts>(), said: 0 };
    counts.set(of, known);
    known.groups.set(grp, figures);
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
