import { setTimeout as wait } from 'node:timers/promises';
import type { Intake, ReceivedFacts } from '../calls/index.ts';

/** So few at once that a notification which comes meanwhile does not wait behind them. */
const AT_ONCE = 8;
const ATTEMPTS = 20;
const PAUSE_MS = 250;

/**
 * Stores facts that nobody waits for beside those that somebody does. Answers for each null or why it could not be
 * stored; rejects when the intake stops or stays overloaded.
 */
export async function submitGently(
  facts: readonly ReceivedFacts[],
  { intake, signal }: { intake: Intake; signal: AbortSignal },
): Promise<(Error | null)[]> {
  const outcomes: (Error | null)[] = [];
  for (let from = 0; from < facts.length; from += AT_ONCE)
    outcomes.push(...(await Promise.all(facts.slice(from, from + AT_ONCE).map(submit))));
  return outcomes;

  async function submit(one: ReceivedFacts): Promise<Error | null> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        await intake.submit(one);
        return null;
      } catch (error) {
        if (!(error instanceof Error) || isOfTheFactsThemselves(error)) return error as Error;
        if (attempt === ATTEMPTS || error.name === 'Stopping') throw error;
        await wait(PAUSE_MS * attempt, undefined, { signal });
      }
    }
  }
}

/** SQLSTATE class 22 and 23: storing them once more would not help. */
function isOfTheFactsThemselves(error: Error & { code?: unknown }): boolean {
  return typeof error.code === 'string' && /^2[23]/.test(error.code);
}
