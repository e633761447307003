import type { Clock } from '../contracts/clock.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import type { MisApiContext } from '../contracts/mis-api.ts';
import type { SqlWriters } from '../contracts/sql-target.ts';
import { attemptHttp } from './attempt-http.ts';
import type { MisApiAccount } from './mis-accounts.ts';
import type { MisTokens } from './token-store.ts';

export const REQUEST_MS = 20_000;

export type MisBranches = MisApiContext<unknown>['branches'];

/** The accounts whose API we call, each with its own connections and token. */
export interface MisAccess {
  find(account: string): MisApiAccount | undefined;
  /** What one asking is done with; all its requests together end within so many milliseconds. */
  context(account: MisApiAccount, withinMs: number): MisApiContext<unknown>;
  close(): void;
}

export function createMisAccess(options: {
  accounts: ReadonlyMap<string, MisApiAccount>;
  branches: MisBranches;
  tokens: MisTokens;
  clock: Clock;
  sql: SqlWriters;
  openHttp(account: { trusted: boolean }): HttpClient;
}): MisAccess {
  const clients = new Map<string, HttpClient>();
  const { branches, tokens, clock, sql } = options;
  return {
    find: (account) => options.accounts.get(account),
    context({ account, api, settings }, withinMs) {
      const client = clients.get(account) ?? options.openHttp({ trusted: api.target(settings).trusted });
      clients.set(account, client);
      return {
        ...{ account, settings, branches, clock, sql, tokens: tokens.of(account) },
        http: attemptHttp(client, { endsAt: performance.now() + withinMs, timeoutMs: REQUEST_MS }),
        signal: AbortSignal.timeout(withinMs),
      };
    },
    close() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}
