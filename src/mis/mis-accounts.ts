import type { MisApi, MisApiCan, MisApiWants } from '../contracts/mis-api.ts';
import type { MisAdapter } from '../contracts/mis.ts';
import type { ToldAccount } from '../deliveries/index.ts';
import type { MisAccountConfiguration } from '../platform/configuration/index.ts';

export const MIS_CALL = 'mis-call';
export const MIS_RECORDING = 'mis-recording';
export const MIS_TICKET = 'mis-ticket';
export const MIS_OUTCOME = 'mis-outcome';
export const MIS_VISIT_ANSWER = 'mis-visit-answer';
export const MIS_NEW_VISIT = 'mis-new-visit';

/** An account of a system whose API we call. */
export interface MisApiAccount {
  account: string;
  /** The name of the system as clinics know it. */
  name: string;
  api: MisApi<unknown>;
  settings: unknown;
  can: MisApiCan;
  wants: MisApiWants;
  /** Sources of people whose cards are those of its system. */
  cards: readonly string[];
}

/** The configured accounts whose API we call, by id. */
export function misApiAccounts(
  adapters: readonly MisAdapter[],
  configured: ReadonlyMap<string, MisAccountConfiguration>,
  people: readonly { id: string; account?: string | undefined }[] = [],
): ReadonlyMap<string, MisApiAccount> {
  const accounts = new Map<string, MisApiAccount>();
  for (const { id, provider, settings: told } of configured.values()) {
    const adapter = adapters.find((each) => each.id === provider);
    if (adapter?.api === undefined) continue;
    const { api, name } = adapter;
    const settings = adapter.settings.parse(told);
    if (api.uses?.(settings) === false) continue;
    const cards = [id, ...people.filter(({ account }) => account === id).map((source) => source.id)];
    accounts.set(id, { account: id, name, api, settings, can: api.can(settings), wants: api.wants(settings), cards });
  }
  return accounts;
}

/** What the account is told of calls, as what is owed to it is decided by. */
export function toldAccount({ account, can, wants }: MisApiAccount): ToldAccount {
  const { calls, recordings, outcomes } = can;
  const attaches = wants.recordings && (recordings === 'link' || recordings === 'file');
  return {
    account,
    kinds: { call: MIS_CALL, recording: MIS_RECORDING, outcome: MIS_OUTCOME },
    wants: {
      branches: wants.branches,
      names: wants.names,
      links: wants.recordings,
      events: [
        ...(!wants.calls || calls === false
          ? []
          : ([
              'call.settled',
              ...(calls.update ? (['call.updated'] as const) : []),
              ...(attaches ? (['recording.ready'] as const) : []),
            ] as const)),
        ...(wants.outcomes && outcomes !== false ? (['call.outcome'] as const) : []),
      ],
    },
  };
}
