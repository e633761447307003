import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, writeAudit } from '../access/index.ts';
import { CallIsOpen } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import { toE164 } from '../contracts/phone-number.ts';
import type { StopMarks } from '../messages/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { confirmationOf, holdsIdentity } from './confirmation.ts';
import { erasePerson, type Erased } from './erase-person.ts';
import { erasureReasons } from './erasure-reasons.ts';
import { erasureSchema, listErasures, readmit } from './erasures.ts';
import { cardSchema, findSubject, type Asked, type NotFound, type Subject } from './find-subject.ts';
import { heldData } from './held-data.ts';

export const subjectSchema = z.union([
  z.strictObject({ personId: z.coerce.number().int().positive().describe('the id of a card') }),
  z.strictObject({
    phone: z.string().min(3).max(100).describe('the number of somebody without a card, written anyhow'),
  }),
]);
export const eraseBodySchema = z.strictObject({
  subject: subjectSchema,
  reason: z.enum(erasureReasons),
  reference: z.string().trim().max(60).optional().describe('of the letter that asks for it; no name and no number'),
  confirm: z.string().max(300).describe('`confirm` of the preview: what a person typed'),
});
export const previewSchema = z.object({
  people: z.array(cardSchema).describe('the cards that are this person'),
  counts: z.record(z.string(), z.number().int()).describe('what would go, by kind'),
  shared: z.number().int().describe('numbers that somebody else has, too: they stay with the others'),
  mentions: z.number().int().describe('notes on cards of others that hold the name; a person reads them'),
  confirm: z.string().describe('to be typed: the surname, or the digits of the number'),
});
export const erasedSchema = z.object({ erasure: z.string(), counts: z.record(z.string(), z.number().int()) });
export const erasuresSchema = z.object({ items: z.array(erasureSchema) });
export const heldSchema = z.object({
  at: z.iso.datetime(),
  held: z.record(z.string(), z.array(z.unknown())).describe('rows by kind: cards, numbers, visits, calls, messages …'),
});

/** Erasing a person, what is kept of one, who was erased. */
export function createPrivacyApi(options: {
  database: Database;
  configuration(): Configuration;
  marks: StopMarks;
  clock: Clock;
  /** After an erasure: files whose rows are gone. */
  onErased(): Promise<unknown>;
}): Router {
  const { database, clock, marks } = options;
  const { pool, sql } = database;
  const router = Router();
  const may = requireRole('it', 'manager');
  const body = express.json({ limit: '4kb' });

  router.post('/privacy/preview', may, body, async (request, response) => {
    const asked = askedOf(readInput(subjectSchema, request.body));
    const { subject, counts, mentions } = await tried(asked, request, true);
    response.json({
      ...{ people: subject.people, counts, shared: subject.shared.length, mentions },
      confirm: confirmationOf(subject),
    });
  });

  router.post('/privacy/held', requireRole('manager'), body, async (request, response) => {
    const subject = await found(askedOf(readInput(subjectSchema, request.body)));
    // First it is known that somebody asked.
    await writeAudit(sql, {
      ...{ at: clock.now(), who: identityOf(request).label, what: 'person.data-told' },
      subject: subject.personId === null ? 'a number' : `person ${subject.personId}`,
    });
    response.setHeader('content-disposition', 'attachment; filename="held.json"');
    response.json({ at: clock.now().toISOString(), held: await heldData(pool, subject) });
  });

  router.post('/privacy/erasures', may, body, async (request, response) => {
    const { subject: wanted, reason, reference, confirm } = readInput(eraseBodySchema, request.body);
    const asked = askedOf(wanted);
    const subject = await found(asked);
    if (confirm.trim().toLowerCase() !== confirmationOf(subject).toLowerCase())
      throw new Problem(422, 'not-confirmed', 'Not confirmed', 'confirm: type what the preview shows.');
    if (holdsIdentity(reference ?? '', subject))
      throw new Problem(
        422,
        'reference-names',
        'A name or a number',
        'reference: it is kept, so it may not name the person.',
      );
    const { erasure, counts } = await tried(asked, request, false, { reason, reference: reference ?? null });
    await options.onErased();
    response.status(201).json({ erasure: String(erasure), counts });
  });

  router.get('/privacy/erasures', may, async (_request, response) => {
    response.json({ items: await listErasures(pool) });
  });

  router.post('/privacy/erasures/:id/readmit', may, async (request, response) => {
    const id = Number(request.params['id']);
    const who = identityOf(request).label;
    const letIn =
      Number.isSafeInteger(id) && (await inTransaction(pool, (tx) => readmit(tx, id, { at: clock.now(), who })));
    if (!letIn)
      throw new Problem(
        404,
        'no-such-erasure',
        'No such erasure',
        'There is no erasure of this id with cards to let in.',
      );
    response.status(204).end();
  });

  return router;

  async function tried(
    asked: Asked,
    request: Request,
    dryRun: boolean,
    why: { reason: (typeof erasureReasons)[number]; reference: string | null } = { reason: 'request', reference: null },
  ): Promise<Erased> {
    try {
      const told = { asked, ...why, who: identityOf(request).label, at: clock.now(), dryRun };
      const done = await erasePerson(told, { pool, marks });
      if (done.kind !== 'erased') throw problemOf(done);
      return done;
    } catch (error) {
      throw error instanceof CallIsOpen ? openCall() : error;
    }
  }

  async function found(asked: Asked): Promise<Subject> {
    const subject = await findSubject(pool, asked);
    if ('kind' in subject) throw problemOf(subject);
    return subject;
  }

  function askedOf(subject: z.infer<typeof subjectSchema>): Asked {
    if ('personId' in subject) return subject;
    const { clinic, branches } = options.configuration();
    const phone = toE164(subject.phone, { country: clinic.country, areaCode: [...branches.values()][0]?.areaCode });
    if (phone === null)
      throw new Problem(400, 'bad-input', 'Bad input', 'phone: must be a telephone number, for example +79161234567.');
    return { phone };
  }
}

function problemOf(failed: NotFound): Problem {
  if (failed.kind === 'no-such-person')
    return new Problem(404, 'no-such-person', 'No such person', 'The directory has no such person, or no more.');
  return new Problem(
    409,
    'number-has-cards',
    'The number has cards',
    'Somebody of the directory has this number: choose the card.',
    undefined,
    { cards: failed.cards.map(String) },
  );
}

function openCall(): Problem {
  return new Problem(
    409,
    'call-not-settled',
    'A call goes on',
    'A call of this person goes on or is just over: try again in a few minutes.',
  );
}
