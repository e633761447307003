import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { matchFreedSlot, sameName, type FreeTime } from './match-freed-slot.ts';
import type { TasksChanged } from './refold-callbacks.ts';
import { nothingChanged } from './refold-callbacks.ts';
import { ownerOf, workingMinutesLater } from './task-due.ts';
import { insertTask, readTask, updateTask, writeEvent } from './task-store.ts';
import { readWaiting, updateWish, waitingWish, type WishRow } from './wish-store.ts';

/** A time that turned free, as a timetable, a cancellation or a person tells it. */
export type FreedTime = Omit<FreeTime, 'zone'> & {
  /** Who says so: `timetable <account>`, `visit <source>`, `hand`. */
  source: string;
};

/** A message about an offer; whoever sends it knows numbers, consents and prices. */
export interface OfferMessage {
  /** The same through all repeats. */
  key: string;
  what: 'offer' | 'slot-taken';
  offerId: number;
  phone: string;
  personId: number | null;
  branch: string | null;
  doctor: string;
  startsAt: Date;
  replyBy: Date | null;
}

/** Null: nothing can be sent to this number, and a task is made. */
export type OweOfferMessage = (tx: PoolClient, message: OfferMessage) => Promise<boolean>;

export interface OfferContext {
  configuration: Configuration;
  now: Date;
  oweMessage?: OweOfferMessage | undefined;
}

/** A row of `freed_slot`. */
export interface SlotRow {
  id: number;
  source: string;
  branch: string | null;
  doctor: string;
  specialty: string | null;
  starts_at: Date;
  minutes: number;
  freed_at: Date;
  state: 'open' | 'taken' | 'gone' | 'over';
  taken_offer_id: number | null;
  taken_at: Date | null;
  taken_by: string | null;
}

interface OfferRow {
  id: number;
  slot_id: number;
  wish_id: number;
  place: number;
  state: 'queued' | 'offered' | 'taken' | 'declined' | 'expired' | 'withdrawn';
  way: 'task' | 'sms' | null;
  reply_by: Date | null;
  answered_by: string | null;
}

/** Whom an offer is for. */
type Asked = Pick<WishRow, 'phone' | 'person_id' | 'name' | 'note'>;

/** A timetable that was read before a booking may tell the time as free once more. */
const SETTLES_AFTER_MS = 2 * 3_600_000;

/** Offers times that turned free to who waits for them. The same time again asks nobody twice. Holds the lock of tasks. */
export async function offerFreedTimes(
  tx: PoolClient,
  times: readonly FreedTime[],
  context: OfferContext,
): Promise<TasksChanged> {
  const changed = nothingChanged();
  if (times.length === 0) return changed;
  const waiting = await readWaiting(tx);
  if (waiting.length === 0) return changed;
  const specialties = await readSpecialties(tx);
  for (const told of times) {
    const time = { ...told, specialty: told.specialty ?? specialties(told.doctor) };
    const matching = matchFreedSlot(
      { ...time, zone: zoneOf(context.configuration, time.branch) },
      waiting.map(waitingWish),
    );
    if (matching.length === 0) continue;
    const slot = await keepSlot(tx, time, context.now);
    if (slot === null) continue;
    // Whoever took it before gave it back.
    await tx.query(`update slot_offer set state = 'declined' where slot_id = $1 and state = 'taken'`, [slot]);
    await tx.query(
      `insert into slot_offer (slot_id, wish_id, place)
       select $1, w.id, w.place from unnest($2::bigint[]) with ordinality w(id, place)
       on conflict (slot_id, wish_id) do update set place = excluded.place, state = 'queued'
         where slot_offer.state in ('queued', 'withdrawn')`,
      [slot, matching.map(({ id }) => id)],
    );
    await advance(tx, slot, context, changed);
  }
  return changed;
}

/** Those of the times that a wish fits, in their order. Empty when nobody waits so any more. */
export async function wantedOf<T extends FreedTime>(
  tx: PoolClient,
  wishId: number,
  times: readonly T[],
  { configuration }: OfferContext,
): Promise<T[]> {
  const wish = (await readWaiting(tx)).find(({ id }) => id === wishId);
  if (wish === undefined || times.length === 0) return [];
  const specialties = await readSpecialties(tx);
  return times.flatMap((told) => {
    const time = { ...told, specialty: told.specialty ?? specialties(told.doctor) };
    const fits = matchFreedSlot({ ...time, zone: zoneOf(configuration, time.branch) }, [waitingWish(wish)]).length > 0;
    return fits ? [time] : [];
  });
}

