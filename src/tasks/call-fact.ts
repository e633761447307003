import type { Configuration, MissedKind, TaskSettings } from '../platform/configuration/index.ts';
import { openingAt } from '../platform/configuration/index.ts';

/** What one call that is over means for calling back. Instants are milliseconds since 1970. */
export interface CallFact {
  callId: number;
  phone: string;
  /** Whom the call is known to be of; null: nobody, or several may be meant. */
  person: number | null;
  /** Everybody who may be meant. */
  people: readonly number[];
  branch: string | null;
  /**
   * `missed`: the outside party wanted us and talked with nobody; `got-through` and `called-back`: they talked long
   * enough; `attempt`: we tried and did not talk, or not long enough.
   */
  what: 'missed' | 'got-through' | 'called-back' | 'attempt';
  /** A missed call that makes a task by itself; another one only counts where a task is open. */
  asks: boolean;
  startedAt: number;
  /** When they began to talk, else the start. */
  talkedAt: number;
  endedAt: number;
  /** Short rings of a number beside which a call was found to be spam are none of a person. */
  seconds: number;
  spam: boolean;
  /** The workplace that talked. */
  seat: string | null;
  /** What a rule of the clinic wants instead of the policy. */
  wanted: WantedTask | null;
  priority: 'high' | 'normal' | 'low' | null;
}

/** A task as a rule wants it for a call. */
export interface WantedTask {
  what: string;
  owner: string | null;
  dueMinutes: number;
}

/** The columns of a call that are looked at. */
export interface CallbackRow {
  id: number;
  external: string | null;
  direction: string | null;
  result: string | null;
  missed_reason: string | null;
  class: string | null;
  branch: string | null;
  started_at: Date | string;
  answered_at: Date | string | null;
  ended_at: Date | string | null;
  talk_seconds: number | null;
  learnt_at: Date | string;
  answered_seat: string | null;
  chosen_person: number | null;
  candidates: readonly number[] | null;
  initiator: string | null;
  rules: { tasks?: readonly unknown[]; priority?: string | null } | null;
}

/** Null for a call that says nothing of calling back: internal, under way, of a withheld number, of staff. Pure. */
export function callFactOf(
  row: CallbackRow,
  configuration: Pick<Configuration, 'branches'>,
  settings: TaskSettings['callbacks'],
): CallFact | null {
  if (row.external === null || row.result === null || (row.direction !== 'in' && row.direction !== 'out')) return null;
  if (row.class === 'staff' || (row.class === 'contractor' && !settings.contractors)) return null;
  const startedAt = time(row.started_at);
  const endedAt = row.ended_at === null ? startedAt : time(row.ended_at);
  const people = row.candidates ?? [];
  const what = whatOf(row, settings);
  if (what === null) return null;
  const wanted = wantedOf(row.rules, 'callback');
  const spam = row.class === 'spam';
  return {
    callId: row.id,
    phone: row.external,
    person: row.chosen_person ?? (people.length === 1 ? (people[0] ?? null) : null),
    people,
    branch: row.branch,
    what,
    asks: what === 'missed' && !spam && inTime(row, startedAt, settings) && (wanted !== null || byPolicy()),
    startedAt,
    talkedAt: row.answered_at === null ? startedAt : time(row.answered_at),
    endedAt,
    seconds: Math.round((endedAt - startedAt) / 1000),
    spam,
    seat: row.answered_seat,
    wanted,
    priority: (row.rules?.priority ?? null) as CallFact['priority'],
  };

  /** The sub-kind of an order from the site is none of a missed call: nobody talked, which is all that counts. */
  function byPolicy(): boolean {
    if (row.direction === 'in' && !settings.of.includes((row.missed_reason ?? 'no-answer') as MissedKind)) return false;
    const branch = row.branch === null ? undefined : configuration.branches.get(row.branch);
    return settings.outOfHours || branch === undefined || openingAt(branch, new Date(startedAt)).open !== false;
  }
}

function whatOf(row: CallbackRow, settings: TaskSettings['callbacks']): CallFact['what'] | null {
  const talk = row.result === 'answered' ? talkSecondsOf(row) : null;
  if (row.direction === 'in') {
    if (talk === null) return 'missed';
    return talk >= settings.gotThroughSeconds ? 'got-through' : null;
  }
  if (talk !== null && talk >= settings.calledBackSeconds) return 'called-back';
  const ordered = row.initiator !== null && settings.siteCallbacks.includes(row.initiator);
  return ordered && talk === null ? 'missed' : 'attempt';
}

function talkSecondsOf({ talk_seconds, answered_at, ended_at }: CallbackRow): number {
  if (talk_seconds !== null) return talk_seconds;
  return answered_at === null || ended_at === null ? 0 : (time(ended_at) - time(answered_at)) / 1000;
}

function inTime(row: CallbackRow, startedAt: number, { lateHours }: TaskSettings['callbacks']): boolean {
  return time(row.learnt_at) - startedAt < lateHours * 3_600_000;
}

/** The first task of a type that the rules decided for a call; decisions of former versions may lack the list. */
export function wantedOf(rules: CallbackRow['rules'], type: string): WantedTask | null {
  const decided = (rules?.tasks ?? []) as readonly (WantedTask & { type: string })[];
  const one = decided.find((task) => task.type === type);
  return one === undefined ? null : { what: one.what, owner: one.owner, dueMinutes: one.dueMinutes };
}

function time(at: Date | string): number {
  return new Date(at).getTime();
}
