import { PermanentFailure, TransientFailure } from '../../contracts/failures.ts';
import { ImportRefused } from '../import/import-refused.ts';

/** What a refresh that failed tells people; `unexpected` is for the log, too. What was known stays. */
export function judgeRefresh(error: unknown): {
  message: string;
  kind: 'transient' | 'permanent';
  unexpected: boolean;
} {
  if (error instanceof TransientFailure) return { message: error.message, kind: 'transient', unexpected: false };
  // A file that is being written now is whole the next time.
  if (error instanceof ImportRefused) return { message: error.message, kind: 'transient', unexpected: false };
  if (error instanceof PermanentFailure) return { message: error.message, kind: 'permanent', unexpected: false };
  const message = 'An unexpected error; the log has it. What was known stays.';
  return { message, kind: 'transient', unexpected: true };
}
