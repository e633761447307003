import type { Clock } from '../contracts/clock.ts';
import type { Identity } from './tokens.ts';

const TOKEN_CACHE_MS = 5000;

/** Screens ask often with the same token; a revoked one works at most this much longer. */
export function identifyQuickly(
  read: (token: string) => Promise<Identity | null>,
  clock: Clock,
): (token: string) => Promise<Identity | null> {
  const known = new Map<string, { identity: Identity; until: number }>();
  return async (token) => {
    const now = clock.now().getTime();
    const hit = known.get(token);
    if (hit !== undefined && hit.until > now) return hit.identity;
    known.delete(token);
    const identity = await read(token);
    if (identity !== null) {
      if (known.size > 10_000) known.clear();
      known.set(token, { identity, until: now + TOKEN_CACHE_MS });
    }
    return identity;
  };
}
