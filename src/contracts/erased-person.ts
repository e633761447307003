/** Everything by which what is kept of one person is found, for those who empty their own tables of it. */
export interface ErasedPerson {
  /** The row of `person` that stays without anything of them: visits, calls and contacts go on being of one person. */
  personId: number;
  /** All cards that were this person. */
  cards: readonly number[];
  /** Numbers that nobody else has, E.164. */
  phones: readonly string[];
  /** A regular expression of PostgreSQL that finds these numbers however they are written; null: there are none. */
  written: string | null;
}

/** The source of a card that stands for somebody who was erased. */
export const ERASED_SOURCE = 'erased';
