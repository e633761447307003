import { foldCall, type Intake } from '../calls/index.ts';
import type { CallEvent } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { HealedCall } from './heal-page.ts';
import { judgeFailure } from './judge-failure.ts';
import { markedEvent } from './marked-event.ts';
import { submitGently } from './submit-gently.ts';

export interface CallWithoutEnd {
  id: number;
  account: string;
  providerCallIds: readonly string[];
  startedAt: Date;
}

/** Asks the provider about calls; answers the ids of those whose answer is awaited or that go on. */
export type AskAboutCalls = (calls: readonly CallWithoutEnd[]) => Promise<ReadonlySet<number>>;

const AGAIN_MS = 5 * 60_000;
/** Its history may need a moment to know a call that has just ended. */
const UNKNOWN_AGAIN_MS = 15_000;
/** A provider that cannot be asked for so long keeps no call open. */
const UNREACHABLE_MS = 30 * 60_000;
/** Whatever the provider says or does not say: a call is closed after so long. */
const LONGEST_CALL_MS = 12 * 3600_000;
/** So long the end of a call may come from the list. */
const COMPARED_MS = 60_000;
/** Calls asked about at a time, so that a provider's limit is left to others. */
const AT_A_TIME = 5;

/**
 * What became of calls whose end never came, for those who would close them. An end that the provider tells goes in by
 * the intake; a call that it does not know, or that it cannot be asked about, is left to be closed.
 */
export function askAboutCalls(options: {
  find: PbxAccess;
  intake: Intake;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** For a PBX that tells of no single call: has its list compared as soon as it allows. */
  compareSoon?(account: string): Promise<void>;
  /** For a call whose end the provider told. */
  onHealed?(account: string, call: HealedCall): Promise<void>;
}): AskAboutCalls {
  const { find, clock, log } = options;
  /** Not asked again before. */
  const waiting = new Map<number, number>();
  const paused = new Map<string, { since: number; until: number; failures: number }>();

  return async (calls) => {
    const now = clock.now().getTime();
    for (const [id, until] of waiting) if (until <= now - LONGEST_CALL_MS) waiting.delete(id);
    const later = new Set<number>();
    let asked = 0;
    for (const call of calls) {
      const pbx = find(call.account);
      const ask = pbx?.api.call?.bind(pbx.api);
      if (pbx === null || now - call.startedAt.getTime() > LONGEST_CALL_MS) continue;
      if (ask === undefined) {
        if (pbx.api.history === undefined || options.compareSoon === undefined) continue;
        const until = waiting.get(call.id);
        if (until === undefined) {
          waiting.set(call.id, now + COMPARED_MS);
          await options.compareSoon(call.account);
        }
        if (until === undefined || until > now) later.add(call.id);
        continue;
      }
      const pause = paused.get(call.account);
      const unreachable = pause !== undefined && now - pause.since > UNREACHABLE_MS;
      if (unreachable && pause.until > now) continue;
      if ((waiting.get(call.id) ?? 0) > now || (pause?.until ?? 0) > now || asked >= AT_A_TIME) {
        later.add(call.id);
        continue;
      }
      asked += 1;
      try {
        if (await goesOn(call, (id) => ask(pbx.context, id))) {
          waiting.set(call.id, now + AGAIN_MS);
          later.add(call.id);
        } else waiting.set(call.id, now + UNKNOWN_AGAIN_MS);
        paused.delete(call.account);
      } catch (error) {
        if (options.signal.aborted) throw error;
        const failures = pause?.failures ?? 0;
        const judged = judgeFailure(error, failures);
        if (judged.unexpected)
          log.error({ account: call.account, err: error }, 'call.asked: unexpected failure; please report this.');
        // A refusal is answered as well as it will be: the call is closed.
        if (judged.kind === 'permanent') continue;
        const until = now + judged.againInSeconds * 1000;
        paused.set(call.account, { since: pause?.since ?? now, until, failures: failures + 1 });
        if (!unreachable) later.add(call.id);
      }
    }
    return later;
  };

  /** Stores what the provider tells. True while it knows the call and no end of it. */
  async function goesOn(call: CallWithoutEnd, ask: (id: string) => Promise<CallEvent[]>): Promise<boolean> {
    const events: CallEvent[] = [];
    for (const id of call.providerCallIds) events.push(...(await ask(id)));
    if (events.length === 0) return false;
    const receivedAt = clock.now();
    const told = events.map((event) => markedEvent('history', event));
    const [error = null] = await submitGently([{ events: told, receivedAt, raw: null }], options);
    if (error !== null) throw error;
    const { endedAt, startedAt } = foldCall(told.map((event) => ({ event, receivedAt })));
    const [providerCallId] = call.providerCallIds;
    if (endedAt !== null && providerCallId !== undefined)
      await options.onHealed?.(call.account, { providerCallId, found: 'incomplete', startedAt: startedAt.at });
    return endedAt === null;
  }
}