/** One more is asked about a time that is being offered, after the others. Holds the lock of tasks. */
export async function offerTo(
  tx: PoolClient,
  slotId: number,
  wishId: number,
  context: OfferContext,
): Promise<TasksChanged> {
  const changed = nothingChanged();
  await tx.query(
    `insert into slot_offer (slot_id, wish_id, place)
     select $1, $2, coalesce(max(place), 0) + 1 from slot_offer where slot_id = $1
     on conflict (slot_id, wish_id) do nothing`,
    [slotId, wishId],
  );
  await advance(tx, slotId, context, changed);
  return changed;
}

/** The id of the slot while it may be offered, else null. */
async function keepSlot(tx: PoolClient, time: FreedTime, now: Date): Promise<number | null> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into freed_slot as s (source, branch, doctor, specialty, starts_at, minutes, freed_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (coalesce(branch, ''), lower(doctor), starts_at) do update
       set state = 'open', minutes = excluded.minutes, freed_at = excluded.freed_at, taken_offer_id = null,
         taken_at = null, taken_by = null
       where s.state <> 'taken' or s.taken_at < $8
     returning id`,
    [
      ...[time.source, time.branch, time.doctor, time.specialty, time.startsAt, time.minutes, now],
      new Date(now.getTime() - SETTLES_AFTER_MS),
    ],
  );
  return rows[0]?.id ?? null;
}

/** Asks the next in the row, as many at once as the clinic wants; nobody who is just being asked about another time. */
async function advance(tx: PoolClient, slotId: number, context: OfferContext, changed: TasksChanged): Promise<void> {
  const { configuration, now } = context;
  const settings = taskSettings(configuration).offers;
  const { rows } = await tx.query<SlotRow>('select * from freed_slot where id = $1 for update', [slotId]);
  const slot = rows[0];
  if (slot === undefined || slot.state !== 'open') return;
  if (slot.starts_at.getTime() - now.getTime() < settings.leastMinutesAhead * 60_000) {
    await tx.query(`update freed_slot set state = 'over' where id = $1`, [slotId]);
    await withdrawOffers(tx, slot, null, context, changed);
    return;
  }
  for (;;) {
    const { rows: next } = await tx.query<OfferRow & { wish: Asked }>(
      `select o.*, to_jsonb(w) as wish from slot_offer o join wish w on w.id = o.wish_id
       where o.slot_id = $1 and o.state = 'queued' and w.state = 'waiting'
         and (select count(*) from slot_offer l where l.slot_id = $1 and l.state = 'offered') < $2
         and not exists (select from slot_offer b where b.wish_id = o.wish_id and b.state = 'offered')
       order by o.place, o.id limit 1`,
      [slotId, settings.atOnce],
    );
    const offer = next[0];
    if (offer === undefined) return;
    await ask(tx, slot, offer, offer.wish, context, changed);
  }
}

async function ask(
  tx: PoolClient,
  slot: SlotRow,
  offer: OfferRow,
  wish: Asked,
  { configuration, now, oweMessage }: OfferContext,
  changed: TasksChanged,
): Promise<void> {
  const settings = taskSettings(configuration).offers;
  const replyBy = workingMinutesLater(configuration, slot.branch, now, settings.replyMinutes);
  const phone = wish.phone ?? (await phoneOf(tx, wish.person_id));
  const sent =
    settings.way === 'sms' && phone !== null && oweMessage !== undefined
      ? await oweMessage(tx, messageOf('offer', slot, offer, { phone, personId: wish.person_id, replyBy }))
      : false;
  if (!sent) {
    const owner = ownerOf(configuration, settings.owner);
    changed.created.push(
      await insertTask(tx, {
        ...{ type: 'offer-slot', branch: slot.branch, phone, name: wish.name, person_id: wish.person_id },
        ...{ owner_seat: owner.seat, owner_role: owner.role, due_at: replyBy, origin: `offer ${offer.id}` },
        ...{ opened_at: now, created_at: now, offer_id: offer.id, wish_id: offer.wish_id, note: wish.note },
      }),
    );
  }
  await tx.query(`update slot_offer set state = 'offered', way = $2, offered_at = $3, reply_by = $4 where id = $1`, [
    offer.id,
    sent ? 'sms' : 'task',
    now,
    replyBy,
  ]);
}

/** The time of an offer that the person may still take, or has taken; null: none. */
export async function readOffer(
  db: Pool | PoolClient,
  offerId: number,
): Promise<{ startsAt: Date; doctor: string } | null> {
  const { rows } = await db.query<{ starts_at: Date; doctor: string }>(
    `select s.starts_at, s.doctor from slot_offer o join freed_slot s on s.id = o.slot_id
     where o.id = $1 and o.state <> 'withdrawn' and (s.state = 'open' or s.taken_offer_id = o.id)`,
    [offerId],
  );
  return rows[0] === undefined ? null : { startsAt: rows[0].starts_at, doctor: rows[0].doctor };
}

export type OfferAnswered =
  | { kind: 'done'; slotId: number }
  | { kind: 'no-such-offer' }
  /** Somebody has it. */
  | { kind: 'taken'; by: string | null; at: Date | null }
  | { kind: 'gone' }
  | { kind: 'answered'; state: string };

/**
 * What the person said. The slot is locked, so of two who take it at once exactly one gets it; whoever else was asked
 * is told. `refused` asks the next one. Holds the lock of tasks.
 */
export async function answerOffer(
  tx: PoolClient,
  offerId: number,
  said: 'taken' | 'declined',
  who: string,
  context: OfferContext,
): Promise<{ answer: OfferAnswered; changed: TasksChanged }> {
  const changed = nothingChanged();
  const found = await lockOffer(tx, offerId);
  if (found === null) return { answer: { kind: 'no-such-offer' }, changed };
  const { offer, slot } = found;
  if (slot.state === 'taken') return { answer: { kind: 'taken', by: slot.taken_by, at: slot.taken_at }, changed };
  if (slot.state !== 'open' || slot.starts_at <= context.now) return { answer: { kind: 'gone' }, changed };
  if (offer.state === 'withdrawn') return { answer: { kind: 'answered', state: offer.state }, changed };
  // Who said no, or nothing in time, may still have it while it is free.
  if (said === 'declined' && offer.state !== 'offered' && offer.state !== 'queued')
    return { answer: { kind: 'answered', state: offer.state }, changed };
  await tx.query('update slot_offer set state = $2, answered_at = $3, answered_by = $4 where id = $1', [
    ...[offer.id, said, context.now, who],
  ]);
  await closeOfferTask(tx, offer.id, { as: 'by-hand', reason: said, who, now: context.now }, changed);
  if (said === 'declined') {
    await advance(tx, slot.id, context, changed);
    return { answer: { kind: 'done', slotId: slot.id }, changed };
  }
  await tx.query(
    `update freed_slot set state = 'taken', taken_offer_id = $2, taken_at = $3, taken_by = $4 where id = $1`,
    [slot.id, offer.id, context.now, who],
  );
  await updateWish(tx, offer.wish_id, { state: 'booked', closed_at: context.now, closed_by: who });
  await withdrawOffers(tx, slot, offer.id, context, changed);
  await forgetWish(tx, offer.wish_id, context, changed);
  return { answer: { kind: 'done', slotId: slot.id }, changed };
}

/** Nobody is asked about the slot any more: it was booked in the MIS, or is none. Holds the lock of tasks. */
export async function closeSlot(tx: PoolClient, slotId: number, context: OfferContext): Promise<TasksChanged> {
  const changed = nothingChanged();
  const { rows } = await tx.query<SlotRow>(
    `update freed_slot set state = 'gone' where id = $1 and state = 'open' returning *`,
    [slotId],
  );
  if (rows[0] !== undefined) await withdrawOffers(tx, rows[0], null, context, changed);
  return changed;
}

/** Open offers to a wish that is none any more are taken back, and their slots are offered on. */
export async function forgetWish(
  tx: PoolClient,
  wishId: number,
  context: OfferContext,
  changed: TasksChanged,
): Promise<void> {
  const { rows } = await tx.query<OfferRow>(
    `update slot_offer set state = 'withdrawn' where wish_id = $1 and state in ('offered', 'queued') returning *`,
    [wishId],
  );
  for (const offer of rows) {
    await closeOfferTask(tx, offer.id, { as: 'not-needed', reason: null, who: null, now: context.now }, changed);
    await advance(tx, offer.slot_id, context, changed);
  }
}

/** Offers whose time to answer is over, slots that are about to begin and wishes of the past. Answers how many. */
export async function moveOffersOn(tx: PoolClient, context: OfferContext): Promise<TasksChanged> {
  const { now } = context;
  const changed = nothingChanged();
  const { rows: past } = await tx.query<{ id: number }>(
    `update wish set state = 'over', closed_at = $1
     where state = 'waiting' and (until < ($1::timestamptz - interval '1 day')::date or earlier_than <= $1) returning id`,
    [now],
  );
  for (const { id } of past) await forgetWish(tx, id, context, changed);
  const { rows: expired } = await tx.query<OfferRow>(
    `update slot_offer set state = 'expired' where state = 'offered' and reply_by <= $1 returning *`,
    [now],
  );
  for (const offer of expired) {
    await closeOfferTask(tx, offer.id, { as: 'not-needed', reason: 'no-answer', who: null, now }, changed);
    await advance(tx, offer.slot_id, context, changed);
  }
  const ahead = taskSettings(context.configuration).offers.leastMinutesAhead * 60_000;
  // Begins soon, or somebody who was being asked about another time is free to be asked about this one.
  const { rows: toMove } = await tx.query<{ id: number }>(
    `select s.id from freed_slot s where s.state = 'open' and (s.starts_at <= $1 or (
       (select count(*) from slot_offer l where l.slot_id = s.id and l.state = 'offered') < $2
       and exists (
         select from slot_offer o join wish w on w.id = o.wish_id
         where o.slot_id = s.id and o.state = 'queued' and w.state = 'waiting'
           and not exists (select from slot_offer b where b.wish_id = o.wish_id and b.state = 'offered'))))
     order by s.starts_at, s.id`,
    [new Date(now.getTime() + ahead), taskSettings(context.configuration).offers.atOnce],
  );
  for (const { id } of toMove) await advance(tx, id, context, changed);
  return changed;
}

async function withdrawOffers(
  tx: PoolClient,
  slot: SlotRow,
  except: number | null,
  { now, oweMessage }: OfferContext,
  changed: TasksChanged,
): Promise<void> {
  const { rows } = await tx.query<OfferRow & { was: string; wish: Asked }>(
    `with held as (
       select o.id, o.state as was, to_jsonb(w) as wish from slot_offer o join wish w on w.id = o.wish_id
       where o.slot_id = $1 and o.id is distinct from $2 and o.state in ('offered', 'queued') for update of o)
     update slot_offer o set state = 'withdrawn' from held h where o.id = h.id returning o.*, h.was, h.wish`,
    [slot.id, except],
  );
  for (const offer of rows.filter(({ was }) => was === 'offered')) {
    const reason = except === null ? 'slot-gone' : 'slot-taken';
    await closeOfferTask(tx, offer.id, { as: 'not-needed', reason, who: null, now }, changed);
    const phone = offer.wish.phone ?? (await phoneOf(tx, offer.wish.person_id));
    if (offer.way === 'sms' && phone !== null)
      await oweMessage?.(
        tx,
        messageOf('slot-taken', slot, offer, { phone, personId: offer.wish.person_id, replyBy: null }),
      );
  }
}

async function closeOfferTask(
  tx: PoolClient,
  offerId: number,
  said: { as: 'by-hand' | 'not-needed'; reason: string | null; who: string | null; now: Date },
  changed: TasksChanged,
): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(`select id from task where offer_id = $1 and state = 'open'`, [
    offerId,
  ]);
  for (const { id } of rows) {
    const row = await readTask(tx, id);
    if (row === null) continue;
    await updateTask(tx, row, {
      ...{ state: 'closed', closed_at: said.now, closed_as: said.as, close_reason: said.reason, closed_by: said.who },
    });
    await writeEvent(tx, id, {
      ...{ at: said.now, who: said.who, what: 'closed', detail: { as: said.as, reason: said.reason } },
    });
    changed.updated.push(id);
    changed.closed.push(id);
  }
}

async function lockOffer(tx: PoolClient, id: number): Promise<{ offer: OfferRow; slot: SlotRow } | null> {
  const { rows: slots } = await tx.query<SlotRow>(
    'select s.* from freed_slot s where s.id = (select o.slot_id from slot_offer o where o.id = $1) for update',
    [id],
  );
  const { rows: offers } = await tx.query<OfferRow>('select * from slot_offer where id = $1 for update', [id]);
  return slots[0] === undefined || offers[0] === undefined ? null : { slot: slots[0], offer: offers[0] };
}

async function phoneOf(tx: PoolClient, person: number | null): Promise<string | null> {
  if (person === null) return null;
  const { rows } = await tx.query<{ e164: string }>(
    `select e164 from person_phone where person_id = $1 and (valid_to is null or valid_to >= current_date)
     order by note is not null, e164 limit 1`,
    [person],
  );
  return rows[0]?.e164 ?? null;
}

/** The specialty of each doctor as the visits tell it. */
async function readSpecialties(tx: PoolClient): Promise<(doctor: string) => string | null> {
  const { rows } = await tx.query<{ doctor: string; specialty: string }>(
    `select distinct on (doctor) doctor, specialty from visit
     where doctor is not null and specialty is not null order by doctor, starts_at desc`,
  );
  return (doctor) => rows.find((row) => sameName(row.doctor, doctor))?.specialty ?? null;
}

function messageOf(
  what: OfferMessage['what'],
  slot: SlotRow,
  offer: OfferRow,
  { phone, personId, replyBy }: { phone: string; personId: number | null; replyBy: Date | null },
): OfferMessage {
  return {
    ...{ key: `${what} ${offer.id}`, what, offerId: offer.id, phone, personId, replyBy },
    ...{ branch: slot.branch, doctor: slot.doctor, startsAt: slot.starts_at },
  };
}

function zoneOf({ branches }: Configuration, branch: string | null): string {
  const own = branch === null ? undefined : branches.get(branch);
  return (own ?? [...branches.values()][0])?.zone ?? 'UTC';
}
