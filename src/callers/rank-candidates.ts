import type { Candidate } from '../contracts/caller.ts';
import { ownVisits, type Verdict } from './classify-caller.ts';
import { isDeclaredRepresentative } from './declared-representative.ts';
import type { DirectoryPerson, KnownPerson } from './directory-entry.ts';
import type { Evidence } from './evidence.ts';
import type { RankReason } from './reasons.ts';

export interface RankContext {
  evidence: Evidence;
  verdict: Verdict;
  entries: ReadonlyMap<number, KnownPerson>;
  /** Who was chosen when the number called before. */
  chosenLastTime: number | null;
  /** Who got a visit by the last call of the number. */
  lastSubject: number | null;
  /** Bounds of the day of the call where it was answered, milliseconds. */
  day: { start: number; end: number };
}

interface Placed {
  person: Verdict['people'][number];
  entry: KnownPerson;
  next: Evidence['people'][number]['visits'][number] | undefined;
  /** Lower comes first; compared one by one. */
  key: number[];
  why: RankReason;
}

/** All who may be calling, the likeliest first. */
export function rankCandidates(context: RankContext): Candidate[] {
  const { verdict, entries } = context;
  const adults = verdict.people.map(({ person }) =>
    isAdult(entries.get(person.id)?.birthDate ?? null, context.evidence.day),
  );
  const mixed = adults.includes(true) && adults.includes(false);
  const minors = verdict.people.flatMap(({ person }, index) =>
    adults[index] === false ? (entries.get(person.id) ?? []) : [],
  );
  const everybody = verdict.people.flatMap(({ person }) => entries.get(person.id) ?? []);
  return verdict.people
    .flatMap((person, index) => {
      const entry = entries.get(person.person.id);
      if (entry === undefined) return [];
      const adult = mixed ? (adults[index] ?? null) : null;
      const represents = adults[index] !== false && everybody.some((other) => speaksFor(entry, other));
      const represented = everybody.some((other) => speaksFor(other, entry));
      const guardian = represents || (adult === true && minors.some((minor) => areFamily(entry, minor)));
      return [place(person, entry, { adult: represented ? false : adult, guardian }, context)];
    })
    .sort((a, b) => compare(a.key, b.key))
    .map((placed, index) => candidateOf(placed, index + 1, context));
}

/** Null when nobody knows. */
function isAdult(birthDate: string | null, day: string): boolean | null {
  if (birthDate === null) return null;
  const comesOfAge = `${String(Number(birthDate.slice(0, 4)) + 18).padStart(4, '0')}${birthDate.slice(4)}`;
  return comesOfAge <= day;
}

function place(
  person: Verdict['people'][number],
  entry: KnownPerson,
  { adult, guardian }: { adult: boolean | null; guardian: boolean },
  { evidence, chosenLastTime, lastSubject, day }: RankContext,
): Placed {
  const at = evidence.startedAt;
  const { id, kind } = person.person;
  const next = ownVisits(person.person, evidence).sort((a, b) => a.startsAt - b.startsAt)[0];
  const last = lastVisitBefore(entry, at);
  const facts: [RankReason, boolean][] = [
    ['chosen', evidence.chosenPerson === id],
    ['staff-first', kind === 'staff'],
    ['contractor-first', kind === 'contractor'],
    ['visit-now', next !== undefined && next.startsAt <= at],
    ['visit-today', next !== undefined && next.startsAt >= day.start && next.startsAt < day.end],
    ['next-visit', next !== undefined],
    ['chosen-last-time', chosenLastTime === id],
    ['last-subject', lastSubject === id],
    ['last-visit', last !== null],
    ['guardian', guardian],
    ['adult', adult === true],
  ];
  const held = facts.map(([, holds]) => (holds ? 0 : 1));
  const nearest = next === undefined ? 0 : Math.abs(next.startsAt - at);
  const key = [
    ...held.slice(0, 6),
    nearest,
    ...held.slice(6, 9),
    last === null ? 0 : -last,
    adult === false ? 1 : 0,
    ...held.slice(9),
    id,
  ];
  const why = facts.find(([, holds]) => holds)?.[0] ?? 'known-number';
  return { person, entry, next, key, why };
}

/** The source says so of the number that they share. */
function speaksFor(one: DirectoryPerson, other: DirectoryPerson): boolean {
  return one !== other && isDeclaredRepresentative(other.phoneNote, one.fullName);
}

/** One household by the source's word, or of one surname: Орлов, Орлова. */
function areFamily(one: DirectoryPerson, other: DirectoryPerson): boolean {
  if (one.household !== null && one.household === other.household) return true;
  const stem = surnameStem(one.surname);
  return stem !== '' && stem === surnameStem(other.surname);
}

function surnameStem(surname: string): string {
  return surname
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/(?:ый|ий|ой|ая|а)$/u, '');
}

function lastVisitBefore(entry: DirectoryPerson, at: number): number | null {
  if (entry.lastCompleted === null) return null;
  const startsAt = Date.parse(entry.lastCompleted.startsAt);
  return startsAt < at ? startsAt : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, left] of a.entries()) {
    const difference = left - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function candidateOf({ person, entry, next, why }: Placed, rank: number, { evidence }: RankContext): Candidate {
  const visit = entry.visits.find((one) => one.id === next?.id);
  const last = lastVisitBefore(entry, evidence.startedAt) === null ? null : entry.lastCompleted;
  return {
    id: String(entry.personId),
    name: entry.fullName,
    address: [entry.givenName, entry.patronymic].filter((part) => part !== '').join(' ') || entry.fullName,
    surname: entry.surname,
    kind: entry.kind,
    class: person.class,
    relation: entry.phoneNote,
    nextVisit: visit
      ? { id: visit.id, startsAt: instant(visit.startsAt), doctor: visit.doctor, branch: visit.branch }
      : null,
    lastVisit: last ? { startsAt: instant(last.startsAt), doctor: last.doctor, branch: last.branch } : null,
    note: entry.note,
    birthDate: entry.birthDate,
    rank,
    why,
    chosen: evidence.chosenPerson === entry.personId,
  };
}

function instant(written: string): string {
  return new Date(written).toISOString();
}
