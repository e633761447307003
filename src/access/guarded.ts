import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { hashOf } from './secret-words.ts';
import { admitAttempt, forgiveAttempt } from './throttle-store.ts';

/**
 * Looks at something that could be guessed (`right` says whether it was), no more often than the attempts allow: of each
 * of `what`, so many are free, then each wrong one waits longer. Throws 429 `too-many-attempts` with the seconds to wait.
 */
export async function guarded<Answer>(
  { pool, clock }: { pool: Pool; clock: Clock },
  what: readonly { of: string; free: number }[],
  look: () => Promise<{ right: boolean; answer: Answer }>,
): Promise<Answer> {
  const limits = what.map(({ of, free }) => ({ key: hashOf(of), free }));
  const seconds = await admitAttempt(pool, limits, clock.now());
  if (seconds > 0) throw tooManyAttempts(seconds);
  const { right, answer } = await look();
  if (right) await forgiveAttempt(pool, limits);
  return answer;
}

export function tooManyAttempts(seconds: number): Problem {
  return new Problem(
    429,
    'too-many-attempts',
    'Too many attempts',
    `There were too many wrong attempts. Try again in ${seconds} s.`,
    undefined,
    { seconds },
  );
}
