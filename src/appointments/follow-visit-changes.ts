import type { Clock } from '../contracts/clock.ts';
import type { VisitChange, VisitChangeKind } from '../contracts/appointments.ts';
import { inTransaction, type Database, type PoolClient } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { visitOfLog } from './stored-visit.ts';

const EVERY_MS = 1000;
const AT_ONCE = 200;
const LONGEST_PAUSE_MS = 60_000;

export interface FollowVisitChanges {
  database: Pick<Database, 'pool'>;
  /** Its position is kept under this name. */
  name: string;
  /** What it writes through `tx` is committed with the position, so that nothing is done twice. */
  handle(tx: PoolClient, changes: readonly VisitChange[]): Promise<void>;
  clock: Clock;
  log: Log;
  everyMs?: number;
  /** A reader that is new begins with what comes next instead of the first change ever. */
  fromNow?: boolean;
}

/**
 * Gives a reader every change of a visit, in the order of their commits, in one process at a time. A change that it
 * throws at stays, with all after it, and is tried again after a growing pause. Answers how to stop.
 */
export function followVisitChanges(options: FollowVisitChanges): () => Promise<void> {
  const { name, log } = options;
  let stopping = false;
  let pausedUntil = 0;
  const stop = repeat({
    everyMs: options.everyMs ?? EVERY_MS,
    firstMs: 0,
    what: `follow visits: ${name}`,
    log,
    async work() {
      // What is waited for is a pause of the process, not a moment of the clinic's clock.
      if (performance.now() < pausedUntil) return;
      while (!stopping) {
        const read = await readVisitChanges(options);
        if (read.failures > 0) pausedUntil = performance.now() + pauseAfter(read.failures);
        if (read.handled === 0 || read.failures > 0) return;
      }
    },
  });
  return async () => {
    stopping = true;
    await stop();
  };
}

function pauseAfter(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

/** One turn: at most 200 changes; after a failure one by one, so that the log names the one that fails. */
export async function readVisitChanges(
  options: Omit<FollowVisitChanges, 'everyMs'>,
): Promise<{ handled: number; failures: number }> {
  const { database, name, clock, log } = options;
  await database.pool.query(
    `insert into visit_change_reader (name, position, at)
     select $1, case when $3 then coalesce((select max(id) from visit_change), 0) else 0 end, $2
     where not exists (select from visit_change_reader where name = $1) on conflict do nothing`,
    [name, clock.now(), options.fromNow ?? false],
  );
  let first: VisitChange | undefined;
  try {
    return await inTransaction(database.pool, async (tx) => {
      const { rows } = await tx.query<{ position: number; failures: number }>(
        'select position, failures from visit_change_reader where name = $1 for update skip locked',
        [name],
      );
      const reader = rows[0];
      if (reader === undefined) return { handled: 0, failures: 0 };
      const changes = await changesAfter(tx, reader.position, reader.failures > 0 ? 1 : AT_ONCE);
      first = changes[0];
      const last = changes.at(-1);
      if (last === undefined) return { handled: 0, failures: 0 };
      await options.handle(tx, changes);
      await tx.query(
        `update visit_change_reader
         set position = $2, at = $3, failures = 0, failing_since = null, last_error = null where name = $1`,
        [name, last.id, clock.now()],
      );
      return { handled: changes.length, failures: 0 };
    });
  } catch (error) {
    const { rows } = await database.pool.query<{ failures: number }>(
      `update visit_change_reader
       set failures = failures + 1, failing_since = coalesce(failing_since, $2), last_error = $3
       where name = $1 returning failures`,
      [name, clock.now(), `from change ${first?.id ?? '?'}: ${(error as Error).name}`],
    );
    log.error(
      { err: error, reader: name, change: first?.id ?? null },
      'visits.reader-failed: this change and those after it wait',
    );
    return { handled: 0, failures: rows[0]?.failures ?? 1 };
  }
}

async function changesAfter(tx: PoolClient, position: number, limit: number): Promise<VisitChange[]> {
  const { rows } = await tx.query<ChangeRow>('select * from visit_change where id > $1 order by id limit $2', [
    position,
    limit,
  ]);
  return rows.map(changeOfRow);
}

interface ChangeRow {
  id: number;
  visit_id: number;
  source: string;
  external_id: string;
  at: Date;
  kinds: VisitChangeKind[];
  initial: boolean;
  before: unknown;
  after: unknown;
}

function changeOfRow(row: ChangeRow): VisitChange {
  return {
    id: row.id,
    visitId: row.visit_id,
    source: row.source,
    externalId: row.external_id,
    at: row.at,
    kinds: row.kinds,
    initial: row.initial,
    before: row.before === null ? null : visitOfLog(row.before),
    after: visitOfLog(row.after),
  };
}
