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

/** Those of them with which there is something to do, locked in the order of their ids. */
export async function lockDue(tx: PoolClient, ids: readonly string[], now: Date): Promise<MessageRow[]> {
  const { rows } = await tx.query<MessageRow>(
    `select *, visit_day::text from message
     where id = any($1::bigint[]) and state in ('planned', 'due') and due_at <= $2 order by id for update`,
    [ids, now],
  );
  return rows;
}

/** They will not be sent. */
export async function closeMessages(
  tx: PoolClient,
  closed: readonly { id: number; state: 'refused' | 'cancelled' | 'expired' | 'failed'; reason: string }[],
  now: Date,
): Promise<void> {
  if (closed.length === 0) return;
  await tx.query(
    `update message m set state = told.state, reason = told.reason, final_at = $2, next_attempt_at = null,
       taken_by = null, taken_until = null
     from jsonb_to_recordset($1::jsonb) told(id bigint, state text, reason text) where m.id = told.id`,
    [JSON.stringify(closed), now],
  );
}

export async function postponeMessages(
  tx: PoolClient,
  later: readonly { id: number; at: Date }[],
  now: Date,
): Promise<void> {
  if (later.length === 0) return;
  await tx.query(
    `update message m set next_attempt_at = told.at
     from unnest($1::bigint[], $2::timestamptz[]) told(id, at) where m.id = told.id`,
    [later.map(({ id }) => id), later.map(({ at }) => new Date(Math.max(at.getTime(), now.getTime() + AGAIN_MS)))],
  );
}

/** Every account had its turn: the next round begins with the first. */
export async function tryAllAgain(tx: PoolClient, ids: readonly number[]): Promise<void> {
  await tx.query(`update message set tried = '{}' where id = any($1::bigint[])`, [ids]);
}

/** Attempts begin, with the account, sender and text that their rows hold. */
export async function beginAttempts(
  tx: PoolClient,
  begun: readonly { row: MessageRow; token: string; until: Date }[],
  now: Date,
): Promise<void> {
  if (begun.length === 0) return;
  const told = begun.map(({ row: { id, account, sender, text, language, parts }, token, until }) => ({
    ...{ id, account, sender, text, language, parts, token, until },
  }));
  await tx.query(
    `update message m set state = 'sending', account = told.account, sender = told.sender, text = told.text,
       language = told.language, parts = told.parts, taken_by = told.token, tried_at = $2, taken_until = told.until,
       attempts = m.attempts + 1, next_attempt_at = null, reason = null
     from jsonb_to_recordset($1::jsonb) told(id bigint, account text, sender text, text text, language text, parts integer,
       token uuid, until timestamptz)
     where m.id = told.id`,
    [JSON.stringify(told), now],
  );
}

/** What a provider answered that took a message. */
export interface AcceptedMessage extends TakenMessage {
  providerId: string | null;
  parts: number | null;
  cost: number | null;
  now: Date;
  /** The provider can be asked what became of it. */
  asks: boolean;
}

/**
 * Answers for each whether it was still its attempt's: false when the attempt outlived its lease and was taken for a
 * doubt. The same of `tryLater`, `failed` and `doubted`.
 */
export async function accepted(pool: Pool, all: readonly AcceptedMessage[]): Promise<boolean[]> {
  const told = all.map(({ row, token, providerId, parts, cost, now, asks }) => ({
    ...{ id: row.id, token, provider_id: providerId, parts, cost, at: now },
    status_at: asks ? nextStatusAt(now, 0, false) : null,
  }));
  // The truth of a worker that was too slow still ends its own doubt.
  const { rows } = await pool.query<{ id: number }>(
    `update message m set state = 'sent', provider_id = told.provider_id, parts = coalesce(told.parts, m.parts),
       cost = told.cost, sent_at = told.at, next_status_at = told.status_at, status_asked = 0, taken_by = null,
       taken_until = null, reason = null, final_at = null
     from jsonb_to_recordset($1::jsonb) told(id bigint, token uuid, provider_id text, parts integer, cost numeric,
       at timestamptz, status_at timestamptz)
     where m.id = told.id and m.taken_by = told.token and m.state in ('sending', 'unknown') returning m.id`,
    [JSON.stringify(told)],
  );
  const kept = new Set(rows.map(({ id }) => id));
  return all.map(({ row }) => kept.has(row.id));
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
