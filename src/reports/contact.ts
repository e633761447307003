import type { CallClass } from '../contracts/call-classes.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';

/**
 * One settled call, or one request of the site, as reports see it; instants are milliseconds since 1970. Internal calls
 * and spam are none.
 */
export interface Touch {
  /** Null: it is a request. */
  callId: number | null;
  requestId: number | null;
  /** The resolved person, else the number, else it alone: `person:12`, `+7…`, `call:34`, `request:56`. */
  key: string;
  personId: number | null;
  /** Null where it tells nobody apart: withheld, shared by many. */
  number: string | null;
  at: number;
  endedAt: number | null;
  /** By the outside party: a call that comes in, one that its site ordered, a request. */
  opens: boolean;
  branch: string | null;
  /** IANA zone of the branch. */
  zone: string;
  /** The local day of `at`, `yyyy-MM-dd`. */
  day: string;
  line: string | null;
  class: CallClass | null;
  /** Presumed to ask for a new visit. */
  target: boolean;
  outcome: CallOutcome | null;
  /** 0 without a conversation. */
  talkSeconds: number;
  waitSeconds: number | null;
  /** Why a call that came in was missed, null when it was not. */
  missed: string | null;
  /** Who talked last, null when nobody did. */
  operator: string | null;
  channel: string | null;
  source: string | null;
}

/** The colour of a contact in the first two columns of the conversion; the first three want to book. */
export const contactGroups = [
  'first-time',
  'returning',
  /** Wants to book by what came of it; whether for the first time is not known. */
  'target-unknown',
  'own-visit',
  'staff',
  'contractor',
  /** Not for a visit, as the outcome says. */
  'other',
  'unknown',
] as const;
export type ContactGroup = (typeof contactGroups)[number];
export const targetGroups: readonly ContactGroup[] = ['first-time', 'returning', 'target-unknown'];

/** Why a contact is in its group: codes that screens translate. */
export type ContactReason = 'class' | 'booked' | 'outcome' | 'no-target-outcome' | 'unknown-class';

/** A visit that a call brought; instants in milliseconds. */
export interface BookedVisit {
  visitId: number;
  callId: number;
  strength: 'strong' | 'weak';
  addedAt: number;
  startsAt: number;
  /** The patient came. */
  came: boolean;
  /** Is still expected. */
  open: boolean;
}

/** What an outside party opened in one day, with our answers to it. */
export interface Contact {
  key: string;
  day: string;
  branch: string | null;
  zone: string;
  personId: number | null;
  number: string | null;
  openedAt: number;
  /** In order of time; the first one opened it. */
  touches: readonly Touch[];
  openings: number;
  missed: number;
  group: ContactGroup;
  reason: ContactReason;
  /** The latest that was said. */
  outcome: CallOutcome | null;
  bookedMark: boolean;
  waitingList: boolean;
  booked: 'strong' | 'weak' | null;
  came: boolean;
  /** The latest visit that is still expected, null when none is. */
  visitAt: number | null;
  /** The first conversation with the party since, in this contact or another. */
  answeredAt: number | null;
  /** From a missed call that opened the contact to the first conversation, in milliseconds; null: it began otherwise. */
  answeredIn: number | null;
  /** A contact without a conversation is lost after this. */
  answerDueAt: number;
  owner: string | null;
  line: string | null;
  channel: string | null;
  source: string | null;
}

export interface ContactSettings {
  /** A shorter talk is no conversation: a voice assistant «answers» too. */
  conversationSeconds: number;
  /** Our call answers a contact that was opened or renewed at most this long before. */
  joinDays: number;
  /** The channel of a contact is that of the first one within so many days. */
  channelDays: number;
  /** When a contact without a conversation is lost: the end of the next working day of its branch. */
  answerDueAt(touch: Touch): number;
}
