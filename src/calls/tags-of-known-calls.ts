import type { CallEvent } from '../contracts/call-event.ts';
import type { Sql } from '../platform/database/index.ts';

/**
 * The events without tags of calls that nobody told us of: a call of last year may be marked today, and would look like
 * one that begins now. Asks nothing where no event is a tag.
 */
export async function tagsOfKnownCalls(sql: Sql, events: readonly CallEvent[]): Promise<CallEvent[]> {
  const known = new Set(events.filter(({ kind }) => kind !== 'tagged').map(({ providerCallId }) => providerCallId));
  const asked = events.filter(({ providerCallId }) => !known.has(providerCallId));
  const [first] = asked;
  if (first === undefined) return [...events];
  const rows = await sql
    .selectFrom('provider_call')
    .select('provider_call_id')
    .where('account', '=', first.account)
    .where('provider_call_id', 'in', [...new Set(asked.map(({ providerCallId }) => providerCallId))])
    .execute();
  for (const row of rows) known.add(row.provider_call_id);
  return events.filter(({ providerCallId }) => known.has(providerCallId));
}
