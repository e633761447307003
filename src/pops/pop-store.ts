import { callFrame, callerOf, type CallRow } from './call-frame.ts';
import type { CallFrame, CloseReason, Pop, PopType } from './protocol.ts';
import type { Caller } from '../contracts/caller.ts';
import type { Pool } from '../platform/database/index.ts';

/** A pop with the current state of its call. */
export interface LoadedPop extends Pop {
  /** When the oldest webhook of its group had come, for the pop of this process; for the latency metric. */
  receivedAt?: Date;
  call: CallFrame;
  caller: Caller;
}

interface Row extends CallRow {
  feed: string;
  cursor: number;
  call_id: number;
  version: number;
  current_version: number;
  type: PopType;
  reason: CloseReason | null;
  at: Date;
}

const CALL_COLUMNS = `c.direction, c.line, c.branch, c.external, c.state, c.started_at, c.answered_at, c.answered_extension,
  c.answered_seat, c.class, c.caller, c.version as current_version`;

/** At most this many rows are read for one feed at a time. */
export const READ_LIMIT = 1000;

/** Rows past each feed's position with the state of their calls in the same snapshot, in order of cursor. */
export async function readPops(pool: Pool, positions: ReadonlyMap<string, number>): Promise<LoadedPop[]> {
  const { rows } = await pool.query<Row>({
    name: 'read-pops',
    text: `select p.feed, p.cursor, p.call_id, p.version, p.type, p.reason, p.at, ${CALL_COLUMNS}
           from unnest($1::text[], $2::bigint[]) as f(feed, position)
           cross join lateral (
             select * from pop where pop.feed = f.feed and pop.cursor > f.position order by pop.cursor limit ${READ_LIMIT}
           ) p
           join call c on c.id = p.call_id
           order by p.feed, p.cursor`,
    values: [[...positions.keys()], [...positions.values()]],
  });
  return rows.map((row) => ({
    feed: row.feed,
    cursor: row.cursor,
    callId: row.call_id,
    version: Math.max(row.version, row.current_version),
    type: row.type,
    reason: row.reason,
    at: row.at,
    call: callFrame(row),
    caller: callerOf(row),
  }));
}

/** The last cursor of each feed; a feed that never showed anything stands at 0. */
export async function readHeads(pool: Pool, feeds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ feed: string; cursor: number }>(
    'select feed, cursor from feed_counter where feed = any($1)',
    [feeds],
  );
  const heads = new Map(feeds.map((feed) => [feed, 0]));
  for (const row of rows) heads.set(row.feed, row.cursor);
  return heads;
}

/** The first cursor that is still kept for each feed that has any. */
export async function readOldest(pool: Pool, feeds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ feed: string; cursor: number }>(
    `select f.feed, (select p.cursor from pop p where p.feed = f.feed order by p.cursor limit 1) as cursor
     from unnest($1::text[]) as f(feed)`,
    [feeds],
  );
  return new Map(rows.filter((row) => row.cursor !== null).map((row) => [row.feed, row.cursor]));
}

export interface LiveCall {
  callId: number;
  version: number;
  /** What the feed is shown of it. */
  shown: 'ringing' | 'answered';
  at: Date;
  call: CallFrame;
  caller: Caller;
}

/** All live calls that any of the feeds is shown. */
export async function readLiveCalls(pool: Pool, feeds: readonly string[]): Promise<LiveCall[]> {
  const { rows } = await pool.query<Row & { id: number; pops: Record<string, string> }>(
    `select c.id, c.pops, ${CALL_COLUMNS} from call c
     where c.ended_at is null and c.merged_into is null and not c.expired and c.pops ?| $1
     order by c.started_at, c.id`,
    [feeds],
  );
  return rows.flatMap((row) => {
    const shown = feeds.map((feed) => row.pops[feed]).find((value) => value === 'ringing' || value === 'answered');
    if (shown !== 'ringing' && shown !== 'answered') return [];
    const frame = callFrame(row);
    return [
      {
        callId: row.id,
        version: row.current_version,
        shown,
        at: new Date(shown === 'answered' ? (frame.answeredAt ?? frame.startedAt) : frame.startedAt),
        call: frame,
        caller: callerOf(row),
      },
    ];
  });
}

/** Rows older than the replay window go in small batches, so that no lock is held for long. */
export async function prunePops(pool: Pool, before: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from pop where (feed, cursor) in (select feed, cursor from pop where at < $1 order by at limit 5000)`,
      [before],
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < 5000) return removed;
  }
}
