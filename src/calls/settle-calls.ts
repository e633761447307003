import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { callFrame, callerOf, decidePops, type LoadedPop } from '../pops/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import { identifyAgain } from './identify-again.ts';
import type { FoldedCall } from './fold-call.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';

export type SettledRow = CallRecordRow & { fold: FoldedCall };

export interface SettleOptions {
  pool: Pool;
  configuration(): Configuration;
  clock: Clock;
  /** Writes what is owed for these calls inside the same transaction. */
  publish(client: PoolClient, calls: readonly SettledRow[]): Promise<void>;
  onCommitted(pops: LoadedPop[]): void;
}

const GROUP = 200;

/**
 * Settles the calls whose time has come and owes what they make. Several processes may do it at once: each takes calls
 * that no other holds. Answers how many were settled.
 */
export async function settleDueCalls(options: SettleOptions): Promise<number> {
  return inTransaction(options.pool, async (client) => {
    const now = options.clock.now();
    const { rows } = await client.query<SettledRow>(
      `select * from call
       where settled_at is null and merged_into is null and settle_due_at <= $1
       order by id limit ${GROUP} for update skip locked`,
      [now],
    );
    if (rows.length === 0) return 0;
    await recogniseBursts(client, rows, options.configuration());
    await options.publish(client, rows);
    await client.query('update call set settled_at = $1 where id = any($2)', [now, rows.map((row) => row.id)]);
    return rows.length;
  });
}

/**
 * A robot's burst is known only when its last ring has come, so the calls of it that were not yet settled are looked at
 * once more: none of them is a request to call back.
 */
async function recogniseBursts(client: PoolClient, rows: SettledRow[], configuration: Configuration): Promise<void> {
  const { spamShorterThanSeconds, spamCalls, spamWithinSeconds } = configuration.calls;
  const short = rows.filter(
    (row) =>
      row.result === 'missed' &&
      row.external !== null &&
      row.class !== 'spam' &&
      row.ended_at !== null &&
      new Date(row.ended_at).getTime() - new Date(row.started_at).getTime() < spamShorterThanSeconds * 1000,
  );
  if (short.length === 0) return;
  const { rows: suspects } = await client.query<{ id: number }>(
    `select d.id from call d
     where d.id = any($1) and (
       select count(*) from call c
       where c.external = d.external and c.direction = 'in' and c.merged_into is null
         and c.started_at between d.started_at - $2 * interval '1 second' and d.started_at + $2 * interval '1 second') >= $3`,
    [short.map((row) => row.id), spamWithinSeconds, spamCalls],
  );
  for (const { id } of suspects) {
    const row = short.find((one) => one.id === id);
    if (row === undefined) continue;
    const { caller, evidence } = await identifyAgain(client, row, configuration);
    if (caller.class !== 'spam') continue;
    Object.assign(row, { caller, kind: caller.kind, class: caller.class });
    await client.query(
      'update call set caller = $2, evidence = $3, kind = $4, class = $5, version = version + 1 where id = $1',
      [id, JSON.stringify(caller), JSON.stringify(evidence), caller.kind, caller.class],
    );
  }
}

/** A call that nobody told us the end of. */
export interface CallWithoutEnd {
  id: number;
  account: string;
  providerCallIds: readonly string[];
  startedAt: Date;
}

export interface ExpireOptions extends Omit<SettleOptions, 'publish'> {
  /** Asks the provider what became of the calls; answers those that are not to be closed yet. */
  askProvider?(calls: readonly CallWithoutEnd[]): Promise<ReadonlySet<number>>;
}

/** Closes calls whose end never came and that the provider cannot tell the end of. Answers how many. */
export async function expireCalls(options: ExpireOptions): Promise<number> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const before = new Date(now.getTime() - configuration.calls.expireAfterMinutes * 60_000);
  const closable = await withoutEnd(options, before);
  const { count, shown } = await inTransaction(options.pool, async (client) => {
    const closedPops: LoadedPop[] = [];
    const { rows } = await client.query<SettledRow>(
      `select * from call
       where ended_at is null and merged_into is null and learnt_at <= $1 and started_at <= $1 and ($2::bigint[] is null or id = any($2))
       order by id limit ${GROUP} for update skip locked`,
      [before, closable],
    );
    for (const row of rows) {
      const result = row.result ?? (row.direction === 'out' ? 'unanswered' : 'missed');
      const closed = { ...row, state: 'ended', result, version: row.version + 1 };
      const decision = decidePops({
        shown: row.pops,
        state: 'ended',
        branch: row.branch,
        seats: new Map(),
        answeredBySomebody: row.answered_at !== null,
        expired: true,
        merged: false,
        quiet: false,
        changed: false,
      });
      const { rows: written } = await client.query<{ cursors: number[] }>('select intake_write($1::jsonb) as cursors', [
        JSON.stringify({
          calls: [],
          merged: [{ id: row.id, pops: decision.shown, version: closed.version }],
          pops: decision.pops.map((pop) => ({ ...pop, callId: row.id, version: closed.version, at: now })),
        }),
      ]);
      await client.query(
        `update call set state = 'ended', expired = true, ended_at = $1, settle_due_at = $1,
           result = case when direction = 'internal' then result else $2 end,
           missed_reason = case when $2 = 'missed' then coalesce(missed_reason, 'no-answer') end
         where id = $3`,
        [now, result, row.id],
      );
      for (const [index, pop] of decision.pops.entries())
        closedPops.push({
          ...pop,
          cursor: written[0]?.cursors[index] ?? 0,
          callId: row.id,
          version: closed.version,
          at: now,
          call: callFrame(closed),
          caller: callerOf(row),
        });
    }
    return { count: rows.length, shown: closedPops };
  });
  options.onCommitted(shown);
  return count;
}

/** The ids to close, null for all; the provider is asked outside any transaction, for it may take its time. */
async function withoutEnd({ pool, askProvider }: ExpireOptions, before: Date): Promise<number[] | null> {
  if (askProvider === undefined) return null;
  const { rows } = await pool.query<{ id: number; account: string; started_at: Date; ids: string[] }>(
    `select c.id, c.account, c.started_at, array_agg(p.provider_call_id) as ids
     from call c join provider_call p on p.call_id = c.id
     where c.ended_at is null and c.merged_into is null and c.learnt_at <= $1 and c.started_at <= $1
     group by c.id order by c.id limit ${GROUP}`,
    [before],
  );
  const calls = rows.map(({ id, account, started_at: startedAt, ids }) => ({
    id,
    account,
    startedAt,
    providerCallIds: ids,
  }));
  if (calls.length === 0) return [];
  const later = await askProvider(calls);
  return calls.flatMap(({ id }) => (later.has(id) ? [] : [id]));
}
