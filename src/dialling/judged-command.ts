import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { NothingDone, Problem, type KeptAnswer } from '../platform/http/index.ts';

/** What a command to a PBX came to; kept under its Idempotency-Key unless it certainly did nothing. */
export type CommandOutcome = 'done' | 'refused' | 'unknown' | 'not-reached';

/** The answer for a failed command. Throws `NothingDone` when the same may be tried again. */
export function failedCommand(
  error: unknown,
  words: { pbx: string; unknown: string },
): {
  outcome: CommandOutcome;
  answer: KeptAnswer;
} {
  if (error instanceof TransientFailure)
    throw new NothingDone(
      new Problem(
        503,
        'pbx-not-reached',
        'PBX not reached',
        `${words.pbx} did not take the command (${error.message}). Nothing happened; try again${error.retryAfterSeconds === null ? '' : ` in ${error.retryAfterSeconds} s`}.`,
      ),
    );
  if (error instanceof PermanentFailure)
    return {
      outcome: 'refused',
      answer: problemAnswer(409, 'pbx-refused', 'PBX refused', `${words.pbx} refused: ${error.message}`),
    };
  // A lost answer and a failure that nobody foresaw: it may have happened.
  const why = error instanceof AmbiguousFailure ? error.message : 'unexpected failure, see the log';
  return { outcome: 'unknown', answer: unknownAnswer(`${words.unknown} (${words.pbx}: ${why})`) };
}

export function unknownAnswer(detail: string): KeptAnswer {
  return problemAnswer(504, 'outcome-unknown', 'Outcome unknown', detail);
}

function problemAnswer(status: number, type: string, title: string, detail: string): KeptAnswer {
  const problem = new Problem(status, type, title, detail);
  return { status, body: { type: problem.type, title, status, detail } };
}
