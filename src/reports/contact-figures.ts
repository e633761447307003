import { targetGroups, type ContactGroup } from './contact.ts';

/** Where the figure of booked visits comes from: the visits of the MIS, or what reception marked. */
export interface BookingBasis {
  bookedBy: 'mis' | 'marks';
  /** Visits that were added later than half an hour after the call count too. */
  weak: boolean;
}

export const contactFigures = [
  'contacts',
  'wants',
  'booked-or-waiting',
  'booked',
  'not-booked',
  'came',
  'ahead',
  'due',
  'marked-only',
  'unreviewed',
  'with-missed',
  'lost',
  'unanswered',
] as const;
export type ContactFigure = (typeof contactFigures)[number];

const TARGET = `c.grp in (${targetGroups.map((group) => `'${group}'`).join(', ')})`;
/** Groups that are never lost: nobody owes them an answer, or reception said what came of them. */
const answeredFor: readonly ContactGroup[] = ['staff', 'contractor', 'other'];
const OUTSIDE = `c.grp not in (${answeredFor.map((group) => `'${group}'`).join(', ')}) and coalesce(c.outcome, 'callback') = 'callback'`;
const LATE = `coalesce(c.answered_at > c.answer_due_at, true)`;

/**
 * What each figure counts, as a condition on the row `c` of `contact`; `$1` is now. The figure and the list behind it
 * are both made from it, so that they cannot differ.
 */
export function contactConditions({ bookedBy, weak }: BookingBasis): Readonly<Record<ContactFigure, string>> {
  const booked =
    bookedBy === 'marks' ? 'c.booked_mark' : weak ? 'c.booked is not null' : `coalesce(c.booked = 'strong', false)`;
  const ahead = `(${TARGET} and ${booked} and not c.came and coalesce(c.visit_at > $1, false))`;
  return {
    contacts: 'true',
    wants: TARGET,
    'booked-or-waiting': `(${TARGET} and (${booked} or c.waiting_list))`,
    booked: `(${TARGET} and ${booked})`,
    'not-booked': `(${TARGET} and not ${booked})`,
    came: `(${TARGET} and ${booked} and c.came)`,
    ahead,
    due: `(${TARGET} and ${booked} and not ${ahead})`,
    'marked-only': `(${TARGET} and c.booked_mark and c.booked is null)`,
    unreviewed: `(${TARGET} and c.outcome is null and c.booked is null)`,
    'with-missed': 'c.missed > 0',
    lost: `(${OUTSIDE} and c.answer_due_at <= $1 and ${LATE})`,
    unanswered: `(${OUTSIDE} and c.answer_due_at > $1 and c.answered_at is null)`,
  };
}

/** Contacts that would be lost, were their term over. */
export const pendingCondition = `(${OUTSIDE} and ${LATE} and c.answer_due_at > $1)`;

/** What `contact_sum` and the contacts that still run tell of one group. */
export interface ContactSums {
  contacts: number;
  with_missed: number;
  late: number;
  unreviewed: number;
  marked_only: number;
  booked: number;
  waiting_or_booked: number;
  came: number;
  ahead: number;
  pending: number;
  unanswered: number;
}

/** The same figures from sums. Pure. */
export function figuresOfSums(group: ContactGroup, sums: ContactSums): Record<ContactFigure, number> {
  const wants = targetGroups.includes(group) ? 1 : 0;
  const outside = answeredFor.includes(group) ? 0 : 1;
  return {
    contacts: sums.contacts,
    wants: wants * sums.contacts,
    'booked-or-waiting': wants * sums.waiting_or_booked,
    booked: wants * sums.booked,
    'not-booked': wants * (sums.contacts - sums.booked),
    came: wants * sums.came,
    ahead: sums.ahead,
    due: wants * sums.booked - sums.ahead,
    'marked-only': wants * sums.marked_only,
    unreviewed: wants * sums.unreviewed,
    'with-missed': sums.with_missed,
    lost: outside * (sums.late - sums.pending),
    unanswered: sums.unanswered,
  };
}
