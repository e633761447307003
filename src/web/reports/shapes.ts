import type { CallOutcome } from '../../contracts/outcomes.ts';
import type { DataLevel } from '../api/shapes.ts';

/** What the API of the reports answers; see /docs. Days are `2026-10-12` of the branch, times RFC 3339 UTC. */
export interface Figure {
  /** Null: cannot be known. */
  value: number | null;
  level: DataLevel['level'];
  basis: 'pbx' | 'mis' | 'marks' | 'presumed' | 'no-data';
}

/** In the order in which a bar is stacked. */
export const contactGroups = [
  'own-visit',
  'staff',
  'contractor',
  'first-time',
  'returning',
  'target-unknown',
  'other',
  'unknown',
] as const;
export type ContactGroup = (typeof contactGroups)[number];

export const conversionColumns = ['ungrouped', 'grouped', 'wants', 'booked-or-waiting', 'booked', 'came'] as const;
export type ColumnId = (typeof conversionColumns)[number];

export interface Conversion {
  columns: { id: ColumnId; total: Figure; groups: Partial<Record<ContactGroup, Figure>> }[];
  rates: { bookedOrWaiting: Figure; booked: Figure; came: Figure };
  ahead: Figure;
  due: Figure;
  markedOnly: Figure;
  unreviewed: Figure;
  unknown: Figure;
  lost: Figure;
  unanswered: Figure;
  /** What red and yellow tell apart. */
  split: 'first-time' | 'directory' | 'none';
}

export interface Told extends DataLevel {
  since: { people: string | null; timetable: string | null; report: string | null; live: string | null };
}

/** What every report says of itself. */
export interface ReportHead {
  /** Null: the network. */
  branch: string | null;
  from: string;
  to: string;
  level: DataLevel['level'];
  levels: Told[];
}

export interface Operator {
  name: string | null;
  extension: string | null;
}

export interface ConversionPart {
  value: string | null;
  operator?: Operator | null;
  conversion: Conversion;
}

interface Costs {
  /** Roubles. */
  spent: number | null;
  costPerContact: Figure;
  costPerClient: Figure;
  moneyLost: Figure;
}

export interface ConversionReport extends ReportHead {
  conversion: Conversion;
  previous: Conversion;
  money: Costs;
  by: ConversionPart[] | null;
}

export interface Channel extends Costs {
  channel: string | null;
  conversion: Conversion;
}

export interface ChannelsReport extends ReportHead {
  items: Channel[];
}

export type CallFigure =
  'incoming' | 'missed' | 'missed-in-menu' | 'missed-short' | 'missed-voicemail' | 'missed-no-answer' | 'long-wait';

export interface Hour {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  incoming: number;
  missed: number;
}

export interface DirectorReport extends ReportHead {
  calls: Record<CallFigure, number>;
  byHour: Hour[];
  conversion: Conversion;
  withMissed: number;
  withoutCallback: number;
  response: { contacts: number; medianSeconds: number | null; p90Seconds: number | null };
  longWaitSeconds: number;
}

export interface DayReport extends DirectorReport {
  administrators: ConversionPart[] | null;
  channels: Channel[];
  lost: Contact[];
  unanswered: Contact[];
}

export interface ContactRequest {
  id: string;
  at: string;
}

export interface ContactCall {
  id: string;
  at: string;
  /** By the outside party. */
  opens: boolean;
  missed: string | null;
  talkSeconds: number;
  outcome: CallOutcome | null;
  operator: Operator | null;
}

export interface Contact {
  id: string;
  day: string;
  openedAt: string;
  branch: string | null;
  zone: string;
  phone: string | null;
  group: ContactGroup;
  openings: number;
  missed: number;
  outcome: CallOutcome | null;
  booked: 'strong' | 'weak' | null;
  bookedMark: boolean;
  waitingList: boolean;
  came: boolean;
  visitAt: string | null;
  answerDueAt: string;
  owner: Operator | null;
  line: string | null;
  channel: string | null;
  calls: ContactCall[];
  /** Of the site. */
  requests: ContactRequest[];
}

export interface CountedCall {
  id: string;
  at: string;
  branch: string | null;
  phone: string | null;
  class: string | null;
  missed: string | null;
  waitSeconds: number | null;
  talkSeconds: number;
  operator: Operator | null;
}

export interface Spend {
  id: string;
  campaign: string;
  from: string;
  to: string;
  amount: number;
  currency: 'RUB';
}

export interface VisitsReport extends ReportHead {
  /** Why figures are unknown. */
  why: 'no-visits' | 'no-consultations' | 'no-marks' | null;
  figures: Record<string, Figure>;
  doctors: { doctor: string | null; figures: Record<string, Figure> }[];
}

export interface ListedVisit {
  visitId: string;
  personId: string | null;
  branch: string | null;
  doctor: string | null;
  startsAt: string;
  zone: string;
  state: string;
  name: string | null;
  phone: string | null;
  service: string | null;
  marks: string[];
  cancelReason: string | null;
  /** Why nobody is called out after a cancelled visit. */
  excluded: 'booked-then' | 'waited-then' | 'reason' | null;
  next: 'came' | 'ahead' | 'in-tasks' | null;
  callId: string | null;
}

export type DifferenceReason =
  'voicemail' | 'in-menu' | 'short' | 'other-call-answered' | 'not-told' | 'spam' | 'ignored' | 'not-counted';

export interface DifferencesReport {
  account: string | null;
  accounts: { id: string; name: string }[];
  /** Whether the provider said of any call that it is lost. */
  known: boolean;
  compared: number;
  providerLost: number;
  ourMissed: number;
  reasons: { why: DifferenceReason; providerLost: boolean; calls: number }[];
  /** Of the site. */
  requests: number;
}

export interface DifferingCall {
  callId: string;
  at: string;
  branch: string | null;
  phone: string | null;
  providerLost: boolean;
  why: DifferenceReason;
}

export const bookingReasons = [
  'during-call',
  'within-half-an-hour',
  'within-a-day',
  'next-working-day',
  'same-day',
  'own-call',
  'without-call',
  'said',
] as const;

export interface Booking {
  visitId: string;
  name: string | null;
  branch: string | null;
  zone: string;
  doctor: string | null;
  addedAt: string;
  startsAt: string;
  state: string;
  callId: string | null;
  call: CountedCall | null;
  strength: 'strong' | 'weak' | null;
  why: (typeof bookingReasons)[number];
  saidBy: string | null;
  saidAt: string | null;
}

export interface BookingPage {
  items: Booking[];
  counts: Partial<Record<Booking['why'], number>>;
}
