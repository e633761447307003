import { Router, json, type Response } from 'express';
import { z } from 'zod';
import { identityOf, visibleBranches } from '../access/index.ts';
import { callClasses } from '../contracts/caller.ts';
import { callOutcomes } from '../contracts/outcomes.ts';
import type { Sql } from '../platform/database/index.ts';
import { idempotent, NothingDone, Problem, readInput, requiredKey, type KeptAnswer } from '../platform/http/index.ts';
import { callId, noSuchCall } from './call-of-request.ts';
import { readCall } from './call-register.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { correctClass } from './correct-class.ts';
import { correctDirectory, type DirectoryCorrected, type Said } from './correct-directory.ts';
import { listCorrections } from './correction-store.ts';
import { putOutcome } from './put-outcome.ts';
import { undoCorrection } from './undo-correction.ts';

const personId = z.coerce
  .string()
  .regex(/^\d{1,15}$/)
  .describe('id of a person of the directory');
const name = z.string().trim().min(1).max(200).nullish().describe('the number when left out');

export const correctionBodySchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('add-number'), personId }).describe('the number is this person’s, who is calling'),
  z.object({ what: z.literal('not-this-person'), personId }).describe('the person has this number no more'),
  z.object({ what: z.literal('contractor'), name }).describe('remember the number as a contractor’s'),
  z.object({ what: z.literal('staff'), name }).describe('remember the number as an employee’s'),
  z.object({ what: z.literal('spam') }).describe('remember the number as spam'),
]);
export const classBodySchema = z.object({
  class: z.enum(callClasses).nullable().describe('null: as the rules say'),
});

export const outcomeBodySchema = z.object({
  outcome: z.enum(callOutcomes).nullable().describe('what came of the call; null takes it back'),
  reason: z.string().trim().max(500).nullish().describe('why they refused, in words'),
});

export interface CorrectionsApiOptions extends CorrectingOptions {
  sql: Sql;
  /** Every branch of the clinic. */
  branches(): readonly string[];
}

/** What a person says against the directory and the rules at a call, and taking it back. */
export function createCorrectionsApi(options: CorrectionsApiOptions): Router {
  const router = Router();

  router.put('/calls/:id/class', json(), async (request, response) => {
    const identity = identityOf(request);
    const body = readInput(classBodySchema, request.body);
    const corrected = await correctClass(
      {
        callId: callId(request.params['id']),
        class: body.class,
        who: identity.label,
        branches: visibleBranches(identity, options.branches()),
      },
      options,
    );
    if (corrected.kind === 'no-such-call') throw noSuchCall();
    if (corrected.kind === 'no-class')
      throw new Problem(409, 'no-class', 'No class', 'A call between extensions has no class.');
    response.json(await readCall(options, corrected.callId));
  });

  router.put('/calls/:id/outcome', json(), async (request, response) => {
    const identity = identityOf(request);
    const { outcome, reason } = readInput(outcomeBodySchema, request.body);
    const put = await putOutcome(
      {
        callId: callId(request.params['id']),
        outcome,
        reason: reason ?? null,
        who: identity.label,
        branches: visibleBranches(identity, options.branches()),
      },
      options,
    );
    if (put.kind === 'no-such-call') throw noSuchCall();
    if (put.kind === 'internal')
      throw new Problem(409, 'no-outcome', 'No outcome', 'A call between extensions has no outcome.');
    response.json({ correction: put.correction, call: await readCall(options, put.callId) });
  });

  router.get('/calls/:id/corrections', async (request, response) => {
    const call = await readCall(options, callId(request.params['id']));
    const branches = visibleBranches(identityOf(request), options.branches());
    if (call === null || (branches !== null && (call.branch === null || !branches.includes(call.branch))))
      throw noSuchCall();
    response.json({ items: await listCorrections(options.pool, Number(call.id)) });
  });

  router.post('/calls/:id/corrections', json(), async (request, response) => {
    const identity = identityOf(request);
    const id = callId(request.params['id']);
    const body = readInput(correctionBodySchema, request.body);
    const said: Said =
      'personId' in body
        ? { what: body.what, personId: Number(body.personId) }
        : 'name' in body
          ? { what: body.what, name: body.name ?? null }
          : body.what === 'spam'
            ? { what: 'spam' }
            : { what: body.what, name: null };
    await answerOnce(
      request.get('idempotency-key'),
      `token ${identity.tokenId}`,
      { id, ...said },
      response,
      async () => {
        const branches = visibleBranches(identity, options.branches());
        const done = await correctDirectory({ callId: id, said, who: identity.label, branches }, options);
        if (done.kind !== 'done') throw new NothingDone(problemOf(done.kind));
        return { status: 201, body: { correction: done.correction, call: await readCall(options, done.callId) } };
      },
    );
  });

  router.post('/corrections/:id/undo', json(), async (request, response) => {
    const identity = identityOf(request);
    const id = /^\d{1,15}$/.test(request.params['id']) ? Number(request.params['id']) : 0;
    await answerOnce(request.get('idempotency-key'), `token ${identity.tokenId}`, { undo: id }, response, async () => {
      const branches = visibleBranches(identity, options.branches());
      const undone = await undoCorrection({ id, who: identity.label, branches }, options);
      if (undone.kind === 'no-such-correction')
        throw new NothingDone(
          new Problem(404, 'no-such-correction', 'No such correction', 'There is no correction with this id.'),
        );
      if (undone.kind === 'later-correction')
        throw new NothingDone(
          new Problem(
            409,
            'later-correction',
            'Corrected again since',
            `Correction ${undone.id} was made later on the same: undo that one first.`,
          ),
        );
      const call = undone.callId === null ? null : await readCall(options, undone.callId);
      return { status: 200, body: { correction: undone.correction, call } };
    });
  });

  return router;

  async function answerOnce(
    header: string | undefined,
    owner: string,
    request: unknown,
    response: Response,
    work: () => Promise<KeptAnswer>,
  ): Promise<void> {
    const { status, body, repeated } = await idempotent({
      sql: options.sql,
      clock: options.clock,
      owner,
      key: requiredKey(header),
      request,
      unknown: {
        status: 503,
        body: {
          type: 'https://trubka.dev/problems/unknown-outcome',
          title: 'Unknown outcome',
          status: 503,
          detail: 'It is not known whether this was done: look at the corrections of the call.',
        },
      },
      work,
    });
    if (repeated) response.set('Idempotency-Replayed', 'true');
    response
      .status(status)
      .type(status < 400 ? 'application/json' : 'application/problem+json')
      .send(JSON.stringify(body));
  }
}

function problemOf(kind: Exclude<DirectoryCorrected['kind'], 'done'>): Problem {
  switch (kind) {
    case 'no-such-call':
      return noSuchCall();
    case 'no-number':
      return new Problem(
        409,
        'no-number',
        'No number to remember',
        'The number is withheld, the clinic’s own, or stands for many people: it is nobody’s.',
      );
    case 'no-such-person':
      return new Problem(404, 'no-such-person', 'No such person', 'The directory has no such person with this number.');
    case 'known-people':
      return new Problem(
        409,
        'known-people',
        'People have this number',
        'Somebody of the directory has this number. If it is not theirs any more, say "not this person" first.',
      );
  }
}
