import type { Visit, VisitChangeKind } from '../contracts/appointments.ts';
import type { PoolClient } from '../platform/database/index.ts';

export interface OwedChange {
  visitId: number;
  externalId: string;
  kinds: readonly VisitChangeKind[];
  before: Visit | null;
  after: Visit;
}

/** Of the log as a whole: ids are given out while it is held, so they ascend as transactions commit. */
const LOG_LOCK = 7_482_051;

/** Appends what became of visits. To be called last in a transaction: until its end nobody else appends. */
export async function appendChanges(
  tx: PoolClient,
  changes: readonly OwedChange[],
  { source, at, initial }: { source: string; at: Date; initial: boolean },
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query('select pg_advisory_xact_lock($1)', [LOG_LOCK]);
  await tx.query(
    `insert into visit_change (visit_id, source, external_id, at, kinds, initial, before, after)
     select x."visitId", $1, x."externalId", $2, x.kinds, $3, x.before, x.after
     from rows from (jsonb_to_recordset($4::jsonb)
       as ("visitId" bigint, "externalId" text, kinds text[], before jsonb, after jsonb))
       with ordinality as x ("visitId", "externalId", kinds, before, after, place)
     order by x.place`,
    [source, at, initial, JSON.stringify(changes)],
  );
}
