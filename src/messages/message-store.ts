import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import type { MessageRow } from './message-row.ts';
import { nextStatusAt, type MessageState } from './message-state.ts';

/** Offered again sooner, its job could still be in the queue; the new one would be dropped as a repetition. */
const AGAIN_MS = 500;

/** How long a claimed row is left to the queue before it is offered again. */
const CLAIM_MS = 60_000;

/** The token of one attempt: only who holds it may tell its outcome. */
export interface TakenMessage {
  row: MessageRow;
  token: string;
}

/** Ids that are due, put aside for the length of a lease. */
export async function claimMessages(pool: Pool, now: Date, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: number }>(
    `update message set next_attempt_at = $2
     where id in (select id from message where state in ('planned', 'due') and next_attempt_at <= $1
       order by next_attempt_at, id limit $3 for update skip locked)
     returning id`,
    [now, new Date(now.getTime() + CLAIM_MS), limit],
  );
  return rows.map(({ id }) => String(id));
}

/** Claimed ids that the queue did not take are due at once. */
export async function releaseMessages(pool: Pool, now: Date, ids: readonly string[]): Promise<void> {
  await pool.query(
    `update message set next_attempt_at = $1 where id = any($2::bigint[]) and state in ('planned', 'due')`,
    [now, ids],
  );
}

/** Locked, or null when there is nothing to do. */
export async function lockDue(tx: PoolClient, id: string, now: Date): Promise<MessageRow | null> {
  const { rows } = await tx.query<MessageRow>(
    `select *, visit_day::text from message where id = $1 and state in ('planned', 'due') and due_at <= $2 for update`,
    [id, now],
  );
  return rows[0] ?? null;
}

/** It will not be sent. */
export async function closeMessage(
  tx: PoolClient,
  id: number,
  told: { state: 'refused' | 'cancelled' | 'expired' | 'failed'; reason: string; now: Date },
): Promise<void> {
  await tx.query(
    `update message set state = $2, reason = $3, final_at = $4, next_attempt_at = null, taken_by = null, taken_until = null
     where id = $1`,
    [id, told.state, told.reason, told.now],
  );
}

export async function postponeMessage(tx: PoolClient, id: number, at: Date, now: Date): Promise<void> {
  const again = new Date(Math.max(at.getTime(), now.getTime() + AGAIN_MS));
  await tx.query('update message set next_attempt_at = $2 where id = $1', [id, again]);
}

/** The attempt begins: committed before anything leaves, so that a crash leaves a doubt and never a second message. */
export async function beginAttempt(
  tx: PoolClient,
  id: number,
  told: {
    account: string;
    sender: string | null;
    text: string;
    language: string;
    parts: number;
    token: string;
    now: Date;
    until: Date;
  },
): Promise<void> {
  await tx.query(
    `update message set state = 'sending', account = $2, sender = $3, text = $4, language = $5, parts = $6, taken_by = $7,
       tried_at = $8, taken_until = $9, attempts = attempts + 1, next_attempt_at = null, reason = null
     where id = $1`,
    [id, told.account, told.sender, told.text, told.language, told.parts, told.token, told.now, told.until],
  );
}

/** Each answers false when the attempt had lost its row: it outlived its lease and was taken for a doubt. */
export async function accepted(
  pool: Pool,
  { row, token }: TakenMessage,
  told: { providerId: string | null; parts: number | null; cost: number | null; now: Date; asks: boolean },
): Promise<boolean> {
  // The truth of a worker that was too slow still ends its own doubt.
  const { rowCount } = await pool.query(
    `update message set state = 'sent', provider_id = $3, parts = coalesce($4, parts), cost = $5, sent_at = $6,
       next_status_at = $7, status_asked = 0, taken_by = null, taken_until = null, reason = null, final_at = null
     where id = $1 and taken_by = $2 and state in ('sending', 'unknown')`,
    [
      row.id,
      token,
      told.providerId,
      told.parts,
      told.cost,
      told.now,
      told.asks ? nextStatusAt(told.now, 0, false) : null,
    ],
  );
  return rowCount === 1;
}

/** It was certainly not taken: `account` is left out until the others had their turn. */
export async function tryLater(
  pool: Pool,
  { row, token }: TakenMessage,
  told: { at: Date; tried: readonly string[]; reason: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update message set state = 'due', next_attempt_at = $3, tried = $4, reason = $5, taken_by = null, taken_until = null
     where id = $1 and taken_by = $2 and state in ('sending', 'unknown')`,
    [row.id, token, told.at, told.tried, told.reason],
  );
  return rowCount === 1;
}

export async function failed(
  pool: Pool,
  { row, token }: TakenMessage,
  told: { reason: string; code: string | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update message set state = 'failed', reason = $3, code = $4, final_at = $5, next_attempt_at = null, next_status_at = null,
       taken_by = null, taken_until = null
     where id = $1 and taken_by = $2 and state in ('sending', 'unknown')`,
    [row.id, token, told.reason, told.code, told.now],
  );
  return rowCount === 1;
}

/** It may have been taken: it is asked for where the provider knows our ids, and never sent again. */
export async function doubted(
  pool: Pool,
  { row, token }: TakenMessage,
  told: { reason: string; now: Date; asks: boolean },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update message set state = 'unknown', reason = $3, next_status_at = $4, status_asked = 0,
       final_at = case when $4::timestamptz is null then $5::timestamptz end, taken_until = null
     where id = $1 and taken_by = $2 and state = 'sending'`,
    [row.id, token, told.reason, told.asks ? nextStatusAt(told.now, 0, true) : null, told.now],
  );
  return rowCount === 1;
}

/** Attempts whose worker died in the middle. `asking`: accounts that can be asked by our ids. */
export async function doubtAbandoned(pool: Pool, now: Date, asking: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(
    `update message set state = 'unknown', reason = 'the process ended in the middle of an attempt', status_asked = 0,
       next_status_at = case when account = any($2) then $1::timestamptz end,
       final_at = case when account = any($2) then null else $1::timestamptz end, taken_until = null
     where state = 'sending' and taken_until < $1`,
    [now, asking],
  );
  return rowCount ?? 0;
}

/** What is waited for no longer: nothing is asked any more, and the state stays as it is last known. */
export interface AskedMessage {
  id: number;
  provider_id: string | null;
  phone: string | null;
  tried_at: Date;
  state: MessageState;
  status_asked: number;
}

/** Messages whose provider is to be asked now, put aside until the next time; the last time ends the waiting. */
export async function claimStatuses(
  pool: Pool,
  account: string,
  now: Date,
  options: { limit: number; byOurId: boolean },
): Promise<AskedMessage[]> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<AskedMessage>(
      `select id, provider_id, phone, tried_at, state, status_asked from message
       where account = $1 and next_status_at <= $2 and ($4 or provider_id is not null)
       order by next_status_at limit $3 for update skip locked`,
      [account, now, options.limit, options.byOurId],
    );
    if (rows.length === 0) return [];
    const next = rows.map(({ status_asked, state }) => nextStatusAt(now, status_asked + 1, state === 'unknown'));
    await tx.query(
      `update message m set status_asked = status_asked + 1, next_status_at = n.at,
         final_at = case when n.at is null then $3::timestamptz else m.final_at end
       from unnest($1::bigint[], $2::timestamptz[]) n(id, at) where m.id = n.id`,
      [rows.map(({ id }) => id), next, now],
    );
    return rows;
  });
}
