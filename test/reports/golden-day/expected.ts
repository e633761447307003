import type { DataLevel } from '../../../src/callers/index.ts';
import type { ContactGroup } from '../../../src/reports/contact.ts';

/**
 * Counted by hand from day.ts. A letter is a contact. In the centre on Tuesday there are nineteen of them, a to s, made
 * of 28 calls from outside: forty, less the one of Monday (1), our own (2, 7, 9), two in the north (16, 22) and the
 * robot's six. Contact x is Monday's. In the north there are v and w; for the network n and w are one.
 */
export interface Expected {
  /** Centre, Tuesday: the contacts of each colour. */
  groups: Record<ContactGroup, string>;
  columns: {
    ungrouped: number;
    grouped: number;
    wants: number | null;
    'booked-or-waiting': number | null;
    booked: number | null;
    came: number | null;
  };
  /** Booked, not yet to be seen; booked and due. */
  ahead: number | null;
  due: number | null;
  unreviewed: number | null;
  unknown: number;
  lost: number;
  basis: { wants: string; booked: string; came: string };
  /** The network on Tuesday: a person of two branches once. */
  network: { grouped: number; wants: number | null; booked: number | null };
}

const rest = { ungrouped: 28, grouped: 19 };

/** Without a directory: who is in no list of ours is unknown; booked and refused are known from the keys pressed. */
const t0: Expected = {
  groups: {
    'first-time': '',
    returning: '',
    // 5 and 30 were marked booked, 28 refused.
    'target-unknown': 'cop',
    'own-visit': '',
    staff: 'g',
    contractor: 'fj',
    // 12: question, 20: pain.
    other: 'hm',
    unknown: 'abdeiklnqrs',
  },
  columns: { ...rest, wants: 3, 'booked-or-waiting': 2, booked: 2, came: null },
  ahead: null,
  due: null,
  // c, o and p all have an outcome.
  unreviewed: 0,
  unknown: 11,
  // d was never reached; nobody can call r back.
  lost: 2,
  basis: { wants: 'marks', booked: 'marks', came: 'no-data' },
  // v was marked too; w is unknown and one with n.
  network: { grouped: 20, wants: 4, booked: 2 },
};

/** With the people file: who was treated is returning, others of the file and the unseen are first-time. */
const t1: Expected = {
  groups: {
    // The son of the family (a) was never treated; i, o, p are unseen numbers.
    'first-time': 'aiop',
    // Who called about the own visit (b, e, l) cannot be told from who wants a new one.
    returning: 'bcdeklns',
    'target-unknown': '',
    'own-visit': '',
    staff: 'g',
    contractor: 'fj',
    other: 'hm',
    unknown: 'qr',
  },
  columns: { ...rest, wants: 12, 'booked-or-waiting': 2, booked: 2, came: null },
  ahead: null,
  due: null,
  // Of the twelve c, o and p have an outcome.
  unreviewed: 9,
  unknown: 2,
  lost: 2,
  basis: { wants: 'presumed', booked: 'marks', came: 'no-data' },
  network: { grouped: 20, wants: 13, booked: 2 },
};

/** With visits: a, b, e called about theirs; l too, but her husband got a visit. */
const t4: Expected = {
  groups: {
    'first-time': 'iop',
    returning: 'cdklns',
    'target-unknown': '',
    'own-visit': 'abe',
    staff: 'g',
    contractor: 'fj',
    other: 'hm',
    unknown: 'qr',
  },
  // Booked: c (102), l (105), p (107), s (108). 106 was booked in the north, 101 belongs to Monday, 103 to a call of
  // ours that answered nobody, 104 to no call of the patient. Came: p and s; c cancelled.
  columns: { ...rest, wants: 9, 'booked-or-waiting': 4, booked: 4, came: 2 },
  // 105 is on Friday.
  ahead: 1,
  due: 3,
  // d, i, k, n.
  unreviewed: 4,
  unknown: 2,
  lost: 2,
  basis: { wants: 'presumed', booked: 'mis', came: 'mis' },
  // Nine, v, and w, which is n: ten. Booked: c, l, p, s and w.
  network: { grouped: 20, wants: 10, booked: 5 },
};

/** T2 adds free slots, and a slot that turns busy is no booking. T3 is a day late, and on Thursday as good as T4. */
export const expected: Record<DataLevel, Expected> = { T0: t0, T1: t1, T2: t1, T3: t4, T4: t4 };

/** Each visit that was added on Tuesday and the call that brought it. */
export const bookings: Record<'T3' | 'T4', [visit: number, call: number | null, why: string][]> = {
  T4: [
    // The talk of 2 lasted until 09:07:30, that of 39 until 17:02.
    [101, 2, 'during-call'],
    [102, 5, 'during-call'],
    [103, 9, 'own-call'],
    [104, null, 'without-call'],
    [105, 19, 'during-call'],
    [106, 22, 'during-call'],
    [107, 30, 'during-call'],
    [108, 39, 'within-half-an-hour'],
  ],
  // The report tells only the day on which a visit was added: the last talk of that day, weak. 102: the call at 18:00.
  T3: [
    [101, 2, 'same-day'],
    [102, 40, 'same-day'],
    [103, 9, 'own-call'],
    [104, null, 'without-call'],
    [105, 19, 'same-day'],
    [106, 22, 'same-day'],
    [107, 30, 'same-day'],
    [108, 39, 'same-day'],
  ],
};
