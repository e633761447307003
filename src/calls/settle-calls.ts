import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import { identifyAgain } from './identify-again.ts';
import type { FoldedCall } from './fold-call.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';

export type SettledRow = CallRecordRow & {
  fold: FoldedCall;
  outcome: string | null;
  outcome_reason: string | null;
  outcome_at: Date | null;
  note: string | null;
  note_at: Date | null;
};

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
