import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import type { AskedPbx } from '../platform/pbx-access.ts';
import { markedEvent } from './marked-event.ts';
import { submitGently } from './submit-gently.ts';

/**
 * Takes over the calls that go on, as the provider tells them now: fresh ones pop like any other, those that are older
 * than `lateAfterMinutes` and new to us do not. Answers their ids, null where the provider cannot tell.
 */
export async function rebuildLive(
  { api, context }: AskedPbx,
  options: { intake: Intake; clock: Clock; signal: AbortSignal },
): Promise<ReadonlySet<string> | null> {
  if (api.ongoing === undefined) return null;
  const events = await api.ongoing(context);
  const receivedAt = options.clock.now();
  const calls = new Map<string, typeof events>();
  for (const event of events)
    calls.set(event.providerCallId, [...(calls.get(event.providerCallId) ?? []), markedEvent('ongoing', event)]);
  const outcomes = await submitGently(
    [...calls.values()].map((facts) => ({ events: facts, receivedAt, raw: null })),
    options,
  );
  const failed = outcomes.find((error) => error !== null);
  if (failed != null) throw failed;
  return new Set(events.flatMap(({ providerCallId, linkedCallIds }) => [providerCallId, ...linkedCallIds]));
}

const LIVE_HOURS = 12;

/** Calls of the account that have not ended for us, by the provider's ids, the oldest first. */
export async function liveCalls(
  pool: Pool,
  account: string,
  now: Date,
): Promise<{ id: number; providerCallIds: string[]; startedAt: Date }[]> {
  const { rows } = await pool.query<{ id: number; ids: string[]; started_at: Date }>(
    `select c.id, c.started_at, array_agg(p.provider_call_id) as ids
     from call c join provider_call p on p.call_id = c.id
     where c.ended_at is null and c.merged_into is null and c.account = $1 and c.started_at > $2
     group by c.id order by c.started_at limit 200`,
    [account, new Date(now.getTime() - LIVE_HOURS * 3600_000)],
  );
  return rows.map(({ id, ids, started_at: startedAt }) => ({ id, providerCallIds: ids, startedAt }));
}
