import { callFrame, callerOf, decidePops, type LoadedPop } from '../pops/index.ts';
import { inTransaction } from '../platform/database/index.ts';
import type { FoldedCall } from './fold-call.ts';
import type { SettledRow, SettleOptions } from './settle-calls.ts';

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

const GROUP = 200;

/**
 * Calls that should have ended: $1 is when the oldest began that may go on; $2 is since when nothing was told of a call
 * whose telephones are all put down. One that waits in a queue, and that nobody talked to, may wait on.
 */
const OVERDUE = `c.ended_at is null and c.merged_into is null and (
  (c.learnt_at <= $1 and c.started_at <= $1)
  or (c.learnt_at <= $2 and c.started_at <= $2 and (c.answered_at is not null or c.state <> 'queued')
    and jsonb_array_length(c.fold -> 'legs') > 0
    and not exists (select from jsonb_array_elements(c.fold -> 'legs') l where l ->> 'state' <> 'ended')
    and not exists (select from call_event e where e.call_id = c.id and e.received_at > $2)))`;

/** Closes calls whose end never came and that the provider cannot tell the end of. Answers how many. */
export async function expireCalls(options: ExpireOptions): Promise<number> {
  const { expireAfterMinutes, quietAfterMinutes } = options.configuration().calls;
  const now = options.clock.now();
  const before = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const limits = [before(expireAfterMinutes), before(quietAfterMinutes)];
  const closable = await withoutEnd(options, limits);
  const { count, shown } = await inTransaction(options.pool, async (client) => {
    const closedPops: LoadedPop[] = [];
    const { rows } = await client.query<SettledRow>(
      `select * from call c where ${OVERDUE} and ($3::bigint[] is null or c.id = any($3))
       order by c.id limit ${GROUP} for update of c skip locked`,
      [...limits, closable],
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
        `update call set state = 'ended', expired = true, ended_at = $4, settle_due_at = $1,
           result = case when direction = 'internal' then result else $2 end,
           missed_reason = case when $2 = 'missed' then coalesce(missed_reason, 'no-answer') end
         where id = $3`,
        [now, result, row.id, lastPutDown(row.fold, now)],
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

/** When the last telephone was put down; now, where one was not. */
function lastPutDown({ legs }: FoldedCall, now: Date): Date {
  if (legs.some(({ state }) => state !== 'ended')) return now;
  const ends = legs.flatMap(({ endedAt }) => (endedAt === null ? [] : [new Date(endedAt.at).getTime()]));
  return ends.length === 0 ? now : new Date(Math.min(now.getTime(), Math.max(...ends)));
}

/** The ids to close, null for all; the provider is asked outside any transaction, for it may take its time. */
async function withoutEnd({ pool, askProvider }: ExpireOptions, limits: readonly Date[]): Promise<number[] | null> {
  if (askProvider === undefined) return null;
  const { rows } = await pool.query<{ id: number; account: string; started_at: Date; ids: string[] }>(
    `select c.id, c.account, c.started_at, array_agg(p.provider_call_id) as ids
     from call c join provider_call p on p.call_id = c.id
     where ${OVERDUE}
     group by c.id order by c.id limit ${GROUP}`,
    [...limits],
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
