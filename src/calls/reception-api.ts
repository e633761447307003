import { Router, json, type Request } from 'express';
import { z } from 'zod';
import { identityOf, visibleBranches } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { readCall } from './call-register.ts';
import { callId, noSuchCall } from './call-of-request.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { putNote } from './put-note.ts';
import { releaseCall, takeCall, type CallTaken } from './take-call.ts';

const text = z
  .string()
  .max(4000)
  .transform((written) => (written.trim() === '' ? null : written))
  .nullable();
export const noteBodySchema = z.object({
  note: text.describe('what is to stand there; null or nothing takes it away'),
  before: text.describe('what stood there when the writing began, so that nobody’s words are lost'),
});

export interface ReceptionApiOptions extends CorrectingOptions {
  sql: Sql;
  /** Every branch of the clinic. */
  branches(): readonly string[];
}

/** What a person says of a call at its card: whose it is, and a note. */
export function createReceptionApi(options: ReceptionApiOptions): Router {
  const router = Router();

  router.put('/calls/:id/note', json(), async (request, response) => {
    const body = readInput(noteBodySchema, request.body);
    const put = await putNote({ ...whose(request), ...body }, options);
    if (put.kind === 'no-such-call') throw noSuchCall();
    if (put.kind === 'changed')
      throw new Problem(
        409,
        'note-changed',
        'Somebody wrote since',
        'before: the note is another one by now.',
        undefined,
        {
          note: put.note,
        },
      );
    response.json(await readCall(options, put.callId));
  });

  router.post('/calls/:id/take', async (request, response) => {
    const { seat } = identityOf(request);
    if (seat === null)
      throw new Problem(403, 'needs-seat', 'Only at a workplace', 'A call is taken at a workplace; you have none.');
    response.json(await readTaken(await takeCall({ ...whose(request), seat }, options)));
  });

  router.delete('/calls/:id/take', async (request, response) => {
    const { seat, role } = identityOf(request);
    // Whoever has no workplace but answers for the others puts right what they pressed.
    if (seat === null && role !== 'senior' && role !== 'manager')
      throw new Problem(
        403,
        'needs-seat',
        'Only at a workplace',
        'A call is given back at the workplace that took it.',
      );
    response.json(await readTaken(await releaseCall({ ...whose(request), seat }, options)));
  });

  return router;

  function whose(request: Request): { callId: number; who: string; branches: readonly string[] | null } {
    const identity = identityOf(request);
    return {
      callId: callId(request.params['id']),
      who: identity.label,
      branches: visibleBranches(identity, options.branches()),
    };
  }

  async function readTaken(taken: CallTaken): Promise<unknown> {
    if (taken.kind === 'no-such-call') throw noSuchCall();
    if (taken.kind === 'not-to-take')
      throw new Problem(
        409,
        'not-to-take',
        'Nothing to take',
        'Only a call from outside that was not missed is taken.',
      );
    if (taken.kind === 'taken')
      throw new Problem(409, 'already-taken', 'Already taken', 'Another workplace has this call.', undefined, {
        seat: taken.seat,
      });
    return readCall(options, taken.callId);
  }
}
