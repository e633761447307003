import { createHash } from 'node:crypto';
import type { Pool } from '../platform/database/index.ts';
import type { DeliveryKind } from './delivery-kind.ts';

/** An account that is sent nothing more, because its target said so. */
export interface StoppedSending {
  account: string;
  at: Date;
  reason: string;
}

/** The address itself may hold a secret. */
export function targetHash(target: string | undefined): string | null {
  return target === undefined ? null : createHash('sha256').update(target).digest('hex');
}

export async function readStopped(pool: Pick<Pool, 'query'>): Promise<StoppedSending[]> {
  const { rows } = await pool.query<{ account: string; stopped_at: Date; stopped_reason: string | null }>(
    `select account, min(stopped_at) as stopped_at, max(stopped_reason) as stopped_reason
     from sending_pace where stopped_at is not null group by account order by account`,
  );
  return rows.map((row) => ({ account: row.account, at: row.stopped_at, reason: row.stopped_reason ?? '' }));
}

/** Sending to the account goes on, at once. Answers whether it was stopped. */
export async function resumeSending(
  pool: Pick<Pool, 'query'>,
  { account, lane, at }: { account: string; lane: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with resumed as (
       update sending_pace set stopped_at = null, stopped_reason = null, stopped_target = null, failures = 0,
         open_until = null, probe_until = null
       where account = $1 and lane = $2 and stopped_at is not null returning account),
     due as (
       update delivery d set next_attempt_at = least(d.next_attempt_at, $3), owed_since = $3
       from resumed where d.account = resumed.account and d.state = 'owed' and d.taken_by is null)
     select from resumed`,
    [account, lane, at],
  );
  return (rowCount ?? 0) > 0;
}

/** Sending that was stopped goes on where the configuration names another address now. Answers the accounts. */
export async function resumeElsewhere(
  pool: Pick<Pool, 'query'>,
  kinds: readonly DeliveryKind[],
  at: Date,
): Promise<string[]> {
  const { rows } = await pool.query<{ account: string; lane: string; stopped_target: string | null }>(
    'select account, lane, stopped_target from sending_pace where stopped_at is not null',
  );
  const resumed: string[] = [];
  for (const { account, lane, stopped_target } of rows) {
    const target = kinds.find((kind) => kind.lane === lane)?.target?.(account);
    if (target === undefined || targetHash(target) === stopped_target) continue;
    if (await resumeSending(pool, { account, lane, at })) resumed.push(account);
  }
  return resumed;
}
