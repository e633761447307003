import type { Candidate } from '../contracts/caller.ts';

/** Longer names are cut by the displays themselves, each at another place. */
const LONGEST = 32;

/**
 * How a telephone's display names the people behind a number: «Иванова Мария» for one, «Мария / Пётр» for two, null for
 * more. A surname common to a household is not said in the plural: Russian surnames decline, and a wrong form reads
 * worse than none. The same person on two cards is one.
 */
export function displayName(people: readonly Candidate[]): string | null {
  const chosen = people.filter((person) => person.chosen);
  const shown = [...new Map((chosen.length > 0 ? chosen : people).map((person) => [fullName(person), person]))];
  if (shown.length === 0 || shown.length > 2) return null;
  const name = shown.length === 1 ? shown[0]![0] : shown.map(([, person]) => givenName(person)).join(' / ');
  return name === '' ? null : name.slice(0, LONGEST).trim();
}

function fullName(person: Candidate): string {
  return hasParts(person) ? `${person.surname} ${givenName(person)}` : person.name;
}

function givenName(person: Candidate): string {
  return hasParts(person) ? (person.address.split(' ')[0] ?? '') : person.name;
}

/** `address` is «Мария Петровна», or the whole name where it has no parts. */
function hasParts(person: Candidate): boolean {
  return person.surname !== '' && person.address !== person.name;
}
