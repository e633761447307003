import type { Clock } from '../contracts/clock.ts';
import type { ToldRinging } from '../contracts/mis-api.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { MisAccess } from './mis-access.ts';
import type { MisApiAccount } from './mis-accounts.ts';

/** Later than this nobody needs to be told that it rings. */
const WITHIN_MS = 5_000;
/** What was told, so that a call that rings at two seats of one employee, or is shown again, is told once. */
const REMEMBERED = 2_000;

export interface RingingOptions {
  accounts: ReadonlyMap<string, MisApiAccount>;
  access: Pick<MisAccess, 'context'>;
  /** The telephone of the seat that has this feed; undefined: the feed is no seat’s. */
  extensionOf(feed: string): string | undefined;
  /** Whether rules let the account know of the call. */
  mayKnow(account: string, callId: number): Promise<boolean>;
  clock: Clock;
  log: Log;
}

/**
 * Tells systems that show a card of their own that a call of somebody outside rings. At most once and never later: what
 * is lost is lost, the call itself is written when it is over.
 */
export function createRinging(options: RingingOptions): (pops: readonly LoadedPop[]) => void {
  const { access, clock, log } = options;
  const listeners = [...options.accounts.values()].filter(({ can, wants }) => can.ringing && wants.ringing);
  const told = new Set<string>();

  const tell = async (account: MisApiAccount, callId: number, ringing: ToldRinging): Promise<void> => {
    try {
      if (!(await options.mayKnow(account.account, callId))) return;
      await account.api.tellRinging?.(ringing, access.context(account, WITHIN_MS));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'failed';
      log.warn({ account: account.account, reason }, 'mis.ringing: its own card was not shown.');
    }
  };

  return (pops) => {
    if (listeners.length === 0) return;
    for (const { type, feed, call, callId, at } of pops) {
      const { direction, from, line, branch } = call;
      if (type !== 'call.ringing' || direction !== 'in' || from === null) continue;
      if (clock.now().getTime() - at.getTime() > WITHIN_MS) continue;
      const extension = options.extensionOf(feed);
      if (extension === undefined) continue;
      for (const account of listeners) {
        const { branches } = account.wants;
        const key = `${account.account} ${callId} ${extension}`;
        if (told.has(key) || (branches !== null && (branch === null || !branches.includes(branch)))) continue;
        if (told.size >= REMEMBERED) told.clear();
        told.add(key);
        void tell(account, callId, { phone: from, line, extension });
      }
    }
  };
}
