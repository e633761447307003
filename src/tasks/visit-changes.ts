import { isOpenVisit, type VisitChange } from '../contracts/appointments.ts';
import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { lockTasks } from './lock-tasks.ts';
import { nothingChanged, type TasksChanged } from './refold-callbacks.ts';
import { answerOffer, closeSlot, offerFreedTimes, type FreedTime, type OfferContext } from './slot-offers.ts';
import { workingMinutesLater } from './task-due.ts';
import { insertTask, readTask, updateTask, writeEvent } from './task-store.ts';
import { typeOf } from './task-types.ts';

/** Tasks that wait for something of a visit, and what of it makes them needless. */
const settledBy: Readonly<Record<string, readonly string[]>> = {
  'confirm-visit': ['confirmed', 'cancelled', 'replaced', 'arrived', 'completed', 'no-show'],
  'late-patient': ['arrived', 'completed', 'cancelled', 'moved', 'replaced', 'no-show'],
  'visit-cancelled': ['reopened'],
};

/** What follows from changes of visits: freed times are offered, taken ones are not, tasks are made and closed. */
export async function followVisits(
  tx: PoolClient,
  changes: readonly VisitChange[],
  context: OfferContext,
): Promise<TasksChanged> {
  const all = nothingChanged();
  const recent = changes.filter(({ initial }) => !initial);
  if (recent.length === 0) return all;
  await lockTasks(tx);
  for (const change of recent) {
    await bookedTime(tx, change, context, all);
    const freed = freedTime(change, context.now);
    if (freed !== null) join(all, await offerFreedTimes(tx, [freed], context));
    await closeSettled(tx, change, context.now, all);
    await callOut(tx, change, context, all);
  }
  return all;
}

/** The time that a change of a visit leaves free, null when none that is still ahead. Pure. */
export function freedTime({ source, before, after }: VisitChange, now: Date): FreedTime | null {
  if (before === null || !isOpenVisit(before.state) || before.startsAt <= now || before.doctor === null) return null;
  const stays =
    isOpenVisit(after.state) &&
    after.startsAt.getTime() === before.startsAt.getTime() &&
    after.doctor?.name === before.doctor.name &&
    after.branch === before.branch;
  if (stays) return null;
  return {
    source: `visit ${source}`,
    branch: before.branch,
    doctor: before.doctor.name,
    specialty: before.specialty,
    startsAt: before.startsAt,
    minutes: Math.round((before.endsAt.getTime() - before.startsAt.getTime()) / 60_000),
  };
}

/** A visit at a time that is being offered: taken by whom it was offered to, or gone. */
async function bookedTime(
  tx: PoolClient,
  change: VisitChange,
  context: OfferContext,
  all: TasksChanged,
): Promise<void> {
  const { after } = change;
  const comes = change.kinds.some((kind) => kind === 'added' || kind === 'moved' || kind === 'reopened');
  if (!comes || !isOpenVisit(after.state) || after.doctor === null) return;
  const { rows } = await tx.query<{ id: number; offer_id: number | null }>(
    `select s.id, (select o.id from slot_offer o join wish w on w.id = o.wish_id
         where o.slot_id = s.id and w.person_id = $4 and o.state in ('queued', 'offered', 'expired', 'declined') limit 1) as offer_id
     from freed_slot s
     where s.state = 'open' and s.starts_at = $1 and lower(s.doctor) = lower($2) and s.branch is not distinct from $3`,
    [after.startsAt, after.doctor.name, after.branch, after.personId],
  );
  for (const { id, offer_id: offer } of rows) {
    if (offer === null) join(all, await closeSlot(tx, id, context));
    else join(all, (await answerOffer(tx, offer, 'taken', `visit ${change.source}`, context)).changed);
  }
}

async function closeSettled(tx: PoolClient, change: VisitChange, now: Date, all: TasksChanged): Promise<void> {
  const types = Object.entries(settledBy).flatMap(([type, kinds]) =>
    change.kinds.some((kind) => kinds.includes(kind)) ? [type] : [],
  );
  const { rows } = await tx.query<{ id: number }>(
    `select id from task where visit_id = $1 and state = 'open' and type = any($2)`,
    [change.visitId, types],
  );
  for (const { id } of rows) {
    const row = await readTask(tx, id);
    if (row === null) continue;
    const told = { as: 'not-needed' as const, reason: change.kinds.join(' ') };
    await updateTask(tx, row, { state: 'closed', closed_at: now, closed_as: told.as, close_reason: told.reason });
    await writeEvent(tx, id, { at: now, who: null, what: 'closed', detail: told });
    all.updated.push(id);
    all.closed.push(id);
  }
}

/** A patient who cancels is called and booked again, where the clinic wants that. */
async function callOut(tx: PoolClient, change: VisitChange, context: OfferContext, all: TasksChanged): Promise<void> {
  const { configuration, now } = context;
  const { after } = change;
  if (!taskSettings(configuration).visitCancelled || !change.kinds.includes('cancelled')) return;
  if (after.cancelledBy === 'clinic' || after.startsAt <= now) return;
  const origin = `visit-cancelled ${change.visitId}`;
  const { rows } = await tx.query('select from task where origin = $1', [origin]);
  if (rows.length > 0) return;
  const type = typeOf('visit-cancelled', taskSettings(configuration));
  const dueAt = workingMinutesLater(configuration, after.branch, now, type.dueMinutes);
  all.created.push(
    await insertTask(tx, {
      ...{ type: type.id, branch: after.branch, person_id: after.personId, visit_id: change.visitId, origin },
      ...{
        phone: await phoneFor(tx, { personId: after.personId, phone: after.person.phone }),
        name: after.person.name,
        due_at: dueAt,
        opened_at: now,
        created_at: now,
      },
      escalate_at: escalationOf(configuration, after.branch, dueAt),
    }),
  );
}

function escalationOf(configuration: Configuration, branch: string | null, dueAt: Date): Date {
  return workingMinutesLater(configuration, branch, dueAt, taskSettings(configuration).callbacks.escalateMinutes);
}

/** A number of the card, else what the source of the visit tells. */
export async function phoneFor(
  tx: PoolClient,
  { personId, phone }: { personId: number | null; phone: string | null },
): Promise<string | null> {
  if (personId === null) return phone;
  const { rows } = await tx.query<{ e164: string }>(
    'select e164 from person_phone where person_id = $1 order by note is not null, e164 limit 1',
    [personId],
  );
  return rows[0]?.e164 ?? phone;
}

function join(all: TasksChanged, more: TasksChanged): void {
  all.created.push(...more.created);
  all.updated.push(...more.updated);
  all.closed.push(...more.closed);
}
