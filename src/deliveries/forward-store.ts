import type { InboundRequest } from '../contracts/request.ts';
import type { Sql } from '../platform/database/index.ts';
import { forwardedRequest, type ForwardedRequest } from './forward-request.ts';
import { queriesOf, type OpenTransaction } from './queries.ts';

/** How long a row is left to a worker before the sweeper offers it again; longer than any attempt takes. */
const LEASE_MS = 60_000;

export interface TakenForward {
  id: string;
  account: string;
  request: ForwardedRequest;
  /** Attempts made before this one. */
  attempts: number;
  owedAt: Date;
}

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

/** What is owed to former addresses: `delivery` rows of kind `forward`, each its own job state. */
export function forwardStore(sql: Sql) {
  const run = queriesOf(sql);
  const end = (now: Date) => new Date(now.getTime() + LEASE_MS);
  return {
    /** Ids that are due, oldest first, put aside for the length of a lease. Several processes may claim at once. */
    async claim(now: Date, limit: number): Promise<string[]> {
      const rows = await run<{ id: number }>(
        `update delivery set next_attempt_at = $2
         where id in (
           select id from delivery
           where state = 'owed' and kind = 'forward' and next_attempt_at <= $1
           order by next_attempt_at limit $3 for update skip locked)
         returning id`,
        [now, end(now), limit],
      );
      return rows.map(({ id }) => String(id));
    },

    async release(now: Date, ids: readonly string[]): Promise<void> {
      await run(`update delivery set next_attempt_at = $1 where id = any($2::bigint[]) and state = 'owed'`, [now, ids]);
    },

    /** The row for one attempt, its lease renewed; null when nothing is owed any more. */
    async take(now: Date, id: string): Promise<TakenForward | null> {
      const rows = await run<{ account: string; payload: ForwardedRequest; attempts: number; created_at: Date }>(
        `update delivery set next_attempt_at = $2 where id = $1 and kind = 'forward' and state = 'owed'
         returning account, payload, attempts, created_at`,
        [id, end(now)],
      );
      const row = rows[0];
      if (!row) return null;
      return { id, account: row.account, request: row.payload, attempts: row.attempts, owedAt: row.created_at };
    },

    /** The copy is not kept: it holds a person's number and nothing needs it any more. */
    async sent(id: string): Promise<void> {
      await run(
        `update delivery set state = 'sent', payload = null, attempts = attempts + 1, next_attempt_at = null,
           last_error = null
         where id = $1 and state = 'owed'`,
        [id],
      );
    },

    async retryAt(id: string, at: Date, error: string): Promise<void> {
      await run(
        `update delivery set attempts = attempts + 1, next_attempt_at = $2, last_error = $3
         where id = $1 and state = 'owed'`,
        [id, at, error],
      );
    },

    /** Without an attempt having been made. */
    async postpone(id: string, at: Date): Promise<void> {
      await run(`update delivery set next_attempt_at = $2 where id = $1 and state = 'owed'`, [id, at]);
    },

    /** Waits for a person; the copy stays. */
    async dead(id: string, error: string): Promise<void> {
      await run(
        `update delivery set state = 'dead', attempts = attempts + 1, next_attempt_at = null, last_error = $2
         where id = $1 and state = 'owed'`,
        [id, error],
      );
    },
  };
}
export type ForwardStore = ReturnType<typeof forwardStore>;
