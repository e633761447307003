import type { MisAdapter, PullWants } from '../contracts/mis.ts';
import type { MisAccountConfiguration } from '../platform/configuration/configuration.ts';

type Pull = NonNullable<MisAdapter['pull']>;

/** An account of a MIS that asks us. */
export interface PullAccount {
  account: string;
  /** Of the MIS. */
  name: string;
  basePath: string;
  pull: Pull;
  settings: unknown;
  allowFrom: readonly string[];
  wants: PullWants;
  recordKey: Pull['recordKey'];
}

/** What of it the publishing of calls needs. */
export type PublishingAccount = Pick<PullAccount, 'account' | 'wants' | 'recordKey'>;

/** The configured accounts whose MIS asks us, in the order of the configuration. */
export function pullAccounts(
  adapters: readonly MisAdapter[],
  configured: ReadonlyMap<string, MisAccountConfiguration>,
): PullAccount[] {
  return [...configured.values()].flatMap(({ id, provider, settings: told, allowFrom }) => {
    const adapter = adapters.find((each) => each.id === provider);
    const pull = adapter?.pull;
    if (adapter === undefined || pull === undefined) return [];
    const settings = adapter.settings.parse(told);
    if (pull.uses?.(settings) === false) return [];
    return [
      {
        account: id,
        name: adapter.name,
        basePath: pull.basePath,
        pull,
        settings,
        allowFrom,
        wants: pull.wants(settings),
        recordKey: (record) => pull.recordKey(record),
      },
    ];
  });
}
