import type { CorpusCall } from './corpus.ts';

/** What a way of looking numbers up finds of what it should. */
export interface Score {
  /** Pairs of a number and a person who has it. */
  pairs: number;
  found: number;
  /** Pairs that were answered and are wrong. */
  falseMatches: number;
  /** Numbers of several people. */
  households: number;
  /** Those answered with all of them and nobody else. */
  wholeHouseholds: number;
}

export function scoreCalls(calls: readonly CorpusCall[], answerOf: (e164: string) => readonly string[]): Score {
  const score: Score = { pairs: 0, found: 0, falseMatches: 0, households: 0, wholeHouseholds: 0 };
  for (const { e164, people } of calls) {
    const answer = new Set(answerOf(e164));
    const right = people.filter((id) => answer.has(id)).length;
    score.pairs += people.length;
    score.found += right;
    score.falseMatches += answer.size - right;
    if (people.length < 2) continue;
    score.households += 1;
    if (right === people.length && answer.size === right) score.wholeHouseholds += 1;
  }
  return score;
}
