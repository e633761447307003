import { z } from 'zod';
import { visitStates, type VisitState } from '../../src/contracts/appointments.ts';
import { namesOfWord } from './words-of.ts';

type Words = Readonly<Partial<Record<VisitState, readonly string[]>>>;

/** Which words of the system mean which state of a visit. */
export function stateWords(standard: Words) {
  return z
    .partialRecord(z.enum(visitStates), z.array(z.string().min(1)))
    .default(standard as Partial<Record<VisitState, string[]>>)
    .meta({
      description: 'Its words for the states of a visit; of a word that is not here, the state is not known.',
      examples: ['{ completed: [billed], cancelled: [refused] }'],
    });
}

/** Null: the word says nothing. */
export function stateOfWord(word: string | null, words: Words): VisitState | null {
  return word === null ? null : (namesOfWord(word, words)[0] ?? null);
}
