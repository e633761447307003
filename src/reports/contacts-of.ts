import { isTargetOutcome } from '../contracts/outcomes.ts';
import type { BookedVisit, Contact, ContactGroup, ContactReason, ContactSettings, Touch } from './contact.ts';

const DAY = 86_400_000;

/**
 * Groups calls and requests into contacts: all that one party opened with a branch in one local day, and our calls that answer it,
 * be it days later. `network` takes all branches for one. `touches` are all calls of the parties concerned; what
 * else happened to other parties changes nothing. Answers contacts in order of their opening; our calls that answer
 * nobody are in none. Pure.
 */
export function contactsOf(
  touches: readonly Touch[],
  bookings: readonly BookedVisit[],
  settings: ContactSettings,
  scope: 'branch' | 'network',
): Contact[] {
  const ordered = touches.toSorted(byTime);
  const groups = new Map<string, Touch[]>();
  const placeOf = (opener: Touch): string =>
    JSON.stringify([scope === 'network' ? '*' : opener.branch, opener.key, opener.day]);
  const openers = lastOpeners();
  for (const touch of ordered) {
    const opener = touch.opens ? touch : openers.before(touch, settings.joinDays * DAY);
    if (touch.opens) openers.add(touch);
    if (opener === null) continue;
    const place = placeOf(opener);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [touch]);
    else group.push(touch);
  }
  const talks = conversations(ordered, settings.conversationSeconds);
  const channels = firstChannels(ordered, settings.channelDays * DAY);
  const byCall = grouped(bookings, ({ callId }) => callId);
  return [...groups.values()].map((group) => contactOf(group));

  function contactOf(group: Touch[]): Contact {
    const first = group[0]!;
    const booked = group.flatMap(({ callId }) => (callId === null ? [] : (byCall.get(callId) ?? [])));
    const said = group.filter(({ outcome }) => outcome !== null);
    const outcome = said.at(-1)?.outcome ?? null;
    const open = booked.filter((visit) => visit.open && !visit.came);
    const opening = group.filter(({ opens }) => opens);
    const answeredAt = talks.since(first);
    return {
      key: first.key,
      day: first.day,
      branch: first.branch,
      zone: first.zone,
      personId: first.personId,
      number: first.number,
      openedAt: first.at,
      touches: group,
      openings: opening.length,
      missed: opening.filter(({ missed }) => missed !== null).length,
      ...groupOf(group, booked.length > 0, settings.conversationSeconds),
      outcome,
      bookedMark: said.some((touch) => touch.outcome === 'booked'),
      waitingList: said.some((touch) => touch.outcome === 'waiting-list'),
      booked: booked.some(({ strength }) => strength === 'strong') ? 'strong' : booked.length > 0 ? 'weak' : null,
      came: booked.some(({ came }) => came),
      visitAt: open.length === 0 ? null : Math.max(...open.map(({ startsAt }) => startsAt)),
      answeredAt,
      answeredIn:
        first.missed === null || answeredAt === null || answeredAt === first.at ? null : answeredAt - first.at,
      answerDueAt: settings.answerDueAt(first),
      owner: ownerOf(group, booked),
      line: first.line,
      ...channels.of(first),
    };
  }
}

export function byTime(a: Touch, b: Touch): number {
  // A call before a request of the same instant.
  const ofCalls = (a.callId ?? Infinity) - (b.callId ?? Infinity);
  return a.at - b.at || ofCalls || (a.requestId ?? 0) - (b.requestId ?? 0);
}

/**
 * One group a contact: that of its first call that wants to book. What reception said of the contact also settles its
 * calls without a conversation: a dropped call asks for nothing that the next one did not.
 */
