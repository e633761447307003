import { visitStates, type VisitState } from '../contracts/appointments.ts';
import type { E164 } from '../contracts/phone-number.ts';

/**
 * Who has a number, as the SQL function `directory_entries` answers it. Instants are RFC 3339 with any offset, dates
 * `yyyy-MM-dd`.
 */
export type DirectoryEntry = DirectoryPerson | CrowdedNumber;

export interface DirectoryPerson {
  /** The number as it was asked. */
  phone: E164;
  /** People with this number, this one included. */
  peopleOnNumber: number;
  personId: number;
  source: string;
  externalId: string;
  /** `spam`: the list of numbers that reception marked, which is nobody. */
  kind: PersonKind | 'spam';
  /** All cards that are this person, its own included; left out or null: only this one. */
  cards?: readonly number[] | null;
  surname: string;
  givenName: string;
  patronymic: string;
  fullName: string;
  birthDate: string | null;
  note: string | null;
  household: string | null;
  /** Was a patient before Trubka was installed. */
  knownBefore: boolean;
  /** First and last day of work for staff and contractors. */
  validFrom: string | null;
  validTo: string | null;
  phoneNote: string | null;
  phoneValidFrom: string | null;
  phoneValidTo: string | null;
  /** Those that ended less than three days before the call or are ahead, at most ten, possible reasons of a call first. */
  visits: DirectoryVisit[];
  lastCompleted: { startsAt: string; endsAt: string; doctor: string | null; branch: string | null } | null;
  firstCompletedAt: string | null;
}

export type PersonKind = 'patient' | 'staff' | 'contractor';
/** Somebody who may call. */
export type KnownPerson = DirectoryPerson & { kind: PersonKind };

/** More people than a household has; who they are is not read. */
export interface CrowdedNumber {
  phone: E164;
  /** At least so many. */
  peopleOnNumber: number;
  personId: null;
}

export interface DirectoryVisit {
  /** `source:externalId` */
  id: string;
  startsAt: string;
  endsAt: string;
  state: VisitState;
  doctor: string | null;
  branch: string | null;
  addedAt: string | null;
}

export { visitStates, type VisitState };
