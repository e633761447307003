import { z } from 'zod';

/**
 * A visit («прием») as every source of visits is read: a MIS, a query, a report file, a push over REST. A slot of a
 * timetable is none, however busy.
 */
export const visitStates = [
  'planned',
  'confirmed',
  /** Another visit took its place; one that keeps its id and changes its time stays `planned`. */
  'moved',
  'cancelled',
  'arrived',
  'completed',
  'no-show',
] as const;
export type VisitState = (typeof visitStates)[number];

/** The patient is still expected, or is there. */
export const openVisitStates: readonly VisitState[] = ['planned', 'confirmed', 'arrived'];
export function isOpenVisit(state: VisitState): boolean {
  return openVisitStates.includes(state);
}

/** What the doctor marked as the result: «Требуется лечение», «Требуется консультация», nothing more («санирован»). */
export const visitMarks = ['needs-treatment', 'needs-consultation', 'needs-nothing'] as const;
export type VisitMark = (typeof visitMarks)[number];

export const cancelledBy = ['patient', 'clinic'] as const;
export type CancelledBy = (typeof cancelledBy)[number];

/** The reason of a visit that a complete list of its source no longer has. */
export const VANISHED = 'not-in-source';

/**
 * Whom a visit is for: a card, by its id in the source of the people; else a number (E.164) with a name. Several people
 * have one number, so a number alone never makes a person.
 */
export interface VisitPerson {
  card: string | null;
  phone: string | null;
  name: string | null;
}

/** One visit as its source tells it now. */
export interface VisitFact {
  /** Permanent in its source; a visit that is moved keeps it where the MIS does so. */
  externalId: string;
  /** Null: the source does not tell; it is never guessed. */
  person: VisitPerson | null;
  /** Our branch, null where it is not known. */
  branch: string | null;
  /** IANA zone of the branch. */
  zone: string;
  /** `id` as the source writes it, null where it tells only the name. */
  doctor: { id: string | null; name: string } | null;
  specialty: string | null;
  service: string | null;
  startsAt: Date;
  endsAt: Date;
  state: VisitState;
  /** In the words of the source, or VANISHED. */
  cancelReason: string | null;
  cancelledBy: CancelledBy | null;
  /** In the order of `visitMarks`; empty: none, or the source does not tell. */
  marks: readonly VisitMark[];
  /** A first look at a patient; null where the source does not tell. */
  isConsultation: boolean | null;
  /** When and by whom it was entered in the source. */
  addedAt: Date | null;
  addedBy: string | null;
  /** When the source last changed it; an older one than is known already is not taken. */
  updatedAt: Date | null;
}

/** What a source may leave out. */
export type VisitDetail = Exclude<keyof VisitFact, 'externalId' | 'startsAt' | 'zone'>;

/** One visit as far as its source tells it: what is left out stays as it is known. */
export type ToldVisit = Pick<VisitFact, 'externalId' | 'startsAt' | 'zone'> & Partial<Pick<VisitFact, VisitDetail>>;

/** A visit as it is stored. */
export interface Visit extends Omit<VisitFact, 'externalId' | 'person' | 'updatedAt'> {
  /** The card, null where nobody of the directory is known to be meant. */
  personId: number | null;
  /** What the source tells of the person; number and name only where no card of the directory is known to be meant. */
  person: VisitPerson;
}

export const visitChangeKinds = [
  'added',
  /** Another time, doctor or branch; the same visit. */
  'moved',
  /** Its state became `moved`: another visit took its place. */
  'replaced',
  'confirmed',
  /** Confirmed before, and now planned again. */
  'unconfirmed',
  'cancelled',
  /** Cancelled, missed or moved away before, and now expected again. */
  'reopened',
  'arrived',
  'completed',
  'no-show',
  /** Other marks of the result than before. */
  'marked',
  /** Another person, or one is known now. */
  'person',
  /** Something else: service, reason, the end. */
  'changed',
] as const;
export type VisitChangeKind = (typeof visitChangeKinds)[number];

export interface VisitChange {
  /** Ascending in the order in which changes were committed. */
  id: number;
  visitId: number;
  source: string;
  externalId: string;
  /** When we learnt it. */
  at: Date;
  /** Never empty: a visit may be moved and confirmed at once. */
  kinds: readonly VisitChangeKind[];
  /** From the first reading of the source: history, nothing that happens now. */
  initial: boolean;
  before: Visit | null;
  after: Visit;
}

export const visitStateSchema = z.enum(visitStates);
