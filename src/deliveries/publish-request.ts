import type { Clock } from '../contracts/clock.ts';
import type { ToldRequest } from '../contracts/told-request.ts';
import { lockToPublish } from './publication-lock.ts';
import { publicationTimes } from './publication-time.ts';
import { queriesOf, type OpenTransaction } from './queries.ts';
import type { RecordContent } from './record-content.ts';
import { supersedeTickets } from './requested-calls.ts';

/** What one account of a MIS that asks us is offered of a request. */
export interface OfferedRequest {
  account: string;
  content: RecordContent & { request: ToldRequest };
}

/**
 * Offers a request to these accounts at once, each once; their open tickets of the same task are offered no more. What
 * was not fetched yet is offered as it reads now.
 */
export async function publishRequest(
  tx: OpenTransaction,
  told: { requestId: number; taskId: number | null; offered: readonly OfferedRequest[]; clock: Clock },
): Promise<void> {
  const { requestId, taskId, offered } = told;
  if (offered.length === 0) return;
  const query = queriesOf(tx);
  await lockToPublish(query);
  const now = told.clock.now();
  const publishedAt = await publicationTimes(query, now);
  if (taskId !== null)
    await supersedeTickets(query, { taskId, kind: 'ticket', accounts: offered.map(({ account }) => account) });
  await query(
    `insert into delivery (account, kind, request_id, state, starts_at, published_at, payload, created_at)
     select n.account, 'ticket', $2, 'offered', n.starts_at, n.published_at, n.payload, $3
     from jsonb_to_recordset($1::jsonb) as n(account text, starts_at timestamptz, published_at timestamptz, payload jsonb)
     order by n.account
     on conflict (account, kind, request_id) do update set
       payload = excluded.payload, published_at = excluded.published_at, revision = delivery.revision + 1
       where delivery.state = 'offered' and delivery.fetched_at is null`,
    [
      JSON.stringify(
        offered.map(({ account, content }) => ({
          ...{ account, starts_at: content.startedAt, published_at: publishedAt(account, 'ticket'), payload: content },
        })),
      ),
      requestId,
      now,
    ],
  );
}

/** It was advertising, a trial or a mistake: what no system has yet, none is told. */
export async function withdrawRequest(tx: OpenTransaction, requestId: number): Promise<void> {
  await queriesOf(tx)(
    `update delivery set state = 'superseded', next_attempt_at = null
     where request_id = $1 and state in ('owed', 'offered', 'dead') and taken_by is null`,
    [requestId],
  );
}
