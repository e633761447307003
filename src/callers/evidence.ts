import type { CallClass } from '../contracts/caller.ts';
import type { Direction } from '../contracts/call-event.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { PersonKind, VisitState } from './directory-entry.ts';

/** Raised whenever the same facts may give another class. */
export const ruleVersion = 2;

/**
 * Everything the kind, the class and its reasons were computed from, stored with the call as JSON; no names. Instants
 * are milliseconds since 1970.
 */
export interface Evidence {
  ruleVersion: number;
  external: E164 | null;
  direction: Direction | null;
  startedAt: number;
  /** How long the call was, null while that is not known. */
  seconds: number | null;
  /** The day of the call where it was answered, `yyyy-MM-dd`. */
  day: string;
  asOf: number | null;
  ownNumber: boolean;
  sharedNumber: boolean;
  /** The advertising channel that a shared number stands for. */
  channel: string | null;
  /** Reception marked the number. */
  spamListed: boolean;
  people: PersonEvidence[];
  chosenPerson: number | null;
  /** The class that a person gave the call. */
  correctedClass: CallClass | null;
  /** The visit that the household got by this call, known only afterwards. */
  booked: Booking | null;
  /** Other calls of the number around this one, whole seconds. */
  recentCalls: { startedAt: number; seconds: number | null; result: string | null }[];
  settings: {
    ownVisitHours: number;
    directoryFreshDays: number;
    spamCalls: number;
    spamWithinSeconds: number;
    spamShorterThanSeconds: number;
  };
}

/** `weak`: added later than half an hour after the call. */
export interface Booking {
  visit: string;
  person: number;
  strength: 'strong' | 'weak';
}

export interface PersonEvidence {
  id: number;
  kind: PersonKind;
  /** All cards that are this person, where there are several. */
  cards?: readonly number[];
  /** For staff and contractors, `yyyy-MM-dd`. */
  validFrom: string | null;
  validTo: string | null;
  knownBefore: boolean;
  firstCompletedAt: number | null;
  visits: { id: string; startsAt: number; endsAt: number; state: VisitState }[];
}
