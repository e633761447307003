import { byTime } from './contacts-of.ts';
import type { Touch } from './contact.ts';

/** A visit that was added to the timetable, as far as it tells which call brought it. */
export interface AddedVisit {
  /** In milliseconds. */
  addedAt: number;
  /** The local day, where the source tells no time of day; else null. */
  addedOn: string | null;
  /** Another visit of the person gave way to it, or it was only moved. */
  move: boolean;
  /** The person, and all cards that are this person. */
  persons: ReadonlySet<number>;
  /** Others of the household. */
  household: ReadonlySet<number>;
  /** Numbers of the person and of the household. */
  numbers: ReadonlySet<string>;
}

/** Why a visit belongs to the call it belongs to: codes that screens translate. */
export type BookingReason =
  | 'during-call'
  | 'within-half-an-hour'
  | 'within-a-day'
  | 'next-working-day'
  | 'same-day'
  | 'own-call'
  | 'without-call'
  | 'move'
  | 'said';

export interface Attribution {
  callId: number | null;
  strength: 'strong' | 'weak' | null;
  why: BookingReason;
}

const DAY = 86_400_000;

export interface AttributionSettings {
  conversationSeconds: number;
  strongMinutes: number;
  /** The end of the working day after the one that the call is of. */
  answerDueAt(touch: Touch): number;
}

/**
 * The call that a visit came of: the last conversation with the person within 24 h before it was added, or on the
 * working day before; of the person's card where one called, else by the number or the household. `joined` tells which
 * calls are part of a contact. Pure.
 */
export function attributeBooking(
  visit: AddedVisit,
  touches: readonly Touch[],
  joined: (touch: Touch) => boolean,
  settings: AttributionSettings,
): Attribution {
  if (visit.move) return { callId: null, strength: null, why: 'move' };
  const talks = touches
    .filter((touch) => touch.talkSeconds >= settings.conversationSeconds && reasonOf(touch) !== null)
    .toSorted(byTime);
  const own = talks.findLast(({ personId }) => personId !== null && visit.persons.has(personId));
  const near = talks.findLast(
    ({ personId, number }) =>
      (personId !== null && visit.household.has(personId)) || (number !== null && visit.numbers.has(number)),
  );
  const found = own ?? near;
  if (found === undefined) return { callId: null, strength: null, why: 'without-call' };
  if (!joined(found)) return { callId: found.callId, strength: null, why: 'own-call' };
  const why = reasonOf(found)!;
  const strong = why === 'during-call' || why === 'within-half-an-hour';
  return { callId: found.callId, strength: strong ? 'strong' : 'weak', why };

  function reasonOf(touch: Touch): BookingReason | null {
    const due = settings.answerDueAt(touch);
    if (visit.addedOn !== null) {
      if (touch.day === visit.addedOn) return 'same-day';
      return touch.day < visit.addedOn && visit.addedAt < due ? 'next-working-day' : null;
    }
    if (touch.at > visit.addedAt) return null;
    const end = touch.endedAt ?? touch.at;
    if (visit.addedAt <= end) return 'during-call';
    if (visit.addedAt <= end + settings.strongMinutes * 60_000) return 'within-half-an-hour';
    if (visit.addedAt <= touch.at + DAY) return 'within-a-day';
    return visit.addedAt < due ? 'next-working-day' : null;
  }
}
