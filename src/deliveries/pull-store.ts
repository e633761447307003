import type { CallWindow, TicketRecord } from '../contracts/mis.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { RecordKind } from './plan-records.ts';
import { lockToPoll } from './publication-lock.ts';
import { endOf, publicationTimes } from './publication-time.ts';
import { queriesOf, type Queries } from './queries.ts';
import type { RecordContent } from './record-content.ts';
import { releaseTickets } from './release-tickets.ts';

const snapshotMinutes = 30;

export interface Polled extends CallWindow {
  account: string;
  kind: RecordKind;
  /** Of tickets; left out: all. */
  of?: { missedCalls: boolean; requests: boolean };
}

/**
 * One page of what is published in a window. The first page takes the snapshot that the others are cut from, so what
 * arrives or changes between pages neither shifts nor repeats a row, and only the last page is short.
 */
export async function pollRecords(sql: Sql, clock: Clock, polled: Polled): Promise<TicketRecord[]> {
  const query = queriesOf(sql);
  if (polled.offset === 0 || !(await hasSnapshot(query, polled, clock.now()))) await takeSnapshot(sql, clock, polled);
  const rows = await readPage(query, polled);
  await markFetched(
    query,
    rows.map(({ id }) => id),
    clock.now(),
  );
  return rows.map(toRecord);
}

async function hasSnapshot(query: Queries, { account, kind, from, to }: Polled, now: Date): Promise<boolean> {
  const found = await query(
    'select 1 from pull_snapshot where account = $1 and kind = $2 and window_from = $3 and window_to = $4 and taken_at > $5',
    [account, kind, from, to, snapshotsAfter(now)],
  );
  return found.length > 0;
}

async function takeSnapshot(sql: Sql, clock: Clock, polled: Polled): Promise<void> {
  const { account, kind, from, to, of = { missedCalls: true, requests: true } } = polled;
  await sql.transaction().execute(async (transaction) => {
    const query = queriesOf(transaction);
    await lockToPoll(query);
    const now = clock.now();
    if (kind === 'ticket')
      await releaseTickets(query, account, now, (await publicationTimes(query, now))(account, kind));
    await query('delete from pull_snapshot where account = $1 and taken_at <= $2', [account, snapshotsAfter(now)]);
    // A window that reaches up to now has no upper end: what was published ahead of a fast clock is in it too.
    await query(
      `insert into pull_snapshot (account, kind, window_from, window_to, taken_at, delivery_ids)
       select $1, $2, $3, $4, $5, coalesce(array_agg(id order by published_at, id), '{}')
       from delivery
       where account = $1 and kind = $2 and state = 'offered' and published_at is not null
         and (starts_at between $3 and $4 or published_at between $3 and $6)
         and case when request_id is null then $7::boolean else $8::boolean end
       on conflict (account, kind, window_from, window_to)
         do update set taken_at = excluded.taken_at, delivery_ids = excluded.delivery_ids`,
      [account, kind, from, to, now, to >= now ? 'infinity' : endOf(to), of.missedCalls, of.requests],
    );
  });
}

interface RecordRow {
  id: number;
  revision: number;
  starts_at: Date;
  published_at: Date;
  payload: RecordContent & Pick<TicketRecord, 'request'>;
}

/** Whatever became of a row since the snapshot, it is served: a shorter page would mean that there is no more. */
async function readPage(query: Queries, { account, kind, from, to, limit, offset }: Polled): Promise<RecordRow[]> {
  return query<RecordRow>(
    `select d.id, d.revision, d.starts_at, d.published_at, d.payload
     from pull_snapshot s
     cross join lateral unnest(s.delivery_ids[$5 + 1 : $5 + $6]) with ordinality page (id, place)
     join delivery d on d.id = page.id
     where s.account = $1 and s.kind = $2 and s.window_from = $3 and s.window_to = $4
     order by page.place`,
    [account, kind, from, to, offset, limit],
  );
}

/** A row that is being changed right now is left: it is about to be published again, unfetched. */
async function markFetched(query: Queries, ids: number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await query(
    `update delivery set fetched_at = greatest($2::timestamptz, published_at)
     where id in (select id from delivery where id = any($1) and (fetched_at is null or fetched_at < published_at)
                  for no key update skip locked)`,
    [ids, now],
  );
}

function snapshotsAfter(now: Date): Date {
  return new Date(now.getTime() - snapshotMinutes * 60_000);
}

function toRecord(row: RecordRow): TicketRecord {
  return {
    ...row.payload,
    recordId: String(row.id),
    revision: row.revision,
    startedAt: row.starts_at,
    publishedAt: row.published_at,
  };
}
