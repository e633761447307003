import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import type { DeliveryKind, TakenDelivery } from './delivery-kind.ts';
import { targetHash } from './stopped-sending.ts';
import { retryDelays } from './retry-schedule.ts';
import { admit, afterFailure, afterSuccess, allowance, endsOutage, freshPace, type Pace } from './sending-pace.ts';

/** How long a claimed row is left to the queue before it is offered again. */
const CLAIM_MS = 60_000;
/** Between the end of an attempt and the moment when its worker counts as dead. */
const GRACE_MS = 15_000;
/** Offered again sooner, its job could still be in the queue; the new one would be dropped as a repetition. */
const AGAIN_MS = 500;
/** What has failed more often than this keeps its delay: it may be the delivery that does not work. */
const MOST_HURRIED = 8;

export type DeadReason = 'permanent' | 'ambiguous' | 'gave-up';

/** The token of one attempt: only who holds it may tell its outcome. */
export interface Attempt {
  delivery: TakenDelivery;
  token: string;
}

export interface OwedRow {
  id: number;
  account: string;
  kind: string;
  call_id: number | null;
  request_id: number | null;
  revision: number;
  payload: unknown;
  attempts: number;
  created_at: Date;
  owed_since: Date | null;
  sent_revision: number | null;
  taken_by: string | null;
  taken_until: Date | null;
  in_doubt: boolean;
  now_first: boolean;
}

interface PaceRow {
  failures: number;
  open_until: Date | null;
  probe_until: Date | null;
  tokens: number | null;
  tokens_at: Date | null;
  stopped_at: Date | null;
}

