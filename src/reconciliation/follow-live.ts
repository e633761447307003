import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { AskedPbx, PbxAccess } from '../platform/pbx-access.ts';
import { askAboutCalls } from './ask-about-calls.ts';
import { judgeFailure } from './judge-failure.ts';
import { liveCalls, rebuildLive } from './rebuild-live.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';

export interface FollowLive {
  /** Asks for the live calls of the account when it is time to. Never rejects for what the provider does. */
  turn(pbx: AskedPbx): Promise<void>;
}

/** Several processes that start together ask once. */
const AT_LEAST_SECONDS = 5;
const ATTEMPTS = 5;
/** A call may be told of a moment before it is in the list of those that go on. */
const SETTLED_IN_MS = 10_000;

/**
 * Live calls of a provider: once after a start, and again and again for an account that is
 * polled. There a call that left the list is asked about, or waits for the history.
 */
export function followLive(options: {
  store: ReconciliationStore;
  pool: Pool;
  find: PbxAccess;
  intake: Intake;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}): FollowLive {
  const { store, clock, log, signal } = options;
  /** When an account is asked next; absent: at once. `Infinity`: not again in this process. */
  const next = new Map<string, number>();
  const failures = new Map<string, number>();
  const askEnds = askAboutCalls(options);

  async function turn(pbx: AskedPbx): Promise<void> {
    const { id, poll } = pbx.account;
    const now = clock.now().getTime();
    if (pbx.api.ongoing === undefined || (next.get(id) ?? 0) > now || signal.aborted) return;
    const everySeconds = poll?.everySeconds ?? AT_LEAST_SECONDS;
    const again = poll === undefined ? Infinity : now + everySeconds * 1000;
    const claimed = await store.claimOngoing(id, new Date(now), everySeconds);
    next.set(id, again);
    if (!claimed) return;
    try {
      const ongoing = await rebuildLive(pbx, options);
      failures.delete(id);
      if (poll !== undefined && ongoing !== null) await endThoseThatLeft(pbx, ongoing);
    } catch (error) {
      if (signal.aborted) return;
      const before = failures.get(id) ?? 0;
      failures.set(id, before + 1);
      const judged = judgeFailure(error, before);
      const givenUp = judged.kind === 'permanent' || (poll === undefined && before + 1 >= ATTEMPTS);
      next.set(id, givenUp && poll === undefined ? Infinity : now + judged.againInSeconds * 1000);
      const line = { account: id, reason: judged.message };
      if (judged.unexpected)
        log.error({ ...line, err: error }, 'calls.ongoing: unexpected failure; please report this.');
      else log.warn(line, 'calls.ongoing: the PBX did not tell its live calls');
    }
  }

  async function endThoseThatLeft(pbx: AskedPbx, ongoing: ReadonlySet<string>): Promise<void> {
    const account = pbx.account.id;
    const now = clock.now();
    const left = (await liveCalls(options.pool, account, now)).filter(
      ({ providerCallIds, startedAt }) =>
        !providerCallIds.some((id) => ongoing.has(id)) && now.getTime() - startedAt.getTime() > SETTLED_IN_MS,
    );
    if (left.length === 0) return;
    if (pbx.api.call !== undefined) await askEnds(left.map((call) => ({ ...call, account })));
    else if (pbx.api.history !== undefined)
      await store.runSoon(account, new Date(now.getTime() + pbx.api.history.lagSeconds * 1000), {
        evenFailing: false,
      });
  }

  return { turn };
}
