import type { InboundRequest } from '../contracts/request.ts';
import { forwardedRequest } from './forward-request.ts';
import { queriesOf, type OpenTransaction } from './queries.ts';

/**
 * Owes a copy of the request to the account's former address. Called inside the transaction that makes the request
 * durable here, so that one is never without the other. One round trip; sends nothing.
 */
export async function oweForward(
  tx: OpenTransaction,
  owed: { account: { id: string; settings: unknown }; request: InboundRequest; at: Date },
): Promise<void> {
  const payload = JSON.stringify(forwardedRequest(owed.request, owed.account.settings));
  await queriesOf(tx)(
    `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
     values ($1, 'forward', 'owed', $2, $3, $3)`,
    [owed.account.id, payload, owed.at],
  );
}