/** `delivery` rows in state `owed`: each is its own job state; several processes work on them at once. */
export function sendingStore(pool: Pool, kinds: ReadonlyMap<string, DeliveryKind>) {
  /** Ids that are due, put aside for the length of a lease; no more of an account than it would take now. */
  async function claim(now: Date, limit: number): Promise<string[]> {
    const { rows: pairs } = await pool.query<{ account: string; kind: string } & PaceRow>(pairsSql, [
      [...kinds.keys()],
      [...kinds.values()].map(({ lane }) => lane),
    ]);
    const wanted = pairs.map((pair) => {
      const rate = kinds.get(pair.kind)?.rate?.(pair.account) ?? null;
      return { ...pair, limit: Math.min(limit, allowance(paceOf(pair), { rate, now, none: limit })) };
    });
    const open = wanted.filter((pair) => pair.limit > 0);
    if (open.length === 0) return [];
    const { rows } = await pool.query<{ id: number }>(claimSql, [
      open.map(({ account }) => account),
      open.map(({ kind }) => kind),
      open.map((pair) => pair.limit),
      now,
      new Date(now.getTime() + CLAIM_MS),
      limit,
    ]);
    return rows.map(({ id }) => String(id));
  }

  /** Claimed ids that the queue did not take are due at once. */
  async function release(now: Date, ids: readonly string[]): Promise<void> {
    await pool.query(
      `update delivery set next_attempt_at = $1 where id = any($2::bigint[]) and state = 'owed' and taken_by is null`,
      [now, ids],
    );
  }

  /**
   * The row for one attempt; null when nothing is to be done now: it is owed no more, another worker has it, an earlier
   * delivery of its call must go first, or its account is left alone for a while.
   */
  async function take(now: Date, id: string, token: string): Promise<Attempt | null> {
    return inTransaction(pool, async (client) => {
      const { rows } = await client.query<OwedRow>(lockSql, [id]);
      const row = rows[0];
      const kind = row === undefined ? undefined : kinds.get(row.kind);
      if (row === undefined || kind === undefined) return null;
      if (row.taken_until !== null && row.taken_until > now) return null;
      // Its worker died in the middle: what it sent may have arrived.
      const inDoubt = row.in_doubt || row.taken_by !== null;
      const until = row.now_first ? await admitOne(client, row.account, kind, now) : now;
      if (until !== null) {
        await client.query(
          `update delivery set next_attempt_at = $2, in_doubt = $3, taken_by = null, taken_until = null where id = $1`,
          [id, new Date(Math.max(until.getTime(), now.getTime() + AGAIN_MS)), inDoubt],
        );
        return null;
      }
      const end = new Date(now.getTime() + kind.attemptMs + GRACE_MS);
      await client.query(
        `update delivery set next_attempt_at = $2, taken_until = $2, taken_by = $3, in_doubt = $4, last_attempt_at = $5
         where id = $1`,
        [id, end, token, inDoubt, now],
      );
      const { account, call_id: callId, request_id: requestId, revision, payload, attempts } = row;
      const owedSince = row.owed_since ?? row.created_at;
      return {
        token,
        delivery: {
          ...{ id, account, kind: row.kind, callId, requestId, revision, payload, attempts, owedSince, inDoubt },
          sentRevision: row.sent_revision,
        },
      };
    });
  }

  /** Null: it may begin; else when to come again. */
  async function admitOne(client: PoolClient, account: string, kind: DeliveryKind, now: Date): Promise<Date | null> {
    const rate = kind.rate?.(account) ?? null;
    const known = await readPace(client, account, kind.lane, false);
    // Nobody waits for anybody where there is nothing to share.
    if (rate === null && known.openUntil === null && known.stopped !== true) return null;
    const pace = await readPace(client, account, kind.lane, true);
    const answer = admit(pace, { rate, now, probeMs: kind.attemptMs + GRACE_MS });
    if (!answer.admitted) return answer.until;
    await writePace(client, account, kind.lane, answer.pace);
    return null;
  }

  /** What became of the account; the breaker follows it. */
  async function tellPace(
    { account, kind }: TakenDelivery,
    outcome: { now: Date } & ({ worked: true } | { worked: false; retryAfterSeconds: number | null }),
  ): Promise<void> {
    const lane = kinds.get(kind)?.lane ?? kind;
    if (outcome.worked) {
      const clean = await readPace(pool, account, lane, false);
      if (clean.failures === 0 && clean.openUntil === null) return;
    }
    const ended = await inTransaction(pool, async (client) => {
      const pace = await readPace(client, account, lane, true);
      const next = outcome.worked ? afterSuccess(pace) : afterFailure(pace, outcome.now, outcome.retryAfterSeconds);
      await writePace(client, account, lane, next);
      return outcome.worked && endsOutage(pace);
    });
    // Outside of that transaction: who takes a delivery locks its row first and the pace afterwards.
    if (ended) await hurry(account, lane, outcome.now);
  }

  /** After an outage nothing waits for the long delays that the outage brought it to. */
  async function hurry(account: string, lane: string, now: Date): Promise<void> {
    const ofLane = [...kinds.values()].filter((kind) => kind.lane === lane);
    await pool.query(hurrySql, [
      ...[account, ofLane.map(({ kind }) => kind), now, retryDelays, MOST_HURRIED],
      Math.max(...ofLane.map(({ attemptMs }) => attemptMs)) + GRACE_MS,
    ]);
  }

  /** Each answers false when the attempt had lost its row: it outlived its lease, or the call became part of another. */
  async function sent(attempt: Attempt, now: Date, forget: boolean, left: unknown = null): Promise<boolean> {
    // A revision that came meanwhile is still owed.
    const { rowCount } = await pool.query(
      `update delivery set attempts = case when revision = $3 then attempts + 1 else 0 end,
         state = case when revision = $3 then 'sent' else state end,
         payload = case when revision = $3 and $5 then $6::jsonb else payload end, sent_revision = $3,
         next_attempt_at = case when revision = $3 then null else $4::timestamptz end,
         taken_by = null, taken_until = null, in_doubt = false, last_error = null
       where id = $1 and taken_by = $2 and state = 'owed'`,
      [
        ...[attempt.delivery.id, attempt.token, attempt.delivery.revision, now, forget],
        left === null ? null : JSON.stringify(left),
      ],
    );
    return rowCount === 1;
  }

  async function retryAt(attempt: Attempt, at: Date, told: { error: string; inDoubt: boolean }): Promise<boolean> {
    const { rowCount } = await pool.query(
      `update delivery set attempts = attempts + 1, next_attempt_at = $3, last_error = $4, in_doubt = $5,
         taken_by = null, taken_until = null
       where id = $1 and taken_by = $2 and state = 'owed'`,
      [attempt.delivery.id, attempt.token, at, told.error, told.inDoubt],
    );
    return rowCount === 1;
  }

  /** Waits for a person; the payload stays. */
  async function dead(
    attempt: Attempt,
    now: Date,
    told: { reason: DeadReason; error: string; inDoubt: boolean; attempted: boolean },
  ): Promise<boolean> {
    const { rowCount } = await pool.query(
      `update delivery set state = 'dead', dead_reason = $3, died_at = $4, last_error = $5, in_doubt = $6,
         attempts = attempts + $7, next_attempt_at = null, taken_by = null, taken_until = null
       where id = $1 and taken_by = $2 and state = 'owed'`,
      [attempt.delivery.id, attempt.token, told.reason, now, told.error, told.inDoubt, told.attempted ? 1 : 0],
    );
    return rowCount === 1;
  }

  /** The target wants nothing more of the account. */
  async function stop({ account, kind }: TakenDelivery, now: Date, reason: string): Promise<void> {
    const told = kinds.get(kind);
    await pool.query(
      `insert into sending_pace (account, lane, stopped_at, stopped_reason, stopped_target) values ($1, $2, $3, $4, $5)
       on conflict (account, lane) do update set stopped_at = coalesce(sending_pace.stopped_at, excluded.stopped_at),
         stopped_reason = excluded.stopped_reason, stopped_target = excluded.stopped_target`,
      [account, told?.lane ?? kind, now, reason, targetHash(told?.target?.(account))],
    );
  }

  return { claim, release, take, tellPace, sent, retryAt, dead, stop };
}
export type SendingStore = ReturnType<typeof sendingStore>;

