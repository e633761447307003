import type { CallClass, CallerKind } from '../contracts/caller.ts';
import type { Evidence, PersonEvidence } from './evidence.ts';
import type { CallerReason } from './reasons.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Verdict {
  kind: CallerKind;
  class: CallClass | null;
  reasons: CallerReason[];
  /** Those who may be calling, unordered. */
  people: { person: PersonEvidence; class: CallClass; reason: CallerReason }[];
}

/** The kind and class of a caller, from the evidence alone: the same evidence gives the same verdict for ever. */
export function classifyCaller(evidence: Evidence): Verdict {
  const verdict = presumedVerdict(evidence);
  const { booked, correctedClass } = evidence;
  if (verdict.class === null) return verdict;
  const reasons: CallerReason[] =
    verdict.class === 'about-own-visit' && booked ? [...verdict.reasons, 'household-booked'] : verdict.reasons;
  if (!correctedClass) return { ...verdict, reasons };
  return { ...verdict, class: correctedClass, reasons: ['corrected-by-person', ...reasons] };
}

/** Whether a call of this class asks for a new visit, as far as one can presume. */
export function isTarget({
  class: callClass,
  reasons,
}: {
  class: CallClass | null;
  reasons: readonly string[];
}): boolean {
  if (callClass === 'first-time' || callClass === 'returning') return true;
  return callClass === 'about-own-visit' && reasons.includes('household-booked');
}

function presumedVerdict(evidence: Evidence): Verdict {
  const nobody = (kind: CallerKind, callClass: CallClass | null, ...reasons: CallerReason[]): Verdict => ({
    kind,
    class: callClass,
    reasons,
    people: [],
  });
  if (evidence.direction === 'internal') return nobody('unknown', null, 'internal');
  if (evidence.external === null) return nobody('hidden', 'unknown', 'number-withheld');
  if (evidence.ownNumber) return nobody('hidden', 'unknown', 'own-number');

  const living = evidence.people.filter((person) => isValid(person, evidence.day));
  if (evidence.sharedNumber) {
    if (isBurst(evidence)) return nobody('unknown', 'spam', 'burst');
    return evidence.channel
      ? nobody('unknown', 'unknown', 'shared-number', 'known-channel')
      : nobody('unknown', 'unknown', 'shared-number');
  }
  if (living.length === 0) {
    // Robots put patients' numbers on: whoever is in the directory is no spam.
    if (evidence.spamListed) return nobody('unknown', 'spam', 'spam-listed');
    if (isBurst(evidence)) return nobody('unknown', 'spam', 'burst');
    return nobody('unknown', ...classOfUnseen(evidence), ...former(evidence.people));
  }

  const people = living.map((person) => ({ person, ...classOfPerson(person, evidence) }));
  const chosen = people.find(({ person }) => person.id === evidence.chosenPerson);
  if (chosen)
    return { kind: chosen.person.kind, class: chosen.class, reasons: [chosen.reason, 'chosen-person'], people };
  for (const kind of ['staff', 'contractor'] as const) {
    const first = people.find(({ person }) => person.kind === kind);
    if (first) return { kind, class: first.class, reasons: [first.reason], people };
  }
  return { kind: 'patient', ...classOfHousehold(people), people };
}

function isValid(person: PersonEvidence, day: string): boolean {
  if (person.kind === 'patient') return true;
  return (person.validFrom === null || person.validFrom <= day) && (person.validTo === null || day <= person.validTo);
}

function former(people: readonly PersonEvidence[]): CallerReason[] {
  const reasons: CallerReason[] = [];
  if (people.some((person) => person.kind === 'staff')) reasons.push('former-staff');
  if (people.some((person) => person.kind === 'contractor')) reasons.push('former-contractor');
  return reasons;
}

function classOfUnseen({ asOf, startedAt, settings }: Evidence): [CallClass, CallerReason] {
  if (asOf === null) return ['unknown', 'no-directory'];
  if (startedAt - asOf > settings.directoryFreshDays * DAY) return ['unknown', 'directory-stale'];
  return ['first-time', 'no-such-number'];
}

function classOfPerson(person: PersonEvidence, evidence: Evidence): { class: CallClass; reason: CallerReason } {
  if (person.kind === 'staff') return { class: 'staff', reason: 'staff-number' };
  if (person.kind === 'contractor') return { class: 'contractor', reason: 'contractor-number' };
  const at = evidence.startedAt;
  const open = ownVisits(person, evidence);
  if (open.length > 0) {
    const reason = open.some((visit) => visit.startsAt <= at && at < visit.endsAt)
      ? 'visit-now'
      : open.some((visit) => visit.endsAt <= at)
        ? 'visit-just-ended'
        : 'visit-ahead';
    return { class: 'about-own-visit', reason };
  }
  if (hasCompletedVisit(person, at)) return { class: 'returning', reason: 'completed-visit' };
  if (person.knownBefore) return { class: 'returning', reason: 'known-before' };
  return { class: 'first-time', reason: 'no-completed-visit' };
}

/** Neither cancelled, completed, moved away nor missed, and not over for longer than the setting. */
export function ownVisits(
  person: PersonEvidence,
  { startedAt, settings }: Pick<Evidence, 'startedAt' | 'settings'>,
): PersonEvidence['visits'] {
  return person.visits.filter(
    ({ state, endsAt }) =>
      (state === 'planned' || state === 'confirmed' || state === 'arrived') &&
      endsAt + settings.ownVisitHours * HOUR > startedAt,
  );
}

/** Compared by the start: a visit may be completed before its planned end, and then the patient calls from the street. */
function hasCompletedVisit(person: PersonEvidence, at: number): boolean {
  if (person.firstCompletedAt !== null && person.firstCompletedAt < at) return true;
  return person.visits.some((visit) => visit.state === 'completed' && visit.startsAt < at);
}

function classOfHousehold(people: Verdict['people']): Pick<Verdict, 'class' | 'reasons'> {
  const order: CallClass[] = ['about-own-visit', 'returning', 'first-time'];
  const callClass = order.find((one) => people.some((candidate) => candidate.class === one)) ?? 'unknown';
  const reasons = [...new Set(people.filter((one) => one.class === callClass).map((one) => one.reason))].sort();
  const common = people.every((candidate) => candidate.class === callClass);
  return { class: callClass, reasons: common ? reasons : [...reasons, 'household-unresolved'] };
}

/**
 * So many calls of the number within so many seconds, this one among them, each too short for a word. How long this one
 * is nobody knows while it rings: it counts as short until it proved longer.
 */
function isBurst({ direction, recentCalls, startedAt, seconds, settings }: Evidence): boolean {
  const { spamCalls, spamWithinSeconds, spamShorterThanSeconds } = settings;
  if (direction === 'out' || (seconds !== null && seconds >= spamShorterThanSeconds)) return false;
  const span = spamWithinSeconds * 1000;
  const short = recentCalls
    .filter((call) => call.seconds !== null && call.seconds < spamShorterThanSeconds)
    .map((call) => call.startedAt)
    .concat(startedAt)
    .sort((a, b) => a - b);
  return short.some((first, index) => {
    const last = short[index + spamCalls - 1];
    return last !== undefined && last - first <= span && first <= startedAt && startedAt <= last;
  });
}
