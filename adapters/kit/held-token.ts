import type { Clock } from '../../src/contracts/clock.ts';
import type { HttpClient } from '../../src/contracts/http-client.ts';

export interface Token {
  value: string;
  expiresAt: Date;
}

const SPARE_MS = 60_000;

/**
 * A token that is kept as long as the connection that it was got by, for providers that grant a few at a time or count
 * logins. `open` gets a new one; while it does, others wait for the same.
 */
export function createHeldToken<Context extends { http: HttpClient; clock: Clock }>(
  open: (context: Context) => Promise<Token>,
): { get(context: Context): Promise<string>; drop(context: Context): void } {
  const held = new WeakMap<HttpClient, Promise<Token>>();
  return {
    async get(context) {
      const known = await held.get(context.http)?.catch(() => null);
      if (known != null && known.expiresAt.getTime() - SPARE_MS > context.clock.now().getTime()) return known.value;
      const opening = open(context);
      held.set(context.http, opening);
      return (await opening).value;
    },
    drop: (context) => void held.delete(context.http),
  };
}
