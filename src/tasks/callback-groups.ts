import type { CallFact } from './call-fact.ts';
import type { HandFact } from './hand-fact.ts';

export type Households = ReadonlyMap<number, string>;

export interface GroupKeys {
  ofCall(call: CallFact): string;
  /** Null for what is said of calls that are none to call back any more. */
  ofHand(hand: HandFact): string | null;
}

/**
 * Whom calls are of. A call of a known person is the person's; one of nobody in particular is the number's, unless all
 * that is known of the number is one person. So a number that became a patient's meanwhile stays one task.
 */
export function groupKeys(calls: readonly CallFact[], hands: readonly HandFact[]): GroupKeys {
  const known = new Map<string, Set<number>>();
  const named = hands.flatMap(({ of }) => ('phone' in of ? [of] : []));
  for (const { phone, person } of [...calls, ...named])
    if (person !== null) known.set(phone, (known.get(phone) ?? new Set()).add(person));
  const keyOf = (person: number | null, phone: string): string => {
    if (person !== null) return `person:${person}`;
    const people = known.get(phone);
    return people?.size === 1 ? `person:${[...people][0]}` : `phone:${phone}`;
  };
  const missed = new Map(calls.flatMap((call) => (call.what === 'missed' ? [[call.callId, call]] : [])));
  return {
    ofCall: ({ person, phone }) => keyOf(person, phone),
    ofHand: ({ of }) => {
      if ('phone' in of) return keyOf(of.person, of.phone);
      const call = of.calls.map((id) => missed.get(id)).find((one) => one !== undefined);
      return call === undefined ? null : keyOf(call.person, call.phone);
    },
  };
}

/** Whether a talk, or a try of ours, is one with whom the group waits for. */
export function affects(
  call: CallFact,
  group: { key: string; missed: readonly CallFact[]; hands: readonly HandFact[] },
  keys: GroupKeys,
  households: Households | null,
): boolean {
  if (keys.ofCall(call) === group.key) return true;
  const named = group.hands.flatMap(({ of }) => ('phone' in of ? [of] : []));
  const sameNumber = [...group.missed, ...named].some(({ phone }) => phone === call.phone);
  // Of a shared number nobody said that it is somebody else.
  if (sameNumber && (call.person === null || group.key.startsWith('phone:'))) return true;
  if (households === null) return false;
  if (sameNumber) return true;
  const here = new Set(group.missed.flatMap(({ people, person }) => householdsOf(people, person)));
  for (const { person } of named) for (const one of householdsOf([], person)) here.add(one);
  return householdsOf(call.people, call.person).some((household) => here.has(household));

  function householdsOf(people: readonly number[], person: number | null): string[] {
    return (person === null ? people : [person]).map((one) => households?.get(one) ?? `person ${one}`);
  }
}
