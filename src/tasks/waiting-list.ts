import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import type { Changer, ChangingOptions } from './change-task.ts';
import { lockTasks } from './lock-tasks.ts';
import { offerFreeTimes } from './offer-free-times.ts';
import { nothingChanged, type TasksChanged } from './refold-callbacks.ts';
import {
  answerOffer,
  forgetWish,
  offerFreedTimes,
  type FreedTime,
  type OfferAnswered,
  type OfferContext,
  type OweOfferMessage,
} from './slot-offers.ts';
import { insertWish, readWish, updateWish, type WishColumns, type WishRow } from './wish-store.ts';

export interface WaitingListOptions extends ChangingOptions {
  oweMessage?: OweOfferMessage | undefined;
}

export type WishChanged =
  | { kind: 'done'; id: number }
  | { kind: 'no-such-wish' }
  | { kind: 'no-such-visit' }
  | { kind: 'closed'; state: string };

/** Somebody waits: the earliest times that are free already are offered at once, after whoever is asked about them. */
export async function addWish(told: WishColumns, by: Changer, options: WaitingListOptions): Promise<WishChanged> {
  return writing<WishChanged>(options, async (tx, context) => {
    const wish = await withVisit(tx, told);
    if (wish === null) return { answer: { kind: 'no-such-visit' } };
    const id = await insertWish(tx, { ...wish, created_at: context.now, created_by: by.label });
    await audit(tx, context.now, by, 'wish.created', id);
    return { answer: { kind: 'done', id }, changed: await offerFreeTimes(tx, id, context) };
  });
}

export async function changeWish(
  id: number,
  told: Partial<WishColumns>,
  by: Changer,
  options: WaitingListOptions,
): Promise<WishChanged> {
  return writing<WishChanged>(options, async (tx, context) => {
    const row = await visibleWish(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-wish' } };
    if (row.state !== 'waiting') return { answer: { kind: 'closed', state: row.state } };
    const wish = await withVisit(tx, told);
    if (wish === null) return { answer: { kind: 'no-such-visit' } };
    await updateWish(tx, id, wish);
    await audit(tx, context.now, by, 'wish.changed', id);
    return { answer: { kind: 'done', id }, changed: await offerFreeTimes(tx, id, context) };
  });
}

/** Nobody waits any more: booked by another way, or changed their mind. What they are being asked is taken back. */
export async function closeWish(
  id: number,
  as: 'booked' | 'withdrawn',
  by: Changer,
  options: WaitingListOptions,
): Promise<WishChanged> {
  return writing<WishChanged>(options, async (tx, context) => {
    const row = await visibleWish(tx, id, by);
    if (row === null) return { answer: { kind: 'no-such-wish' } };
    if (row.state !== 'waiting') return { answer: { kind: 'closed', state: row.state } };
    const changed = nothingChanged();
    await updateWish(tx, id, { state: as, closed_at: context.now, closed_by: by.label });
    await forgetWish(tx, id, context, changed);
    await audit(tx, context.now, by, `wish.${as}`, id);
    return { answer: { kind: 'done', id }, changed };
  });
}

/** A person saw a time turn free. Answers how many were found who wait for such a time. */
export async function addFreedTime(
  time: FreedTime,
  by: Changer,
  options: WaitingListOptions,
): Promise<{ slotId: number | null }> {
  return writing(options, async (tx, context) => {
    const changed = await offerFreedTimes(tx, [time], context);
    const { rows } = await tx.query<{ id: number }>(
      `select id from freed_slot where branch is not distinct from $1 and lower(doctor) = lower($2) and starts_at = $3
         and state = 'open'`,
      [time.branch, time.doctor, time.startsAt],
    );
    const slotId = rows[0]?.id ?? null;
    if (slotId !== null) await audit(tx, context.now, by, 'slot.freed', slotId);
    return { answer: { slotId }, changed };
  });
}

export async function answerOfferBy(
  offerId: number,
  said: 'taken' | 'declined',
  by: Changer,
  options: WaitingListOptions,
): Promise<OfferAnswered> {
  return writing<OfferAnswered>(options, async (tx, context) => {
    if (!(await maySeeOffer(tx, offerId, by))) return { answer: { kind: 'no-such-offer' } };
    const { answer, changed } = await answerOffer(tx, offerId, said, by.label, context);
    if (answer.kind === 'done') await audit(tx, context.now, by, `offer.${said}`, offerId);
    return { answer, changed };
  });
}

async function writing<T>(
  options: WaitingListOptions,
  work: (tx: PoolClient, context: OfferContext) => Promise<{ answer: T; changed?: TasksChanged }>,
): Promise<T> {
  const context = {
    configuration: options.configuration(),
    now: options.clock.now(),
    oweMessage: options.oweMessage,
  };
  return inTransaction(options.pool, async (tx) => {
    await lockTasks(tx);
    const { answer, changed } = await work(tx, context);
    if (changed !== undefined) await options.tell(tx, changed);
    return answer;
  });
}

/** The start of the visit that the patient would come earlier than; null: there is no such visit ahead. */
async function withVisit<T extends Partial<WishColumns>>(tx: PoolClient, told: T): Promise<T | null> {
  if (told.visit_id == null) return told;
  const { rows } = await tx.query<{ starts_at: Date; person_id: number | null }>(
    `select starts_at, person_id from visit where id = $1 and state in ('planned', 'confirmed')`,
    [told.visit_id],
  );
  const visit = rows[0];
  return visit === undefined
    ? null
    : { ...told, earlier_than: visit.starts_at, person_id: told.person_id ?? visit.person_id };
}

async function visibleWish(tx: PoolClient, id: number, { branches }: Changer): Promise<WishRow | null> {
  const row = await readWish(tx, id);
  if (row === null) return null;
  // Who waits for any branch is everybody's.
  return branches === null || row.branch === null || branches.includes(row.branch) ? row : null;
}

async function maySeeOffer(tx: PoolClient, id: number, { branches }: Changer): Promise<boolean> {
  const { rows } = await tx.query<{ branch: string | null }>(
    'select s.branch from slot_offer o join freed_slot s on s.id = o.slot_id where o.id = $1',
    [id],
  );
  const slot = rows[0];
  return slot !== undefined && (branches === null || slot.branch === null || branches.includes(slot.branch));
}

async function audit(tx: PoolClient, at: Date, { label }: Changer, what: string, id: number): Promise<void> {
  await tx.query('insert into audit (at, who, what, subject) values ($1, $2, $3, $4)', [
    ...[at, label, what, `${what.split('.')[0]} ${id}`],
  ]);
}
