import type { CallClass, Caller } from '../contracts/caller.ts';
import type { Direction } from '../contracts/call-event.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { CallSettings } from '../platform/configuration/configuration.ts';
import { classifyCaller, type Verdict } from './classify-caller.ts';
import type { DirectoryEntry, DirectoryPerson, KnownPerson } from './directory-entry.ts';
import { ruleVersion, type Booking, type Evidence, type PersonEvidence } from './evidence.ts';
import { localDay } from './local-day.ts';
import { rankCandidates } from './rank-candidates.ts';
import { cardOf, uniteCards } from './unite-cards.ts';

export interface IdentifyInput {
  /** The outside party: the caller, or whom we called; null when withheld. */
  external: E164 | null;
  direction: Direction | null;
  startedAt: Date;
  /** What the directory knows of `external`; entries of other numbers are not looked at. */
  entries: readonly DirectoryEntry[];
  /** When the directory of patients was refreshed, null when there is none. */
  asOf: Date | null;
  /** Whom a person chose for this call. */
  chosenPerson: number | null;
  /** Whom a person chose when this number called before; moves the rank, never the class. */
  chosenLastTime?: number | null;
  /** Who got a visit by the last call of this number; moves the rank only. */
  lastSubject?: number | null;
  /** The class that a person gave this call. */
  correctedClass?: CallClass | null;
  /** The visit that this call brought. */
  booked?: Booking | null;
  /** Other calls of this number around this one. */
  recentCalls?: readonly { startedAt: Date; seconds: number | null; result: string | null }[];
  /** How long this call was, when it is over. */
  seconds?: number | null;
  settings: Pick<
    CallSettings,
    | 'ownVisitHours'
    | 'directoryFreshDays'
    | 'householdLimit'
    | 'sharedNumbers'
    | 'spamCalls'
    | 'spamWithinSeconds'
    | 'spamShorterThanSeconds'
    | 'numberChannels'
  >;
  /** The clinic's lines. */
  ownNumbers: ReadonlySet<E164>;
  /** IANA zone of the branch: its days bound what is today and who still works here. */
  zone: string;
}

/** Who may be calling, what the call is counted as, and from what facts. Pure; microseconds. */
export function identifyCaller(input: IdentifyInput): { caller: Caller; evidence: Evidence } {
  const day = localDay(input.startedAt, input.zone);
  const ofNumber = input.entries.filter((entry) => entry.phone === input.external);
  const people = uniteCards(
    ofNumber.filter(
      (entry): entry is KnownPerson => entry.personId !== null && entry.kind !== 'spam' && hasNumber(entry, day.date),
    ),
  );
  const evidence = evidenceOf(input, ofNumber, people, day.date);
  const verdict = classifyCaller(evidence);
  const candidates = rankCandidates({
    evidence,
    verdict,
    entries: new Map(people.map((person) => [person.personId, person])),
    chosenLastTime: cardOf(input.chosenLastTime ?? null, people),
    lastSubject: cardOf(input.lastSubject ?? null, people),
    day,
  });
  return {
    caller: {
      phone: verdict.kind === 'hidden' ? null : input.external,
      kind: verdict.kind,
      class: verdict.class,
      reasons: verdict.reasons,
      candidates,
      asOf: input.asOf?.toISOString() ?? null,
      ...(evidence.channel !== null && { channel: evidence.channel }),
    },
    evidence,
  };
}

/** What a stored evidence says today; equal to what was said then as long as the rule's version is the same. */
export function recompute(evidence: Evidence): Pick<Verdict, 'kind' | 'class' | 'reasons'> {
  const { kind, class: callClass, reasons } = classifyCaller(evidence);
  return { kind, class: callClass, reasons };
}

/** The directory reads the dates of a number a day wide; here the zone is known. */
function hasNumber({ phoneValidFrom, phoneValidTo }: DirectoryPerson, day: string): boolean {
  return (phoneValidFrom === null || phoneValidFrom <= day) && (phoneValidTo === null || day <= phoneValidTo);
}

/** Typed by somebody who had no number to type: +79999999999, +70000000000, +79000000000. */
const placeholder = /(\d)\1{8}$/;

function evidenceOf(
  input: IdentifyInput,
  ofNumber: readonly DirectoryEntry[],
  people: readonly KnownPerson[],
  day: string,
): Evidence {
  const { external, settings } = input;
  const crowded = ofNumber.some((entry) => entry.personId === null || entry.peopleOnNumber > settings.householdLimit);
  const shared =
    external !== null && (crowded || settings.sharedNumbers.includes(external) || placeholder.test(external));
  const spamListed = ofNumber.some(
    (entry) => entry.personId !== null && entry.kind === 'spam' && hasNumber(entry, day),
  );
  return {
    ruleVersion,
    external,
    direction: input.direction,
    startedAt: input.startedAt.getTime(),
    seconds: input.seconds ?? null,
    day,
    asOf: input.asOf?.getTime() ?? null,
    ownNumber: external !== null && input.ownNumbers.has(external),
    sharedNumber: shared,
    channel: (external === null ? undefined : settings.numberChannels?.get(external)) ?? null,
    spamListed,
    // Who is behind a shared number says nothing about this call, so it is not kept with it.
    people: shared ? [] : people.map(personEvidence),
    chosenPerson: cardOf(input.chosenPerson, people),
    correctedClass: input.correctedClass ?? null,
    booked: input.booked ?? null,
    recentCalls: (input.recentCalls ?? []).map((call) => ({
      startedAt: call.startedAt.getTime(),
      seconds: call.seconds,
      result: call.result,
    })),
    settings: {
      ownVisitHours: settings.ownVisitHours,
      directoryFreshDays: settings.directoryFreshDays,
      spamCalls: settings.spamCalls,
      spamWithinSeconds: settings.spamWithinSeconds,
      spamShorterThanSeconds: settings.spamShorterThanSeconds,
    },
  };
}

function personEvidence(person: KnownPerson): PersonEvidence {
  return {
    id: person.personId,
    kind: person.kind,
    ...(person.cards && person.cards.length > 1 && { cards: person.cards }),
    validFrom: person.validFrom,
    validTo: person.validTo,
    knownBefore: person.knownBefore,
    firstCompletedAt: person.firstCompletedAt === null ? null : Date.parse(person.firstCompletedAt),
    visits: person.visits.map(({ id, startsAt, endsAt, state }) => ({
      id,
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      state,
    })),
  };
}
