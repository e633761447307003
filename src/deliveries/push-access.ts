import type { HttpClient } from '../contracts/http-client.ts';
import type { PushAccount } from './push-accounts.ts';
import type { PushAccess } from './push-kinds.ts';

/** One HTTP client an account, opened when it is first needed. */
export function createPushAccess(options: {
  accounts: ReadonlyMap<string, PushAccount>;
  openHttp(account: { trusted: boolean }): HttpClient;
}): PushAccess & { close(): void } {
  const clients = new Map<string, HttpClient>();
  return {
    find: (account) => options.accounts.get(account),
    http({ account, push, settings }) {
      const http = clients.get(account) ?? options.openHttp({ trusted: push.target(settings).trusted });
      clients.set(account, http);
      return http;
    },
    close() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}
