import type { CallClass } from '../../contracts/caller.ts';

/** What `/tasks` and `/waiting-list` answer, as far as these pages read it. Times are RFC 3339 UTC. */

export interface TaskType {
  id: string;
  name: { ru: string; en: string };
}

export interface TaskTypes {
  items: TaskType[];
  /** Offered by the screen, on the keys from 1 on; others are somebody's own words. */
  closeReasons: string[];
}

export interface TaskCounts {
  open: number;
  overdue: number;
  /** Missed calls of withheld numbers today. */
  withoutNumber: number;
}

export interface Task {
  id: string;
  type: string;
  state: 'open' | 'closed';
  what: string | null;
  note: string | null;
  priority: 'high' | 'normal' | 'low' | null;
  branch: string | null;
  zone: string | null;
  phone: string | null;
  person: { id: string; name: string } | null;
  name: string | null;
  owner: TaskOwner & { name: string | null };
  dueAt: string | null;
  escalated: boolean;
  openedAt: string;
  createdBy: string | null;
  calls: number;
  attempts: number;
  lastCallId: string | null;
  lastCallAt: string | null;
  lastAttemptAt: string | null;
  lastCall: { class: CallClass | null; missedReason: string | null; line: string | null; recording: boolean } | null;
  closed: {
    at: string;
    as: 'got-through' | 'called-back' | 'by-hand' | 'merged' | 'not-needed';
    reason: string | null;
    note: string | null;
    by: string | null;
    waitSeconds: number | null;
  } | null;
  offer: TaskOffer | null;
  /** What was asked for on the site; left out: nothing. */
  requests?: {
    id: string;
    comment: string | null;
    doctor: string | null;
    planStart: string | null;
    phoneWritten: string | null;
  }[];
}

export interface TaskOffer {
  id: string;
  state: string;
  replyBy: string | null;
  slot: {
    doctor: string;
    branch: string | null;
    startsAt: string;
    minutes: number;
    state: 'open' | 'taken' | 'gone' | 'over';
    takenBy: string | null;
  };
}

/** Both null: whoever is free in the branch. */
export interface TaskOwner {
  seat: string | null;
  role: string | null;
}

export interface TaskDetail extends Task {
  events: { at: string; who: string | null; what: string; detail: Record<string, unknown> | null }[];
}

export interface TaskPage {
  items: Task[];
  next: string | null;
  /** To ask with for what changes from now on. */
  since: string;
}

export interface Wish {
  id: string;
  state: 'waiting' | 'booked' | 'withdrawn' | 'over';
  person: { id: string; name: string } | null;
  phone: string | null;
  name: string | null;
  branch: string | null;
  doctor: string | null;
  specialty: string | null;
  minutes: number | null;
  /** 1 is Monday; empty: any. */
  weekdays: number[];
  from: string;
  to: string;
  until: string | null;
  earlierThan: string | null;
  urgent: boolean;
  note: string | null;
  createdAt: string;
  createdBy: string;
  closedAt: string | null;
  closedBy: string | null;
  offers: WishOffer[];
}

export interface WishOffer {
  id: string;
  state: 'queued' | 'offered' | 'taken' | 'declined' | 'expired' | 'withdrawn';
  way: 'task' | 'sms' | null;
  doctor: string;
  branch: string | null;
  startsAt: string;
  minutes: number;
  replyBy: string | null;
}
