import type { CallEvent, Direction } from '../contracts/call-event.ts';
import type { E164 } from '../contracts/phone-number.ts';
import { earliest, momentOf, type Moment, type StoredEvent } from './facts.ts';
import { foldLegs, isTalking, type Leg } from './fold-legs.ts';

export type CallState = 'new' | 'in-menu' | 'queued' | 'ringing' | 'answered' | 'held' | 'ended';
export type MissedReason = 'in-menu' | 'short' | 'voicemail' | 'no-answer';

export interface FoldedCall {
  /** Null until a notification tells it. */
  direction: Direction | null;
  external: E164 | null;
  line: E164 | null;
  initiator: string | null;
  state: CallState;
  result: 'answered' | 'missed' | 'unanswered' | null;
  missedReason: MissedReason | null;
  startedAt: Moment;
  answeredAt: Moment | null;
  endedAt: Moment | null;
  waitSeconds: number | null;
  talkSeconds: number | null;
  legs: Leg[];
  /** The extension that talked last. */
  answeredExtension: string | null;
  recordings: { ref: string; kind: 'talk' | 'voicemail' }[];
  /** What people marked it with in the PBX, each that any fact tells. */
  tags: string[];
  /** The PBX's own words for why it ended so. */
  providerReason: string | null;
  /** When the first fact of this call reached us. */
  learntAt: Date;
}

/** A missed call shorter than this was given up by the caller before anybody could answer. */
const SHORT_SECONDS = 5;

const kindOrder: Record<CallEvent['kind'], number> = {
  started: 0,
  linked: 1,
  'in-menu': 2,
  queued: 3,
  ringing: 4,
  answered: 5,
  voicemail: 6,
  held: 7,
  resumed: 8,
  transferred: 9,
  'leg-ended': 10,
  missed: 11,
  ended: 12,
  recorded: 13,
  tagged: 14,
};

/**
 * The state of a call as a pure function of the set of its facts: any order and any repeats give the same call.
 * Facts are put into one total order (the PBX's time, then the kind, then the key); the time of receipt never orders,
 * it only stands in, as a minimum, for a time that the PBX did not tell.
 */
export function foldCall(stored: readonly StoredEvent[]): FoldedCall {
  const facts = inOrder(withoutRepeats(stored));
  const first = facts[0];
  if (first === undefined) throw new Error('A call without facts cannot be folded');

  const events = facts.map((fact) => fact.event);
  const ends = endOfCall(facts);
  const direction = directionOf(events);
  const legs = foldLegs(facts, direction, ends !== null);
  const startedAt = startOfCall(facts);
  const summary = summaryOf(events);
  // In a call that we place our own phone answers first, so what the PBX counted tells whether the other side did.
  const nobodyTalked = direction === 'out' && summary?.talk === 0;
  const answered = nobodyTalked ? [] : answeredFacts(events);
  const talkedBySummary = answered.length === 0 && (summary?.talk ?? 0) > 0 && !events.some(isMissedFact);
  const wasAnswered = answered.length > 0 || talkedBySummary;
  const answeredAt = answered.length > 0 ? momentOf(facts.filter((fact) => answered.includes(fact.event))) : null;
  const result = resultOf(direction, wasAnswered, ends !== null);
  const waitSeconds =
    summary?.wait ??
    events.findLast((event) => event.kind === 'missed')?.seconds?.wait ??
    secondsBetween(startedAt, wasAnswered ? answeredAt : ends);

  return {
    direction,
    external: told(events, (event) => event.external),
    line: told(events, (event) => event.line),
    initiator: told(events, (event) => event.initiator),
    state: stateOf(events, legs, ends !== null),
    result,
    missedReason: result === 'missed' ? missedReasonOf(events, legs, startedAt, ends, summary?.total ?? null) : null,
    startedAt,
    answeredAt,
    endedAt: ends,
    waitSeconds,
    talkSeconds: wasAnswered && ends !== null ? (summary?.talk ?? secondsBetween(answeredAt, ends)) : null,
    legs,
    answeredExtension: wasAnswered
      ? (lastTalked(legs)?.extension ??
        (talkedBySummary ? told(events.toReversed(), (event) => event.extension) : null))
      : null,
    recordings: recordingsOf(events),
    tags: [...new Set(events.flatMap((event) => event.tags ?? []))],
    providerReason: told(events.toReversed(), (event) => event.reason),
    learntAt: earliest(facts.map((fact) => fact.receivedAt)),
  };
}

