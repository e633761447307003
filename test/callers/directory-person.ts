import type { DirectoryPerson, DirectoryVisit, IdentifyInput, VisitState } from '../../src/callers/index.ts';

/** The moment of the call in all examples: Wednesday, 10:00 in Moscow. */
export const CALL = new Date('2026-11-18T07:00:00Z');
export const PHONE = '+79000000101';
export const ZONE = 'Europe/Moscow';

const SECOND = 1000;
export const seconds = (count: number) => count * SECOND;
export const hours = (count: number) => count * 3600 * SECOND;
export const days = (count: number) => count * 24 * 3600 * SECOND;

/** An instant relative to the call. */
export function at(milliseconds: number): string {
  return new Date(CALL.getTime() + milliseconds).toISOString();
}

let visits = 0;
/** A visit by its planned start and end relative to the call. */
export function visit(start: number, end: number, state: VisitState = 'planned'): DirectoryVisit {
  visits += 1;
  return {
    id: `test:${visits}`,
    startsAt: at(start),
    endsAt: at(end),
    state,
    doctor: 'Лебедева',
    branch: 'center',
    addedAt: null,
  };
}

/** A patient without visits. */
export function person(told: Partial<DirectoryPerson> = {}): DirectoryPerson {
  return {
    phone: PHONE,
    peopleOnNumber: 1,
    personId: 1,
    source: 'file:patients',
    externalId: '1001',
    kind: 'patient',
    surname: 'Орлова',
    givenName: 'Мария',
    patronymic: 'Петровна',
    fullName: 'Орлова Мария Петровна',
    birthDate: null,
    note: null,
    household: null,
    knownBefore: false,
    validFrom: null,
    validTo: null,
    phoneNote: null,
    phoneValidFrom: null,
    phoneValidTo: null,
    visits: [],
    lastCompleted: null,
    firstCompletedAt: null,
    ...told,
  };
}

/** A patient who was here so long before the call. */
export function regular(told: Partial<DirectoryPerson> = {}, ago = days(30)): DirectoryPerson {
  const startsAt = at(-ago);
  return person({
    lastCompleted: { startsAt, endsAt: at(-ago + hours(1)), doctor: 'Лебедева', branch: 'center' },
    firstCompletedAt: startsAt,
    ...told,
  });
}

/** A call from the number of these people, with a fresh directory. */
export function input(entries: IdentifyInput['entries'], told: Partial<IdentifyInput> = {}): IdentifyInput {
  return {
    external: PHONE,
    direction: 'in',
    startedAt: CALL,
    entries,
    asOf: new Date(CALL.getTime() - days(1)),
    chosenPerson: null,
    settings: {
      ownVisitHours: 2,
      directoryFreshDays: 7,
      householdLimit: 8,
      sharedNumbers: [],
      spamCalls: 6,
      spamWithinSeconds: 10,
      spamShorterThanSeconds: 3,
    },
    ownNumbers: new Set(['+74950000101']),
    zone: ZONE,
    ...told,
  };
}
