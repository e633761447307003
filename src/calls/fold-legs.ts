import type { CallEvent, Direction } from '../contracts/call-event.ts';
import { momentOf, type Moment, type StoredEvent } from './facts.ts';

export type LegState = 'ringing' | 'answered' | 'held' | 'ended';

/** One attempt at one extension. */
export interface Leg {
  /** The PBX's leg id, else the extension, else the employee. */
  key: string;
  /** The PBX's call that this attempt belongs to; a transfer may open another one. */
  providerCallId: string;
  extension: string | null;
  employeeRef: string | null;
  state: LegState;
  ringingAt: Moment | null;
  answeredAt: Moment | null;
  /** When it was last answered, or taken back from hold. */
  takenAt: Moment | null;
  endedAt: Moment | null;
  talkSeconds: number | null;
}

export function isTalking(leg: Leg): boolean {
  return leg.state === 'answered' || leg.state === 'held';
}

const legKinds = new Set<CallEvent['kind']>(['ringing', 'answered', 'held', 'resumed', 'leg-ended']);

/** The legs of a call in order of their first fact. `facts` come in their canonical order without repeats. */
export function foldLegs(facts: readonly StoredEvent[], direction: Direction | null, callEnded: boolean): Leg[] {
  const own = facts.filter(({ event }) => {
    if (event.legId === null && event.extension === null && event.employeeRef === null) return false;
    // Our own employee who dials is the first leg of an outgoing call.
    return legKinds.has(event.kind) || (event.kind === 'started' && direction === 'out');
  });
  const groups = groupByAttempt(own);
  const legs = [...groups].map(([key, members]) => legOf(key, members, callEnded));
  const takenOver = new Set(legs.filter((leg) => leg.answeredAt === null && answeredByAnother(leg, legs)));
  for (const leg of takenOver) leg.state = 'ended';
  return legs;
}

/** A fact without a leg id belongs to the attempt at the same extension that began last before it. */
function groupByAttempt(facts: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const groups = new Map<string, StoredEvent[]>();
  const add = (key: string, fact: StoredEvent): void => {
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [fact]);
    else members.push(fact);
  };
  const withId = facts.filter(({ event }) => event.legId !== null);
  for (const fact of withId) add(`leg:${fact.event.legId}`, fact);
  const attempts = [...groups].map(([key, members]) => ({ key, members, place: placeOf(members) }));
  for (const fact of facts) {
    if (fact.event.legId !== null) continue;
    const place = placeOf([fact]);
    const same = attempts.filter((attempt) => attempt.place === place);
    const at = fact.event.occurredAt;
    const begun = at === null ? same : same.filter((attempt) => (attempt.members[0]?.event.occurredAt ?? '') <= at);
    const attempt = begun.at(-1) ?? same[0];
    add(attempt?.key ?? `at:${place}`, fact);
  }
  for (const members of groups.values()) members.sort((a, b) => facts.indexOf(a) - facts.indexOf(b));
  return groups;
}

function placeOf(facts: readonly StoredEvent[]): string {
  const extension = facts.find(({ event }) => event.extension !== null)?.event.extension;
  if (extension != null) return extension;
  const employee = facts.find(({ event }) => event.employeeRef !== null)?.event.employeeRef;
  return employee == null ? '' : `employee ${employee}`;
}

function legOf(key: string, facts: readonly StoredEvent[], callEnded: boolean): Leg {
  const of = (...kinds: CallEvent['kind'][]): StoredEvent[] => facts.filter(({ event }) => kinds.includes(event.kind));
  const moment = (some: StoredEvent[]): Moment | null => (some.length === 0 ? null : momentOf(some));
  const ringingAt = moment(of('ringing', 'started'));
  const answeredAt = moment(of('answered'));
  const endedAt = moment(of('leg-ended'));
  // A PBX without a word for taking a call back from hold says once more that it is answered.
  const hold = of('held', 'resumed', 'answered').at(-1)?.event.kind;
  const talked = of('leg-ended').findLast(({ event }) => event.seconds?.talk != null)?.event.seconds?.talk ?? null;
  return {
    key,
    providerCallId: facts[0]?.event.providerCallId ?? '',
    extension: facts.find(({ event }) => event.extension !== null)?.event.extension ?? null,
    employeeRef: facts.find(({ event }) => event.employeeRef !== null)?.event.employeeRef ?? null,
    state:
      callEnded || endedAt !== null
        ? 'ended'
        : answeredAt !== null
          ? hold === 'held'
            ? 'held'
            : 'answered'
          : 'ringing',
    ringingAt,
    answeredAt,
    takenAt: moment(of('answered', 'resumed').slice(-1)),
    endedAt,
    talkSeconds: talked,
  };
}

/** In a ring group the answer of one ends the ringing of all that rang before it; a leg that rings later is a transfer. */
function answeredByAnother(leg: Leg, legs: readonly Leg[]): boolean {
  return legs.some((other) => {
    if (other === leg || other.takenAt === null || other.answeredAt === null) return false;
    const rang = leg.ringingAt;
    if (rang === null) return false;
    if (!rang.approximate && !other.takenAt.approximate) return rang.at <= other.takenAt.at;
    // Without times the order is unknown: a leg of a second call, or one that still rings after the talk ended elsewhere,
    // is a transfer.
    return other.endedAt === null && other.providerCallId === leg.providerCallId;
  });
}