/** What the PBX counted. After a transfer each of its calls has a summary: the first one's wait, the talks together. */
function summaryOf(events: readonly CallEvent[]): CallEvent['seconds'] {
  const byCall = new Map<string, NonNullable<CallEvent['seconds']>>();
  for (const event of events)
    if (event.kind === 'ended' && event.seconds !== null) byCall.set(event.providerCallId, event.seconds);
  const [first, ...others] = [...byCall.values()];
  if (first === undefined) return null;
  return others.reduce(
    (whole, next) => ({ wait: whole.wait, talk: sum(whole.talk, next.talk), total: sum(whole.total, next.total) }),
    first,
  );
}

function withoutRepeats(stored: readonly StoredEvent[]): StoredEvent[] {
  const byKey = new Map<string, StoredEvent>();
  for (const fact of stored) {
    const known = byKey.get(fact.event.eventKey);
    if (known === undefined || fact.receivedAt < known.receivedAt) byKey.set(fact.event.eventKey, fact);
  }
  return [...byKey.values()];
}

const NEVER = '9';

function inOrder(facts: StoredEvent[]): StoredEvent[] {
  const sortKey = (event: CallEvent): string =>
    event.occurredAt === null ? NEVER : new Date(event.occurredAt).toISOString();
  return facts
    .map((fact) => ({ fact, at: sortKey(fact.event) }))
    .sort(
      (a, b) =>
        compare(a.at, b.at) ||
        kindOrder[a.fact.event.kind] - kindOrder[b.fact.event.kind] ||
        compare(a.fact.event.eventKey, b.fact.event.eventKey),
    )
    .map(({ fact }) => fact);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first value that any fact tells. */
function told<T>(events: readonly CallEvent[], read: (event: CallEvent) => T | null): T | null {
  for (const event of events) {
    const value = read(event);
    if (value !== null) return value;
  }
  return null;
}

/** The fact that opened the call tells its direction best: a leg's own direction is that of the leg. */
function directionOf(events: readonly CallEvent[]): Direction | null {
  const opening = events.filter(
    (event) => event.kind === 'started' || event.kind === 'ended' || event.kind === 'missed',
  );
  if (events.some((event) => event.direction === 'internal')) {
    // A call that came from outside stays so when it is passed on inside.
    const outside = told(events, (event) => (event.direction === 'internal' ? null : event.direction));
    return outside ?? 'internal';
  }
  return told(opening, (event) => event.direction) ?? told(events, (event) => event.direction);
}

function isMissedFact(event: CallEvent): boolean {
  return event.kind === 'missed' || event.kind === 'voicemail' || event.recording?.kind === 'voicemail';
}

/** Answers by a person. An answer that names nobody may be the menu or voicemail, so a «missed» fact outweighs it. */
function answeredFacts(events: readonly CallEvent[]): CallEvent[] {
  const missed = events.some(isMissedFact);
  return events.filter(
    (event) => event.kind === 'answered' && (event.extension !== null || event.employeeRef !== null || !missed),
  );
}

function resultOf(direction: Direction | null, answered: boolean, ended: boolean): FoldedCall['result'] {
  if (answered) return 'answered';
  if (!ended) return null;
  return direction === 'in' || direction === null ? 'missed' : 'unanswered';
}

function missedReasonOf(
  events: readonly CallEvent[],
  legs: readonly Leg[],
  startedAt: Moment,
  endedAt: Moment | null,
  total: number | null,
): MissedReason {
  if (events.some((event) => event.kind === 'voicemail' || event.recording?.kind === 'voicemail')) return 'voicemail';
  if (legs.length === 0 && !events.some(reachedPeople)) return 'in-menu';
  const lasted = total ?? secondsBetween(startedAt, endedAt);
  return lasted !== null && lasted < SHORT_SECONDS ? 'short' : 'no-answer';
}

/** Waited for people, or was missed by somebody whom the PBX names. */
function reachedPeople({ kind, extension, employeeRef }: CallEvent): boolean {
  return kind === 'queued' || (kind === 'missed' && (extension !== null || employeeRef !== null));
}

function stateOf(events: readonly CallEvent[], legs: readonly Leg[], ended: boolean): CallState {
  if (ended) return 'ended';
  const talking = legs.filter(isTalking);
  if (talking.length > 0) return talking.every((leg) => leg.state === 'held') ? 'held' : 'answered';
  if (legs.some((leg) => leg.state === 'ringing')) return 'ringing';
  if (events.some((event) => event.kind === 'queued')) return 'queued';
  if (events.some((event) => event.kind === 'in-menu')) return 'in-menu';
  return 'new';
}

/** Whoever took the call last, be it back from hold: the leg that began last may have been asked for advice only. */
function lastTalked(legs: readonly Leg[]): Leg | null {
  let last: Leg | null = null;
  for (const leg of legs) {
    if (leg.takenAt === null || leg.answeredAt === null || leg.extension === null) continue;
    if (last === null || !tookBefore(leg, last)) last = leg;
  }
  return last;
}

/** Without times whoever still talks took the call after whoever does not. */
function tookBefore(leg: Leg, other: Leg): boolean {
  if (leg.takenAt === null || other.takenAt === null) return leg.takenAt === null;
  const timed = !leg.takenAt.approximate && !other.takenAt.approximate;
  const over = leg.endedAt !== null;
  if (!timed && over !== (other.endedAt !== null)) return over;
  return leg.takenAt.at < other.takenAt.at;
}

function recordingsOf(events: readonly CallEvent[]): FoldedCall['recordings'] {
  const byRef = new Map<string, { ref: string; kind: 'talk' | 'voicemail' }>();
  for (const event of events) if (event.recording !== null) byRef.set(event.recording.ref, event.recording);
  return [...byRef.values()];
}

/** Facts that can come long after the call and say nothing of its course. */
const afterwards: ReadonlySet<CallEvent['kind']> = new Set<CallEvent['kind']>(['recorded', 'tagged']);

/**
 * Over when every provider call that is part of it is over: after a transfer the first one ends while the talk goes on.
 * The time is that of the last one to end.
 */
function endOfCall(facts: readonly StoredEvent[]): Moment | null {
  const ids = new Set(
    facts.filter(({ event }) => !afterwards.has(event.kind)).map(({ event }) => event.providerCallId),
  );
  let last: Moment | null = null;
  for (const id of ids) {
    const own = facts.filter(
      ({ event }) => event.providerCallId === id && (event.kind === 'ended' || event.kind === 'missed'),
    );
    if (own.length === 0) return null;
    const summaries = own.filter(({ event }) => event.kind === 'ended');
    const end = momentOf(summaries.length > 0 ? summaries : own);
    if (last === null || end.at > last.at) last = end;
  }
  return last;
}

function startOfCall(facts: readonly StoredEvent[]): Moment {
  const early = facts.filter(({ event }) => event.occurredAt !== null && kindOrder[event.kind] <= kindOrder.answered);
  if (early.length > 0) return momentOf(early);
  const counted = facts.flatMap(({ event }) => {
    const seconds = event.seconds?.total ?? sum(event.seconds?.wait, event.seconds?.talk);
    return event.occurredAt === null || seconds === null
      ? []
      : [new Date(new Date(event.occurredAt).getTime() - seconds * 1000)];
  });
  if (counted.length > 0) return { at: earliest(counted), approximate: true };
  return { at: momentOf(facts).at, approximate: true };
}

function secondsBetween(from: Moment | null, to: Moment | null): number | null {
  return from === null || to === null ? null : Math.max(0, Math.round((to.at.getTime() - from.at.getTime()) / 1000));
}

function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null && b == null ? null : (a ?? 0) + (b ?? 0);
}
