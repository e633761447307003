import { DateTime } from 'luxon';
import type { NotedCall, NotedClinic, NotedRequest, NotedVisit } from './clinic.ts';

/**
 * The definitions of docs/reports.md written down once more, slowly and without a thought for speed, from what a person
 * would note. Shares nothing with src/reports.
 */
export interface HandContact {
  branch: string | null;
  party: string;
  day: string;
  calls: number[];
  requests: number[];
  openings: number;
  missed: number;
  group: string;
  booked: 'strong' | 'weak' | null;
  came: boolean;
  ahead: boolean;
  bookedMark: boolean;
  waitingList: boolean;
  outcome: string | null;
  lost: boolean;
  unanswered: boolean;
  owner: string | null;
  channel: string | null;
}

export interface HandRules {
  network: boolean;
  now: number;
  /** The days of the week on which a branch works, 1 is Monday. */
  workdays(branch: string | null): number[];
}

/** A call, or a request that stands among them. */
type Noted = NotedCall & { request?: true };

const HOUR = 3_600_000;
const wantsBy = ['booked', 'waiting-list', 'callback', 'refused'];

export function recountByHand(clinic: NotedClinic, rules: HandRules): HandContact[] {
  const counted: Noted[] = [
    ...clinic.calls,
    ...clinic.requests.filter(({ source, withdrawn }) => source !== 'seat' && !withdrawn).map(asNoted),
  ]
    .filter((call) => call.direction !== 'internal')
    .filter((call) => call.class !== 'spam')
    .filter((call) => !call.ignored)
    .filter((call) => call.mergedInto === undefined)
    .sort((a, b) => (earlier(a, b) ? -1 : 1));
  const fromOutside = (call: Noted): boolean => call.direction === 'in' || call.site === true;
  const personOf = (call: Noted): number | null =>
    call.people.length === 1 || call.chosen ? (call.people[0] ?? null) : null;
  const numberOf = (call: Noted): string | null => (call.shared ? null : call.number);
  const partyOf = (call: Noted): string => {
    const person = personOf(call);
    if (person !== null) return `person:${person}`;
    return numberOf(call) ?? `${call.request ? 'request' : 'call'}:${call.id}`;
  };
  const sameParty = (a: Noted, b: Noted): boolean =>
    partyOf(a) === partyOf(b) || (numberOf(a) !== null && numberOf(a) === numberOf(b));
  const dayOf = (call: Noted): string => DateTime.fromMillis(call.at).setZone(call.zone).toFormat('yyyy-MM-dd');
  const conversation = (call: Noted): boolean => (call.talk ?? 0) >= 15;
  const dueAfter = (call: Noted): number => {
    let day = DateTime.fromMillis(call.at).setZone(call.zone).startOf('day').plus({ days: 1 });
    while (!rules.workdays(call.branch).includes(day.weekday)) day = day.plus({ days: 1 });
    return day.plus({ days: 1 }).toMillis();
  };

  /** The outside call whose contact each call is in. */
  const openerOf = new Map<Noted, Noted>();
  for (const call of counted) {
    if (fromOutside(call)) {
      openerOf.set(call, call);
      continue;
    }
    let answers: Noted | null = null;
    for (const other of counted)
      if (fromOutside(other) && sameParty(other, call) && earlier(other, call)) answers = other;
    if (answers !== null && call.at - answers.at <= 7 * 24 * HOUR) openerOf.set(call, answers);
  }

  const contactName = (opener: Noted): string =>
    `${rules.network ? 'all' : opener.branch} / ${partyOf(opener)} / ${dayOf(opener)}`;
  const callsOf = new Map<string, Noted[]>();
  for (const call of counted) {
    const opener = openerOf.get(call);
    if (opener === undefined) continue;
    const known = callsOf.get(contactName(opener)) ?? [];
    callsOf.set(contactName(opener), [...known, call]);
  }

  const brought = new Map<NotedVisit, { call: Noted; strong: boolean }>();
  for (const visit of clinic.visits) {
    const found = callOf(visit);
    if (found !== null && openerOf.has(found.call)) brought.set(visit, found);
  }

  return [...callsOf.values()].map((calls) => {
    const first = calls[0]!;
    const visits = clinic.visits.filter((visit) => {
      const found = brought.get(visit);
      return found !== undefined && calls.includes(found.call);
    });
    const strong = visits.some((visit) => brought.get(visit)!.strong);
    const came = visits.some(({ state }) => state === 'arrived' || state === 'completed');
    const expected = visits.some(
      ({ state, startsAt }) => (state === 'planned' || state === 'confirmed') && startsAt > rules.now,
    );
    const outcomes = calls.flatMap(({ outcome }) => outcome ?? []);
    const group = groupOf(calls, visits.length > 0);
    const answeredAt = counted
      .filter((call) => conversation(call) && call.at >= first.at && sameParty(call, first))
      .map(({ at }) => at)[0];
    const lastOutcome = outcomes.at(-1) ?? null;
    const countsAsLost =
      !['staff', 'contractor', 'other'].includes(group) && (lastOutcome === null || lastOutcome === 'callback');
    const due = dueAfter(first);
    const talkers = calls.filter((call) => call.talk !== null);
    const earliest = visits
      .toSorted((a, b) => a.addedAt - b.addedAt)
      .map((visit) => brought.get(visit)!.call)
      .find((call) => call.talk !== null);
    const owner = earliest ?? talkers.at(-1);
    const month = counted.filter(
      (call) =>
        fromOutside(call) &&
        call.channel !== undefined &&
        partyOf(call) === partyOf(first) &&
        call.at <= first.at &&
        call.at >= first.at - 30 * 24 * HOUR,
    );
    return {
      branch: first.branch,
      party: partyOf(first),
      day: dayOf(first),
      calls: calls.filter(({ request }) => !request).map(({ id }) => id),
      requests: calls.filter(({ request }) => request).map(({ id }) => id),
      openings: calls.filter(fromOutside).length,
      missed: calls.filter((call) => fromOutside(call) && !call.request && call.talk === null).length,
      group,
      booked: strong ? 'strong' : visits.length > 0 ? 'weak' : null,
      came,
      ahead: !came && expected,
      bookedMark: outcomes.includes('booked'),
      waitingList: outcomes.includes('waiting-list'),
      outcome: lastOutcome,
      lost: countsAsLost && due <= rules.now && (answeredAt === undefined || answeredAt > due),
      unanswered: countsAsLost && due > rules.now && answeredAt === undefined,
      owner: owner === undefined ? null : `ext:${owner.extension ?? '101'}`,
      channel: (month[0] ?? first).channel ?? null,
    };
  });

  function earlier(a: Noted, b: Noted): boolean {
    if (a.at !== b.at) return a.at < b.at;
    if (a.request !== b.request) return b.request === true;
    return a.id < b.id;
  }

  /** Nobody spoke and nothing was missed. */
  function asNoted(request: NotedRequest): Noted {
    const { id, branch, zone, at, number, person, campaign, utm } = request;
    const channel = campaign ?? utm?.campaign ?? utm?.source;
    return {
      ...{ id, branch, zone, at, number, direction: 'in', talk: null, request: true, class: classOf(request) },
      ...{ people: person === null ? [] : [person], ...(channel !== undefined && { channel }) },
    };
  }

  /** By the visits of those who have the number, as of when it was asked; there is no directory of a date. */
  function classOf({ at, number, person }: NotedRequest): NotedCall['class'] {
    const carriers = clinic.people.filter(({ id, numbers }) =>
      person === null ? number !== null && numbers.includes(number) : id === person,
    );
    const classes = carriers.map(({ id }): NotedCall['class'] => {
      const own = clinic.visits.filter((visit) => visit.person === id);
      const open = own.some(
        ({ state, startsAt, addedAt }) =>
          ['planned', 'confirmed', 'arrived'].includes(state) && addedAt <= at && startsAt + 3 * HOUR > at,
      );
      if (open) return 'about-own-visit';
      return own.some(({ state, startsAt }) => state === 'completed' && startsAt < at) ? 'returning' : 'first-time';
    });
    const order = ['about-own-visit', 'returning', 'first-time'] as const;
    return order.find((one) => classes.includes(one)) ?? 'unknown';
  }

  function groupOf(calls: Noted[], gotVisit: boolean): string {
    const first = calls[0]!;
    if (first.class === 'staff') return 'staff';
    if (first.class === 'contractor') return 'contractor';
    const anythingSaid = calls.some(({ outcome }) => outcome != null);
    for (const call of calls) {
      if (call.outcome != null) {
        if (wantsBy.includes(call.outcome)) return colour(fromOutside(call) ? call : first);
        continue;
      }
      if (!fromOutside(call)) continue;
      if (anythingSaid && !conversation(call)) continue;
      if (call.class === 'first-time' || call.class === 'returning') return colour(call);
      if (call.class === 'about-own-visit' && call.householdBooked) return colour(call);
    }
    if (gotVisit) return colour(first);
    if (anythingSaid) return 'other';
    return first.class === 'about-own-visit' ? 'own-visit' : 'unknown';
  }

  function colour(call: Noted): string {
    if (call.class === 'first-time') return 'first-time';
    if (call.class === 'returning' || call.class === 'about-own-visit') return 'returning';
    return 'target-unknown';
  }

  function callOf(visit: NotedVisit): { call: Noted; strong: boolean } | null {
    const moved = clinic.visits.some(
      (other) =>
        other.person === visit.person &&
        other.state === 'cancelled' &&
        other.addedAt < visit.addedAt &&
        other.cancelledAt !== undefined &&
        Math.abs(other.cancelledAt - visit.addedAt) <= 30 * 60_000 &&
        other.startsAt > visit.addedAt - 24 * HOUR,
    );
    if (moved) return null;
    const owner = clinic.people.find(({ id }) => id === visit.person)!;
    const home = clinic.people.filter(
      ({ id, household }) => id === visit.person || (household !== undefined && household === owner.household),
    );
    const numbers = home.flatMap((person) => person.numbers);
    const near = counted.filter((call) => {
      if (!conversation(call) || call.at > visit.addedAt) return false;
      return (
        visit.addedAt <= call.at + 24 * HOUR ||
        visit.addedAt <= endOf(call) + HOUR / 2 ||
        visit.addedAt < dueAfter(call)
      );
    });
    const own = near.filter((call) => personOf(call) === visit.person);
    const others = near.filter(
      (call) =>
        (numberOf(call) !== null && numbers.includes(numberOf(call)!)) ||
        (personOf(call) !== null && home.some(({ id }) => id === personOf(call))),
    );
    const call = own.at(-1) ?? others.at(-1);
    return call === undefined ? null : { call, strong: visit.addedAt <= endOf(call) + HOUR / 2 };
  }

  function endOf(call: Noted): number {
    return call.at + 5000 + (call.talk ?? 0) * 1000;
  }
}