function groupOf(
  group: readonly Touch[],
  booked: boolean,
  conversationSeconds: number,
): { group: ContactGroup; reason: ContactReason } {
  const first = group[0]!;
  if (first.class === 'staff' || first.class === 'contractor') return { group: first.class, reason: 'class' };
  const opening = group.filter(({ opens }) => opens);
  const said = group.some(({ outcome }) => outcome !== null);
  const saidTarget = group.find(({ outcome }) => outcome !== null && isTargetOutcome(outcome));
  const presumed = opening.find(
    ({ target, outcome, talkSeconds }) => target && outcome === null && (!said || talkSeconds >= conversationSeconds),
  );
  const wants = saidTarget !== undefined && (presumed === undefined || byTime(saidTarget, presumed) <= 0);
  if (wants || presumed !== undefined || booked) {
    const of = wants ? (saidTarget.opens ? saidTarget : first) : (presumed ?? first);
    const byVisit = presumed === undefined || presumed.class === 'about-own-visit';
    return { group: targetGroup(of), reason: wants ? 'outcome' : byVisit ? 'booked' : 'class' };
  }
  if (said) return { group: 'other', reason: 'no-target-outcome' };
  if (first.class === 'about-own-visit') return { group: 'own-visit', reason: 'class' };
  return { group: 'unknown', reason: 'unknown-class' };
}

function targetGroup(touch: Touch): ContactGroup {
  if (touch.class === 'first-time') return 'first-time';
  // Who has a visit ahead is a patient of the clinic already.
  if (touch.class === 'returning' || touch.class === 'about-own-visit') return 'returning';
  return 'target-unknown';
}

/** Who talked when the visit was added, else the last who talked. */
function ownerOf(group: readonly Touch[], booked: readonly BookedVisit[]): string | null {
  const during = booked
    .toSorted((a, b) => a.addedAt - b.addedAt)
    .map((visit) => group.find(({ callId }) => callId === visit.callId))
    .find((touch) => touch?.operator != null);
  return during?.operator ?? group.findLast(({ operator }) => operator !== null)?.operator ?? null;
}

/** The last call of the party, by person or by number, that opened a contact. */
function lastOpeners(): { add(touch: Touch): void; before(touch: Touch, within: number): Touch | null } {
  const last = new Map<string, Touch>();
  return {
    add(touch) {
      for (const one of keysOf(touch)) last.set(one, touch);
    },
    before(touch, within) {
      const found = keysOf(touch)
        .flatMap((one) => last.get(one) ?? [])
        .toSorted(byTime)
        .at(-1);
      return found !== undefined && touch.at - found.at <= within ? found : null;
    },
  };
}

/** The times of conversations with a party, by person or by number, in whatever branch. */
function conversations(ordered: readonly Touch[], seconds: number): { since(touch: Touch): number | null } {
  const times = new Map<string, number[]>();
  for (const touch of ordered) {
    if (touch.talkSeconds < seconds) continue;
    for (const one of keysOf(touch)) {
      const known = times.get(one);
      if (known === undefined) times.set(one, [touch.at]);
      else known.push(touch.at);
    }
  }
  return {
    since(touch) {
      const found = keysOf(touch).flatMap((one) => times.get(one)?.find((at) => at >= touch.at) ?? []);
      return found.length === 0 ? null : Math.min(...found);
    },
  };
}

/** The channel of the party's first call that came by one within so many days. */
function firstChannels(
  ordered: readonly Touch[],
  within: number,
): { of(touch: Touch): { channel: string | null; source: string | null } } {
  const byKey = grouped(
    ordered.filter(({ opens, channel }) => opens && channel !== null),
    ({ key }) => key,
  );
  return {
    of(touch) {
      const first = byKey.get(touch.key)?.find(({ at }) => at >= touch.at - within && at <= touch.at);
      return { channel: first?.channel ?? touch.channel, source: first?.source ?? touch.source };
    },
  };
}

function keysOf({ key, number }: Touch): string[] {
  return number === null || number === key ? [key] : [key, number];
}

/** `Map.groupBy` of Node 21. */
function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
