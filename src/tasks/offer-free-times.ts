import { taskSettings } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { offerFreedTimes, offerTo, wantedOf, type FreedTime, type OfferContext } from './slot-offers.ts';
import type { TasksChanged } from './refold-callbacks.ts';
import { nothingChanged } from './refold-callbacks.ts';

/** A wish is asked about so many of the times that are free already, one after the other. */
const MOST = 3;

/**
 * Times that are free when a wish is new or changed: those that are being offered, and those that a timetable has free.
 * The earliest that fit are offered to it, after whoever is asked already. Holds the lock of tasks.
 */
export async function offerFreeTimes(tx: PoolClient, wishId: number, context: OfferContext): Promise<TasksChanged> {
  const { configuration, now } = context;
  const from = new Date(now.getTime() + taskSettings(configuration).offers.leastMinutesAhead * 60_000);
  const { rows } = await tx.query<Omit<FreedTime, 'startsAt'> & { starts_at: Date; slot_id: number | null }>(
    `select id as slot_id, source, branch, doctor, specialty, starts_at, minutes from freed_slot
     where state = 'open' and starts_at >= $1
     union all
     select null, 'timetable ' || t.account, b.branch, d.name, null, t.starts_at, t.minutes
     from timetable_slot t
     join timetable_name d on d.account = t.account and d.kind = 'doctor' and d.id = t.doctor_id
     left join timetable_name b on b.account = t.account and b.kind = 'branch' and b.id = t.branch_id
     where not t.busy and t.starts_at >= $1
       and not exists (
         select from freed_slot f
         where f.starts_at = t.starts_at and lower(f.doctor) = lower(d.name) and f.branch is not distinct from b.branch)
     order by starts_at, doctor`,
    [from],
  );
  const times = rows.map(({ starts_at: startsAt, ...time }) => ({ ...time, startsAt }));
  const wanted = (await wantedOf(tx, wishId, times, context)).slice(0, MOST);
  const all = nothingChanged();
  for (const { slot_id: slot, ...time } of wanted) {
    const changed =
      slot === null ? await offerFreedTimes(tx, [time], context) : await offerTo(tx, slot, wishId, context);
    all.created.push(...changed.created);
    all.updated.push(...changed.updated);
    all.closed.push(...changed.closed);
  }
  return all;
}
