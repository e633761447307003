import type pg from 'pg';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import { callFrame, callerOf, decidePops, type LoadedPop } from '../pops/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import type { FoldedCall } from './fold-call.ts';

export type SettledRow = CallRecordRow & { fold: FoldedCall };

export interface SettleOptions {
  pool: pg.Pool;
  configuration(): Configuration;
  clock: Clock;
  /** Writes what is owed for these calls inside the same transaction. */
  publish(client: pg.PoolClient, calls: readonly SettledRow[]): Promise<void>;
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
    await options.publish(client, rows);
    await client.query('update call set settled_at = $1 where id = any($2)', [now, rows.map((row) => row.id)]);
    return rows.length;
  });
}

/** Closes calls whose end never came. Answers how many. */
export async function expireCalls(options: SettleOptions): Promise<number> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const before = new Date(now.getTime() - configuration.calls.expireAfterMinutes * 60_000);
  const shown: LoadedPop[] = [];
  const count = await inTransaction(options.pool, async (client) => {
    const { rows } = await client.query<SettledRow>(
      `select * from call
       where ended_at is null and merged_into is null and learnt_at <= $1 and started_at <= $1
       order by id limit ${GROUP} for update skip locked`,
      [before],
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
      const { rows: written } = await client.query<{ cursors: number[] }>(
        'select intake_write($1::jsonb) as cursors',
        [
          JSON.stringify({
            calls: [],
            merged: [{ id: row.id, pops: decision.shown, version: closed.version }],
            pops: decision.pops.map((pop) => ({ ...pop, callId: row.id, version: closed.version, at: now })),
          }),
        ],
      );
      await client.query(
        `update call set state = 'ended', expired = true, ended_at = $1, settle_due_at = $1,
           result = case when direction = 'internal' then result else $2 end,
           missed_reason = case when $2 = 'missed' then coalesce(missed_reason, 'no-answer') end
         where id = $3`,
        [now, result, row.id],
      );
      for (const [index, pop] of decision.pops.entries())
        shown.push({
          ...pop,
          cursor: written[0]?.cursors[index] ?? 0,
          callId: row.id,
          version: closed.version,
          at: now,
          call: callFrame(closed),
          caller: callerOf(row),
        });
    }
    return rows.length;
  });
  options.onCommitted(shown);
  return count;
}

export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
