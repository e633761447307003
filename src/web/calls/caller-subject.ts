import type { Candidate, Caller } from '../../contracts/caller.ts';

/** Whom the card speaks of. Several people of one number stay several until a person at the screen says who it is. */
export type CallerSubject =
  | { is: 'person'; person: Candidate; chosen: boolean; others: number }
  | { is: 'household'; people: Candidate[] }
  | { is: 'unlisted'; missing: boolean }
  | { is: 'hidden' };

export function subjectOf(caller: Caller): CallerSubject {
  const people = [...caller.candidates].sort((a, b) => a.rank - b.rank);
  const chosen = people.find((person) => person.chosen);
  if (chosen !== undefined) return { is: 'person', person: chosen, chosen: true, others: people.length - 1 };
  const only = people[0];
  if (only !== undefined)
    return people.length === 1 ? { is: 'person', person: only, chosen: false, others: 0 } : { is: 'household', people };
  if (caller.kind === 'hidden') return { is: 'hidden' };
  // Only a fresh directory can say who is missing from it; the reasons tell which it was.
  return { is: 'unlisted', missing: caller.reasons.includes('no-such-number') };
}
