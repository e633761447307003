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
  const passedOn = facts.some(({ event }) => event.kind === 'transferred' || event.kind === 'linked');
  const takenOver = new Set(legs.filter((leg) => leg.answeredAt === null && answeredByAnother(leg, legs, passedOn)));
  for (const leg of takenOver) leg.state = 'ended';
  return legs;
}

interface Attempt {
  key: string;
  place: string;
  hasId: boolean;
  members: StoredEvent[];
}

/**
 * A fact without a leg id belongs to the attempt at the same extension that began last before it. Where the PBX gives no
 * ids but times, ringing or answering after the end is another attempt: a queue comes back to the same phone.
 */
function groupByAttempt(facts: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const withId = new Map<string, StoredEvent[]>();
  for (const fact of facts) {
    const { legId } = fact.event;
    if (legId === null) continue;
    const members = withId.get(legId);
    if (members === undefined) withId.set(legId, [fact]);
    else members.push(fact);
  }
  const attempts: Attempt[] = [...withId].map(([id, members]) => ({
    key: `leg:${id}`,
    place: placeOf(members),
    hasId: true,
    members,
  }));
  for (const fact of facts) {
    if (fact.event.legId !== null) continue;
    const place = placeOf([fact]);
    const same = attempts.filter((attempt) => attempt.place === place);
    const at = fact.event.occurredAt;
    const begun = at === null ? same : same.filter(({ members }) => (members[0]?.event.occurredAt ?? '') <= at);
    const attempt = begun.at(-1) ?? same[0];
    if (attempt !== undefined && !beginsAnew(fact, attempt)) attempt.members.push(fact);
    else {
      const key = same.length === 0 ? `at:${place}` : `at:${place} ${same.length + 1}`;
      attempts.push({ key, place, hasId: false, members: [fact] });
    }
  }
  const place = new Map(facts.map((fact, index) => [fact, index]));
  for (const { members } of attempts) members.sort((a, b) => place.get(a)! - place.get(b)!);
  return new Map(attempts.map(({ key, members }) => [key, members]));
}

const beginnings = new Set<CallEvent['kind']>(['started', 'ringing', 'answered']);

function beginsAnew({ event }: StoredEvent, { hasId, members }: Attempt): boolean {
  if (hasId || event.occurredAt === null || !beginnings.has(event.kind)) return false;
  const at = event.occurredAt;
  return members.some(
    ({ event: before }) => before.kind === 'leg-ended' && before.occurredAt !== null && before.occurredAt < at,
  );
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
  const ends = of('leg-ended').filter((end) => answeredAt === null || !isOfAnotherAttempt(end));
  const endedAt = moment(ends);
  // A PBX without a word for taking a call back from hold says once more that it is answered.
  const hold = of('held', 'resumed', 'answered').at(-1)?.event.kind;
  const talked = ends.findLast(({ event }) => event.seconds?.talk != null)?.event.seconds?.talk ?? null;
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
    talkSeconds: answeredAt === null && talked === 0 ? null : talked,
  };
}

/**
 * An end without a talk, of a phone that did answer: a queue rang it twice. Which came first is not told, so the answer
 * holds until an end that is not said to be without a talk.
 */
function isOfAnotherAttempt({ event }: StoredEvent): boolean {
  return event.occurredAt === null && event.seconds?.talk === 0;
}

/** In a ring group the answer of one ends the ringing of all that rang before it; a leg that rings later is a transfer. */
function answeredByAnother(leg: Leg, legs: readonly Leg[], passedOn: boolean): boolean {
  return legs.some((other) => {
    if (other === leg || other.takenAt === null || other.answeredAt === null) return false;
    const rang = leg.ringingAt;
    if (rang === null) return false;
    if (!rang.approximate && !other.takenAt.approximate) return rang.at <= other.takenAt.at;
    // Without times the order is unknown. A leg of a second call, or one that still rings when the talk elsewhere is
    // over, is rung by a transfer where the PBX told of one; else its end was lost.
    return other.providerCallId === leg.providerCallId && (other.endedAt === null || !passedOn);
  });
}
