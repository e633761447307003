import type { MisAdapter } from '../contracts/mis.ts';
import type { MisPush, PushWants } from '../contracts/mis-push.ts';
import type { MisAccountConfiguration } from '../platform/configuration/configuration.ts';

/** An account of a MIS that we tell. */
export interface PushAccount {
  account: string;
  /** The name of the MIS as clinics know it. */
  name: string;
  push: MisPush<unknown>;
  settings: unknown;
  wants: PushWants;
}

/** The configured accounts whose MIS we tell, by id. */
export function pushAccounts(
  adapters: readonly MisAdapter[],
  configured: ReadonlyMap<string, MisAccountConfiguration>,
): ReadonlyMap<string, PushAccount> {
  const accounts = new Map<string, PushAccount>();
  for (const { id, provider, settings: told } of configured.values()) {
    const adapter = adapters.find((each) => each.id === provider);
    if (adapter?.push === undefined) continue;
    const settings = adapter.settings.parse(told);
    const wants = adapter.push.wants(settings);
    accounts.set(id, { account: id, name: adapter.name, push: adapter.push, settings, wants });
  }
  return accounts;
}
