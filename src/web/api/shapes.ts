import type { CallClass, Caller } from '../../contracts/caller.ts';
import type { AnsweredBy } from '../calls/frames.ts';

/** What `/api/v1` answers, as far as this screen reads it. Times are RFC 3339 UTC, durations whole seconds. */

export interface Branch {
  id: string;
  name: string;
  /** IANA time zone. */
  zone: string;
}

export interface Line {
  number: string;
  name: string;
  branch: string;
  campaign: string | null;
}

export interface Me {
  label: string;
  role: string;
  seat: string | null;
  seatName: string | null;
  branches: Branch[];
  lines: Line[];
  language: string;
}

export interface CallRow {
  id: string;
  direction: 'in' | 'out' | 'internal' | null;
  from: string | null;
  to: string | null;
  line: string | null;
  branch: string | null;
  zone: string | null;
  state: string;
  result: 'answered' | 'missed' | 'unanswered' | null;
  missedReason: string | null;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  waitSeconds: number | null;
  talkSeconds: number | null;
  answeredBy: AnsweredBy | null;
  caller: Caller;
  class: CallClass | null;
  settled: boolean;
  recording: boolean;
  version: number;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Slot {
  doctor: string | null;
  branch: string | null;
  startsAt: string;
  minutes: number;
  zone: string | null;
}

export interface Slots {
  items: Slot[];
  /** When the timetable was last told, null when it never was. */
  asOf: string | null;
}
