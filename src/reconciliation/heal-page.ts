import { foldCall, groupIds, type Intake } from '../calls/index.ts';
import { checkCallEvent, type CallEvent } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { findOurCalls, knownKeys } from './call-lookup.ts';
import { compareCall, type Found, type OurCall } from './compare-call.ts';
import { markedEvent } from './marked-event.ts';
import { submitGently } from './submit-gently.ts';

export interface HealedCall {
  providerCallId: string;
  found: Found;
  startedAt: Date;
}

export interface HealedPage {
  /** Calls of the provider in this page that are over. */
  calls: number;
  healed: HealedCall[];
  /** Calls that could not be stored; the log says why. */
  failed: number;
}

/** A notification that is only a little late is not lost: a call is compared so long after its end. */
const GRACE_MS = 120_000;

/**
 * Compares one page of the provider's list with ours and stores what we lack through the ordinary intake. A call that
 * we have whole is not touched. `polled`: nothing is notified, so calls are taken at once and while they go on.
 */
export async function healPage(
  page: readonly CallEvent[],
  options: {
    account: string;
    polled: boolean;
    pool: Pool;
    intake: Intake;
    clock: Clock;
    log: Log;
    signal: AbortSignal;
  },
): Promise<HealedPage> {
  const { account, pool, clock, log } = options;
  const now = clock.now();
  const result: HealedPage = { calls: 0, healed: [], failed: 0 };
  const calls = callsOf(page.map((event) => markedEvent('history', event)));
  const ours = await findOurCalls(
    pool,
    account,
    calls.flatMap(({ ids }) => ids),
  );
  const lacking: { events: CallEvent[]; healed: HealedCall }[] = [];
  for (const { ids, events } of calls) {
    const wrong = events.find((event) => event.account !== account || !checkCallEvent(event).success);
    if (wrong !== undefined) {
      log.error({ account, event: wrong.kind }, 'the history of the PBX was read into an impossible event');
      result.failed += 1;
      continue;
    }
    const theirs = foldCall(events.map((event) => ({ event, receivedAt: now })));
    if (!options.polled && (theirs.endedAt === null || now.getTime() - theirs.endedAt.at.getTime() < GRACE_MS))
      continue;
    if (theirs.endedAt !== null) result.calls += 1;
    const found = compareCall(theirs, distinct(ids, ours));
    const providerCallId = ids[0];
    if (found !== null && providerCallId !== undefined)
      lacking.push({ events, healed: { providerCallId, found, startedAt: theirs.startedAt.at } });
  }
  const known = await knownKeys(
    pool,
    account,
    lacking.flatMap(({ events }) => events.map(({ eventKey }) => eventKey)),
  );
  const news = lacking.filter(({ events }) => events.some(({ eventKey }) => !known.has(eventKey)));
  const outcomes = await submitGently(
    news.map(({ events }) => ({ events, receivedAt: now, raw: null })),
    options,
  );
  for (const [index, { healed }] of news.entries()) {
    const error = outcomes[index];
    if (error === null) result.healed.push(healed);
    else {
      result.failed += 1;
      log.error({ account, err: error }, 'a call of the history could not be stored');
    }
  }
  return result;
}

/** One group of events for each call, however many ids the provider gives it. */
function callsOf(events: readonly CallEvent[]): { ids: string[]; events: CallEvent[] }[] {
  const groups = groupIds(events).map(({ ids }) => ({ ids, events: [] as CallEvent[] }));
  const byId = new Map(groups.flatMap((group) => group.ids.map((id) => [id, group] as const)));
  for (const event of events) byId.get(event.providerCallId)?.events.push(event);
  return groups.filter((group) => group.events.length > 0);
}

function distinct(ids: readonly string[], ours: ReadonlyMap<string, OurCall>): OurCall[] {
  const calls = new Map<number, OurCall>();
  for (const id of ids) {
    const call = ours.get(id);
    if (call !== undefined) calls.set(call.id, call);
  }
  return [...calls.values()];
}
