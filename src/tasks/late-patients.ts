import { taskSettings } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { oweTask } from './owe-task.ts';
import { nothingChanged, type TasksChanged } from './refold-callbacks.ts';
import type { OfferContext } from './slot-offers.ts';
import { phoneFor } from './visit-changes.ts';

/** A source that marked nobody as arrived for so long does not tell arrivals. */
const ARRIVALS_DAYS = 14;
/** Visits that began longer ago are looked at no more, however long they last. */
const LONGEST_HOURS = 12;

/**
 * Makes a task for each patient who is expected and is not there so long after the beginning, once for a time of the
 * visit. Only where the source of the visit tells arrivals, and was read after the patient would have been late.
 * Nothing where the clinic does not want it.
 */
export async function oweLatePatients(
  tx: PoolClient,
  context: Pick<OfferContext, 'configuration' | 'now'>,
): Promise<TasksChanged> {
  const all = nothingChanged();
  const { configuration, now } = context;
  const minutes = taskSettings(configuration).latePatientMinutes;
  if (minutes === undefined) return all;
  const { rows } = await tx.query<{
    id: number;
    source: string;
    branch: string | null;
    person_id: number | null;
    person_phone: string | null;
    origin: string;
  }>(
    `select late.* from (
       select v.id, v.source, v.branch, v.person_id, v.person_phone, v.starts_at,
         'late-patient ' || v.id || ' ' || extract(epoch from v.starts_at)::bigint as origin
       from visit v join visit_source s on s.source = v.source
       where v.starts_at > $1::timestamptz - make_interval(hours => $4)
         and v.starts_at <= $1::timestamptz - make_interval(mins => $2)
         and not v.of_card and v.state in ('planned', 'confirmed') and v.ends_at > $1
         and (v.person_id is not null or v.person_phone is not null)
         and s.refreshed_at >= v.starts_at + make_interval(mins => $2)
         and exists (
           select from visit_change c
           where c.source = v.source and 'arrived' = any(c.kinds) and c.at > $1::timestamptz - make_interval(days => $3))) late
     where not exists (select from task t where t.origin = late.origin)
     order by late.starts_at, late.id`,
    [now, minutes, ARRIVALS_DAYS, LONGEST_HOURS],
  );
  for (const visit of rows) {
    const { id, source, branch, origin, person_id: personId } = visit;
    const phone = await phoneFor(tx, { personId, phone: visit.person_phone });
    const who = `visits ${source}`;
    const { changed } = await oweTask(
      tx,
      { type: 'late-patient', origin, branch, phone, personId, visitId: id, who },
      { configuration, now },
    );
    all.created.push(...changed.created);
  }
  return all;
}
