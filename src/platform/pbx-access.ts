import type { Clock } from '../contracts/clock.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import type { PbxApi, PbxApiContext } from '../contracts/pbx-api.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { PbxAccount } from './configuration/index.ts';

/** An account whose provider can be asked. */
export interface AskedPbx {
  account: PbxAccount;
  /** The provider's name as clinics know it. */
  name: string;
  /** Empty where nothing can be asked. */
  api: PbxApi<unknown>;
  context: PbxApiContext<unknown>;
}

/** Null for an account that is not configured. */
export type PbxAccess = (account: string) => AskedPbx | null;

/** One HTTP client an account, opened when it is first asked. */
export function createPbxAccess(options: {
  accounts(): ReadonlyMap<string, PbxAccount>;
  adapters: ReadonlyMap<string, PbxAdapter>;
  openHttp(): HttpClient;
  clock: Clock;
}): { access: PbxAccess; close(): void } {
  const clients = new Map<string, HttpClient>();
  return {
    access(id) {
      const account = options.accounts().get(id);
      const adapter = account === undefined ? undefined : options.adapters.get(account.provider);
      if (account === undefined || adapter === undefined) return null;
      const http = clients.get(id) ?? options.openHttp();
      clients.set(id, http);
      return {
        account,
        name: adapter.name,
        api: askable(adapter.api ?? {}, account.settings),
        context: { account: id, settings: account.settings, http, clock: options.clock },
      };
    },
    close() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}

/** What of it this account can be asked. */
function askable(api: PbxApi<unknown>, settings: unknown): PbxApi<unknown> {
  if (api.isConfigured?.(settings) === false) return {};
  if (api.comparesCalls?.(settings) !== false) return api;
  const { history: _history, call: _call, ...rest } = api;
  return rest;
}
