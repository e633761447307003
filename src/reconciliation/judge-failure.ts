import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { LockLost } from './account-lock.ts';
import type { FailureKind } from './reconciliation-store.ts';

export interface Judged {
  kind: FailureKind;
  message: string;
  /** When it is worth trying again. */
  againInSeconds: number;
  /** Ours, not the provider's: the log must have the whole of it. */
  unexpected: boolean;
}

const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 1800;
/** What a person must change may be changed at the provider, without a restart here. */
const PERMANENT_AGAIN_SECONDS = 3600;

/** `failures`: how many there were in a row before this one. */
export function judgeFailure(error: unknown, failures: number): Judged {
  const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(failures, 10), LONGEST_PAUSE_SECONDS);
  if (error instanceof PermanentFailure)
    return { kind: 'permanent', message: error.message, againInSeconds: PERMANENT_AGAIN_SECONDS, unexpected: false };
  if (error instanceof TransientFailure)
    return {
      kind: 'transient',
      message: error.message,
      againInSeconds: Math.max(pause, error.retryAfterSeconds ?? 0),
      unexpected: false,
    };
  // What was read changed nothing, so it may be read again.
  if (error instanceof AmbiguousFailure || error instanceof LockLost)
    return { kind: 'transient', message: error.message, againInSeconds: pause, unexpected: false };
  return { kind: 'transient', message: 'unexpected failure, see the log', againInSeconds: pause, unexpected: true };
}