// A loose index scan: the few pairs of account and kind that owe something, without reading all that is owed.
const pairsSql = `
  with recursive pair as (
    (select account, kind from delivery where state = 'owed' order by account, kind limit 1)
    union all
    select next.account, next.kind from pair p cross join lateral (
      select account, kind from delivery
      where state = 'owed' and (account, kind) > (p.account, p.kind) order by account, kind limit 1) next
  )
  select pair.account, pair.kind, coalesce(s.failures, 0) as failures, s.open_until, s.probe_until, s.tokens, s.tokens_at, s.stopped_at
  from pair
  join unnest($1::text[], $2::text[]) k(kind, lane) on k.kind = pair.kind
  left join sending_pace s on s.account = pair.account and s.lane = k.lane`;

// In turns: a target that owes much must not keep the others waiting.
const claimSql = `
  update delivery set next_attempt_at = $5
  where id in (
    select id from (
      select due.id, row_number() over (partition by w.account, w.kind order by due.next_attempt_at, due.id) as place
      from unnest($1::text[], $2::text[], $3::int[]) w(account, kind, most)
      cross join lateral (
        select d.id, d.next_attempt_at from delivery d
        where d.state = 'owed' and d.account = w.account and d.kind = w.kind and d.next_attempt_at <= $4
          and not exists (
            select from delivery e
            where e.state = 'owed' and e.account = d.account and e.call_id = d.call_id and e.id < d.id)
        order by d.next_attempt_at, d.id limit w.most for update skip locked) due) placed
    order by place, id limit $6)
  returning id`;

// What waits for longer than its attempts alone would make it wait was told so by the target, and goes on waiting. In ten
// seconds rather than at one moment; who is about to be taken is left alone.
const hurrySql = `
  update delivery set next_attempt_at = $3::timestamptz + (1 + random() * 9) * interval '1 second'
  where id in (
    select id from delivery
    where state = 'owed' and account = $1 and kind = any($2::text[]) and taken_by is null
      and attempts between 1 and $5 and next_attempt_at > $3::timestamptz + interval '10 seconds'
      and next_attempt_at <= last_attempt_at
        + (($4::int[])[least(attempts, cardinality($4::int[]))] + $6::int) * interval '1 millisecond'
    for update skip locked)`;

const lockSql = `
  select d.*, not exists (
    select from delivery e
    where e.state = 'owed' and e.account = d.account and e.call_id = d.call_id and e.id < d.id) as now_first
  from delivery d where d.id = $1 and d.state = 'owed' for update of d`;

export async function readPace(
  client: Pick<Pool, 'query'> | PoolClient,
  account: string,
  lane: string,
  lock: boolean,
): Promise<Pace> {
  if (lock)
    await client.query('insert into sending_pace (account, lane) values ($1, $2) on conflict do nothing', [
      account,
      lane,
    ]);
  const { rows } = await client.query<PaceRow>(
    `select * from sending_pace where account = $1 and lane = $2${lock ? ' for update' : ''}`,
    [account, lane],
  );
  return rows[0] === undefined ? freshPace : paceOf(rows[0]);
}

export async function writePace(client: PoolClient, account: string, lane: string, pace: Pace): Promise<void> {
  await client.query(
    `update sending_pace set failures = $3, open_until = $4, probe_until = $5, tokens = $6, tokens_at = $7
     where account = $1 and lane = $2`,
    [account, lane, pace.failures, pace.openUntil, pace.probeUntil, pace.tokens, pace.tokensAt],
  );
}

function paceOf(row: PaceRow): Pace {
  return {
    failures: row.failures,
    openUntil: row.open_until,
    probeUntil: row.probe_until,
    tokens: row.tokens,
    tokensAt: row.tokens_at,
    stopped: row.stopped_at !== null,
  };
}
