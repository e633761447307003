import { Router, json } from 'express';
import { z } from 'zod';
import { identityOf } from '../access/index.ts';
import { toE164 } from '../contracts/phone-number.ts';
import type { Database } from '../platform/database/index.ts';
import { NothingDone, Problem, readInput, type KeptAnswer } from '../platform/http/index.ts';
import { answerOnce } from './once-api.ts';
import { listWishes } from './list-wishes.ts';
import type { OfferAnswered } from './slot-offers.ts';
import { changerOf, idOf } from './tasks-api.ts';
import { visitOfCard } from './visit-of-card.ts';
import {
  addFreedTime,
  addWish,
  answerOfferBy,
  changeWish,
  closeWish,
  type WaitingListOptions,
  type WishChanged,
} from './waiting-list.ts';
import type { WishColumns } from './wish-store.ts';

const text = (longest: number) => z.string().trim().min(1).max(longest);
const personId = z.coerce.string().regex(/^\d{1,15}$/);
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'A time is written hh:mm.' });

export const wishesQuerySchema = z.object({
  state: z.enum(['waiting', 'booked', 'withdrawn', 'over', 'all']).default('waiting'),
  branch: z.string().optional().describe('with those who would come to any branch'),
  person: z.coerce.number().int().optional().describe('id of a person of the directory'),
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const wishFields = z.object({
  personId: personId.nullish().describe('of the directory; else phone and name'),
  phone: text(40).nullish().describe('in any writing'),
  name: text(200).nullish(),
  branch: text(40).nullish().describe('left out: any'),
  doctor: text(200).nullish().describe('as the timetable calls the doctor; initials do'),
  specialty: text(200).nullish().describe('where any doctor of it will do'),
  minutes: z.number().int().min(5).max(720).nullish().describe('the slot is at least so long'),
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).optional().describe('1 is Monday; empty: any'),
  from: clock.optional().describe('the slot does not begin earlier; in the zone of the branch'),
  to: clock.optional().describe('the slot begins before'),
  until: z.iso.date().nullish().describe('the last day'),
  visitId: personId.nullish().describe('the patient would come earlier than to this visit'),
  visit: text(300).nullish().describe('the same visit as the card of a call names it, instead of visitId'),
  urgent: z.boolean().optional(),
  note: text(2000).nullish(),
});
export const newWishSchema = wishFields.refine(
  ({ personId: person, phone, visitId, visit }) => person != null || phone != null || visitId != null || visit != null,
  { error: 'Say who waits: personId, visitId or phone.' },
);
export const changeWishSchema = wishFields.partial();
export const closeWishSchema = z.object({
  as: z.enum(['booked', 'withdrawn']).describe('booked by another way; withdrawn: waits no more'),
});

export const freedTimeSchema = z.object({
  branch: text(40),
  doctor: text(200),
  specialty: text(200).nullish(),
  startsAt: z.iso.datetime({ offset: true }),
  minutes: z.number().int().min(5).max(720),
});

export const offerAnsweredSchema = z.object({ offerId: z.string(), slotId: z.string(), state: z.string() });

export interface WaitingListApiOptions extends WaitingListOptions {
  database: Database;
}

/** Who waits for a time, and what becomes of times that turn free. */
export function createWaitingListApi(options: WaitingListApiOptions): Router {
  const { database } = options;
  const once = { sql: database.sql, clock: options.clock };
  const router = Router();

  router.get('/waiting-list', async (request, response) => {
    const query = readInput(wishesQuerySchema, request.query);
    const { branches } = changerOf(request, options.configuration());
    response.json(await listWishes(database.pool, { ...query, branches }));
  });

  router.get('/waiting-list/:id', async (request, response) => {
    const { branches } = changerOf(request, options.configuration());
    const { items } = await listWishes(database.pool, { state: 'all', id: idOf(request), limit: 1, branches });
    if (items[0] === undefined) throw noSuchWish();
    response.json(items[0]);
  });

  router.post('/waiting-list', json(), async (request, response) => {
    const body = readInput(newWishSchema, request.body);
    checkBranch(body.branch, identityOf(request).branches);
    const columns = { ...nothingWished, ...columnsOf(body), ...(await visitOf(body.visit)) };
    await answerOnce(once, request, response, { wish: body }, () =>
      done(201, addWish(columns, changerOf(request, options.configuration()), options)),
    );
  });

  router.put('/waiting-list/:id', json(), async (request, response) => {
    const body = readInput(changeWishSchema, request.body);
    checkBranch(body.branch, identityOf(request).branches);
    const by = changerOf(request, options.configuration());
    const columns = { ...columnsOf(body), ...(await visitOf(body.visit)) };
    const changed = await changeWish(idOf(request), columns, by, options);
    if (changed.kind !== 'done') throw problemOf(changed);
    response.json(await view(changed.id));
  });

  router.post('/waiting-list/:id/close', json(), async (request, response) => {
    const { as } = readInput(closeWishSchema, request.body);
    const id = idOf(request);
    await answerOnce(once, request, response, { close: id, as }, () =>
      done(200, closeWish(id, as, changerOf(request, options.configuration()), options)),
    );
  });

  router.post('/waiting-list/slots', json(), async (request, response) => {
    const body = readInput(freedTimeSchema, request.body);
    checkBranch(body.branch, identityOf(request).branches);
    const time = { ...body, specialty: body.specialty ?? null, startsAt: new Date(body.startsAt), source: 'hand' };
    await answerOnce(once, request, response, { freed: body }, async () => {
      const { slotId } = await addFreedTime(time, changerOf(request, options.configuration()), options);
      return { status: 201, body: { slotId: slotId === null ? null : String(slotId) } };
    });
  });

  for (const [path, said] of [
    ['take', 'taken'],
    ['decline', 'declined'],
  ] as const)
    router.post(`/waiting-list/offers/:id/${path}`, json(), async (request, response) => {
      const id = idOf(request);
      await answerOnce(once, request, response, { offer: id, said }, async () => {
        const answer = await answerOfferBy(id, said, changerOf(request, options.configuration()), options);
        if (answer.kind !== 'done') throw new NothingDone(offerProblem(answer));
        return { status: 200, body: { offerId: String(id), slotId: String(answer.slotId), state: said } };
      });
    });

  return router;

  async function view(id: number) {
    const { items } = await listWishes(database.pool, { state: 'all', id, limit: 1, branches: null });
    return items[0];
  }

  async function visitOf(named: string | null | undefined): Promise<{ visit_id?: number }> {
    if (named == null) return {};
    const id = await visitOfCard(database.pool, named);
    if (id === null) throw problemOf({ kind: 'no-such-visit' });
    return { visit_id: id };
  }

  async function done(status: number, work: Promise<WishChanged>): Promise<KeptAnswer> {
    const changed = await work;
    if (changed.kind !== 'done') throw new NothingDone(problemOf(changed));
    return { status, body: await view(changed.id) };
  }

  function columnsOf(body: z.infer<typeof changeWishSchema>): Partial<WishColumns> {
    const { branch, doctor, specialty, minutes, weekdays, until, urgent, note, name } = body;
    const told = {
      ...{ branch, doctor, specialty, minutes, weekdays, until, urgent, note, name },
      person_id: body.personId == null ? body.personId : Number(body.personId),
      visit_id: body.visitId == null ? body.visitId : Number(body.visitId),
      phone: body.phone == null ? body.phone : phoneOf(body.phone, branch),
      from_minute: body.from === undefined ? undefined : minuteOf(body.from),
      to_minute: body.to === undefined ? undefined : minuteOf(body.to),
    };
    if ((told.from_minute ?? 0) >= (told.to_minute ?? 1440))
      throw new Problem(400, 'bad-input', 'Bad input', 'from must be before to.');
    return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  }

  function phoneOf(written: string, branch: string | null | undefined): string {
    const { clinic, branches } = options.configuration();
    const areaCode = branch == null ? undefined : branches.get(branch)?.areaCode;
    const phone = toE164(written, { country: clinic.country, areaCode });
    if (phone === null) throw new Problem(400, 'bad-input', 'Bad input', 'phone: this is not a telephone number.');
    return phone;
  }

  function checkBranch(branch: string | null | undefined, allowed: readonly string[]): void {
    if (branch != null && !allowed.includes(branch))
      throw new Problem(403, 'not-allowed', 'Not allowed', 'branch: this token does not see it.');
  }
}

const nothingWished: WishColumns = {
  ...{ person_id: null, phone: null, name: null, branch: null, doctor: null, specialty: null, minutes: null },
  ...{ weekdays: [], from_minute: 0, to_minute: 1440, until: null, visit_id: null, earlier_than: null },
  ...{ urgent: false, note: null },
};

function minuteOf(written: string): number {
  const [hours = 0, minutes = 0] = written.split(':').map(Number);
  return hours * 60 + minutes;
}

function noSuchWish(): Problem {
  return new Problem(404, 'no-such-wish', 'Nobody waits so', 'There is no such entry among those that you may see.');
}

function problemOf(changed: Exclude<WishChanged, { kind: 'done' }>): Problem {
  if (changed.kind === 'no-such-wish') return noSuchWish();
  if (changed.kind === 'no-such-visit')
    return new Problem(409, 'no-such-visit', 'No such visit ahead', 'visitId must be a visit that is planned.');
  return new Problem(409, 'wish-closed', 'Waits no more', `The entry is ${changed.state}; make another one.`);
}

function offerProblem(answer: Exclude<OfferAnswered, { kind: 'done' }>): Problem {
  switch (answer.kind) {
    case 'no-such-offer':
      return new Problem(404, 'no-such-offer', 'No such offer', 'There is no such offer among those that you may see.');
    case 'taken':
      return new Problem(
        409,
        'slot-taken',
        'The slot is taken',
        `${answer.by ?? 'Somebody'} took it${answer.at === null ? '' : ` at ${answer.at.toISOString()}`}.`,
        undefined,
        { by: answer.by, at: answer.at },
      );
    case 'gone':
      return new Problem(409, 'slot-gone', 'The slot is gone', 'It was booked otherwise, or its time has come.');
    case 'answered':
      return new Problem(409, 'offer-answered', 'Answered already', `The offer is ${answer.state}.`);
  }
}
