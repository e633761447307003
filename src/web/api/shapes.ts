import type { CallClass, Caller } from '../../contracts/caller.ts';
import type { CallOutcome } from '../../contracts/outcomes.ts';
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

/** What the server tells somebody whom it does not know. */
export interface SignInState {
  signedIn: boolean;
  /** Somebody can sign in by name here. */
  users: boolean;
}

export interface Me {
  label: string;
  role: string;
  seat: string | null;
  seatName: string | null;
  branches: Branch[];
  lines: Line[];
  language: string;
  /** The workplaces of these branches. */
  seats?: { id: string; name: string; branch: string }[];
  /** Who signed in by name; null behind the key of a workplace. */
  user?: { login: string; mustChangePassword: boolean; usualSeat: string | null } | null;
  mayListen?: boolean;
  /** The telephone that rings first when this workplace dials, or the code of why it cannot. */
  dialling?: { extension: string | null; obstacle: string | null };
  /** What reception does at this workplace follows these. */
  reception?: {
    /** It answers at a telephone that rings at others too: the PBX cannot tell who did. */
    sharesTelephone: boolean;
    /** The system that visits are written into, by its name; null where there is none. */
    booksIn: string | null;
    /** The system that takes requests of this workplace, where it is not open there. */
    requestsIn?: string | null;
  };
}

/** A call that the PBX was told to make. */
export interface Dialled {
  requestId: string;
  extension: string;
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
  answeredBy: (AnsweredBy & { name?: string | null }) | null;
  /** What came of it and what was written of it; an older server does not tell. */
  outcome?: Outcome | null;
  note?: CallNote | null;
  caller: Caller;
  class: CallClass | null;
  settled: boolean;
  recording: boolean;
  version: number;
}

export interface Outcome {
  outcome: CallOutcome;
  reason: string | null;
  by: string | null;
  at: string | null;
}

export interface CallNote {
  text: string;
  by: string | null;
  at: string;
}

/** `GET /calls/{id}` as far as the card reads it. */
export interface CallDetail extends CallRow {
  outcome: Outcome | null;
  note: CallNote | null;
  /** The workplace that said the call is its own. */
  taken: { seat: string; by: string | null } | null;
}

export interface CallRecording {
  id: string;
  kind: 'talk' | 'voicemail';
  state: 'wanted' | 'waiting' | 'stored' | 'at-pbx' | 'never' | 'deleted';
  reason: string | null;
  seconds: number | null;
}

/** For `seconds` the players of this browser may ask for the recordings of the call. */
export interface Listening {
  items: CallRecording[];
  seconds: number;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Slot {
  doctor: string | null;
  /** In the MIS; null where the server does not tell it. */
  doctorId: string | null;
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

/** What reception says of a caller at the card. */
export type Said =
  | { what: 'add-number' | 'not-this-person'; personId: string }
  | { what: 'contractor' | 'staff'; name: string | null }
  | { what: 'spam' };

export interface Correction {
  id: string;
  at: string;
  who: string;
  what: string;
  undone: boolean;
}

export interface Corrected {
  correction: Correction;
  call: CallRow | null;
}

export interface FoundPerson {
  id: string;
  kind: 'patient' | 'staff' | 'contractor';
  name: string;
  birthDate: string | null;
  lastVisit: string | null;
}

export interface DataLevel {
  branch: string;
  level: 'T0' | 'T1' | 'T2' | 'T3' | 'T4';
  firstTime: 'yes' | 'directory-only' | 'no';
  timetable: boolean;
  visits: boolean;
  stale: string[];
}
