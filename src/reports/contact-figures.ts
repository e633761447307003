import { targetGroups } from './contact.ts';

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
const OUTSIDE = `c.grp not in ('staff', 'contractor', 'other') and coalesce(c.outcome, 'callback') = 'callback'`;

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
    lost: `(${OUTSIDE} and c.answer_due_at <= $1 and coalesce(c.answered_at > c.answer_due_at, true))`,
    unanswered: `(${OUTSIDE} and c.answer_due_at > $1 and c.answered_at is null)`,
  };
}
