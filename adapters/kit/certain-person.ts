import { certainCandidate, type FoundPerson, type ToldCall } from '../../src/contracts/mis-api.ts';

/**
 * Which of the cards that have the number is the caller's: the one that our directory took from this system, the only
 * one that bears the name of whom a person chose, or the only one there is. Null: one of several, nobody knows which.
 */
export function certainPerson(told: ToldCall, found: readonly FoundPerson[]): FoundPerson | null {
  if (told.person !== null) {
    const { externalId, name } = told.person;
    return (
      found.find((card) => card.externalId === externalId) ?? { externalId, type: null, name: name ?? '', phones: [] }
    );
  }
  if (told.unresolved) return null;
  if (found.length === 1) return found[0]!;
  const name = certainCandidate(told.call)?.name;
  const namesakes = name == null ? [] : found.filter((card) => nameKey(card.name) === nameKey(name));
  return namesakes.length === 1 ? namesakes[0]! : null;
}

/** The words of a name in any order, however they are written. */
function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}
