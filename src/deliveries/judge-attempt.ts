import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';

/** What a failed attempt means for what is tried next. */
export interface JudgedAttempt {
  /** Did not happen · may have happened · will not happen by itself. */
  kind: 'transient' | 'ambiguous' | 'permanent';
  /** For people; holds no secret and no number. */
  message: string;
  retryAfterSeconds: number | null;
  /** Says nothing about the rest of the account. */
  onlyThis: boolean;
  /** The account wants nothing more. */
  stops: boolean;
  /** Nobody foresaw it: the log must have the whole of it. */
  unexpected: boolean;
}

/** The only place that tells failures apart. What nobody foresaw may have happened. */
export function judgeAttempt(error: unknown): JudgedAttempt {
  const known = { retryAfterSeconds: null, onlyThis: false, stops: false, unexpected: false };
  if (error instanceof TransientFailure) {
    const { message, retryAfterSeconds, onlyThis } = error;
    return { ...known, kind: 'transient', message, retryAfterSeconds, onlyThis };
  }
  if (error instanceof AmbiguousFailure) return { ...known, kind: 'ambiguous', message: error.message };
  if (error instanceof PermanentFailure)
    return { ...known, kind: 'permanent', message: error.message, stops: error.stops };
  return { ...known, kind: 'ambiguous', message: 'unexpected failure, see the log', unexpected: true };
}
