import type { KnownPerson } from './directory-entry.ts';

/**
 * One patient on two cards (a second card number, a second source) is one person who may call: of the same full name
 * and birth date. The card that was here last speaks for all; what happened on the others happened to this person.
 */
export function uniteCards(people: readonly KnownPerson[]): KnownPerson[] {
  if (people.length < 2) return [...people];
  const groups = new Map<string, KnownPerson[]>();
  for (const person of people) {
    const key = keyOf(person);
    groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  return [...groups.values()].flatMap((cards) => (cards.length === 1 ? cards : [unite(cards)]));
}

/** The person that a card became part of; the card itself when it is none of theirs. */
export function cardOf(card: number | null, people: readonly KnownPerson[]): number | null {
  return (
    people.find(({ personId, cards }) => personId === card || (card !== null && cards?.includes(card)))?.personId ??
    card
  );
}

/** Without a birth date two people may share a name: a father and his son do. */
function keyOf({ personId, kind, fullName, birthDate }: KnownPerson): string {
  if (kind !== 'patient' || birthDate === null) return `card ${personId}`;
  return `${birthDate} ${fullName.toLowerCase().replaceAll('ё', 'е').replaceAll(/\s+/g, ' ').trim()}`;
}

function unite(cards: readonly KnownPerson[]): KnownPerson {
  const [first, ...others] = cards.toSorted((a, b) => seen(b) - seen(a) || a.personId - b.personId);
  if (first === undefined) throw new Error('Nobody to unite');
  const all = [first, ...others];
  return {
    ...first,
    cards: all.flatMap((card) => card.cards ?? [card.personId]).toSorted((a, b) => a - b),
    visits: all
      .flatMap((card) => card.visits)
      .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || (a.id < b.id ? -1 : 1)),
    firstCompletedAt: earliest(all.map((card) => card.firstCompletedAt)),
    knownBefore: all.some((card) => card.knownBefore),
    note: joined(all.map((card) => card.note)),
    phoneNote: joined(all.map((card) => card.phoneNote)),
  };
}

function seen({ lastCompleted }: KnownPerson): number {
  return lastCompleted === null ? 0 : Date.parse(lastCompleted.startsAt);
}

function earliest(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((instant) => instant !== null);
  return known.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

function joined(notes: readonly (string | null)[]): string | null {
  const said = [...new Set(notes.filter((note) => note !== null))].toSorted();
  return said.length === 0 ? null : said.join('; ');
}
