import type { CallerConditions } from '../platform/configuration/index.ts';
import { localMoment } from '../platform/configuration/index.ts';
import type { Condition, ConditionName, Prepared } from './condition.ts';
import type { KnownPerson } from './rule-facts.ts';

interface AboutPerson {
  name: ConditionName;
  wanted: string;
  fits(person: KnownPerson, call: Prepared): boolean;
  /** Of somebody who does not fit. */
  tells(person: KnownPerson, call: Prepared): string;
}

/**
 * What is asked about the people with the number. One of them must fit everything, so each further condition looks only
 * at those who fitted the ones before: the one that fails is the one that left nobody.
 */
export function callerConditions(when: CallerConditions): Condition[] {
  const asked = aboutPerson(when);
  const conditions = asked.map(({ name, wanted, fits, tells }, index): Condition => {
    const before = asked.slice(0, index);
    const left = (call: Prepared): readonly KnownPerson[] =>
      call.people.filter((person) => before.every((one) => one.fits(person, call)));
    return {
      name,
      wanted,
      holds: (call) =>
        left(call).some((person) => fits(person, call)) ||
        // Of nobody it is true that no visit is today.
        (call.people.length === 0 && name === 'caller.visitToday' && when.visitToday === false && asked.length === 1),
      found(call) {
        const people = left(call);
        if (people.length === 0) return null;
        return [...new Set(people.map((person) => tells(person, call)))].join(', ');
      },
    };
  });
  return [...numberOfPeople(when), ...conditions];
}

function numberOfPeople({ people }: CallerConditions): Condition[] {
  if (people === undefined) return [];
  const { atLeast, atMost } = people;
  return [
    {
      name: 'caller.people',
      wanted: [atLeast === undefined ? '' : `≥ ${atLeast}`, atMost === undefined ? '' : `≤ ${atMost}`]
        .filter(Boolean)
        .join(', '),
      holds: ({ people: found }) => found.length >= (atLeast ?? 0) && (atMost === undefined || found.length <= atMost),
      found: ({ people: found }) => String(found.length),
    },
  ];
}

function aboutPerson(when: CallerConditions): AboutPerson[] {
  const asked: AboutPerson[] = [];
  const { kind, source, noteContains, visitToday, visitWithinDays, lastVisitDaysAgo } = when;
  if (kind !== undefined)
    asked.push({
      name: 'caller.kind',
      wanted: kind.join(', '),
      fits: (person) => kind.includes(person.kind),
      tells: (person) => person.kind,
    });
  if (source !== undefined)
    asked.push({
      name: 'caller.source',
      wanted: source.join(', '),
      fits: (person) => person.source !== undefined && source.includes(person.source),
      tells: (person) => person.source ?? '?',
    });
  if (noteContains !== undefined) {
    const words = noteContains.map(plain);
    asked.push({
      name: 'caller.noteContains',
      wanted: noteContains.join(', '),
      fits: ({ note, relation }) =>
        words.some((word) => [note, relation].some((text) => text !== null && plain(text).includes(word))),
      // What a note says is told to nobody who only reads a trace.
      tells: ({ note, relation }) => (note === null && relation === null ? 'no-note' : 'another-note'),
    });
  }
  if (visitToday !== undefined)
    asked.push({
      name: 'caller.visitToday',
      wanted: String(visitToday),
      fits: (person, call) => (daysTo(nextOf(person), call) === 0) === visitToday,
      tells: (person, call) => inDays(daysTo(nextOf(person), call)),
    });
  if (visitWithinDays !== undefined)
    asked.push({
      name: 'caller.visitWithinDays',
      wanted: String(visitWithinDays),
      fits(person, call) {
        const days = daysTo(nextOf(person), call);
        return days !== null && days >= 0 && days <= visitWithinDays;
      },
      tells: (person, call) => inDays(daysTo(nextOf(person), call)),
    });
  if (lastVisitDaysAgo !== undefined)
    asked.push({
      name: 'caller.lastVisitDaysAgo',
      wanted: `≥ ${lastVisitDaysAgo}`,
      fits(person, call) {
        const days = daysTo(person.lastVisit?.startsAt ?? null, call);
        return days !== null && -days >= lastVisitDaysAgo;
      },
      tells: (person, call) => inDays(daysTo(person.lastVisit?.startsAt ?? null, call)),
    });
  return asked;
}

function nextOf(person: KnownPerson): string | null {
  return person.nextVisit?.startsAt ?? null;
}

/** Whole days of the calendar from the call to an instant, negative when it is past; null without one. */
function daysTo(instant: string | null, { moment, zone }: Prepared): number | null {
  if (instant === null) return null;
  const there = localMoment(new Date(instant), zone).date;
  return Math.round((Date.parse(there) - Date.parse(moment.date)) / 86_400_000);
}

function inDays(days: number | null): string {
  return days === null ? 'none' : `${days} d`;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}
