import { Router, json, type Request, type Response } from 'express';
import { z } from 'zod';
import { identityOf } from '../access/index.ts';
import { personBodySchema, splitPhones } from '../callers/index.ts';
import type { E164, PhoneContext } from '../contracts/phone-number.ts';
import type { Sql } from '../platform/database/index.ts';
import { idempotent, NothingDone, Problem, readInput, requiredKey, type KeptAnswer } from '../platform/http/index.ts';
import { changePerson, type PersonChange, type PersonChanged } from './change-person.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { correctionSchema } from './correction-store.ts';

export const ofBranchSchema = z.object({
  branch: z.string().optional().describe('whose city code local numbers get; that of the token when left out'),
});
export const numberBodySchema = z.object({ note: z.string().trim().max(200).nullish().describe('«моб. мамы»') });
export const personChangedSchema = z.object({ personId: z.string(), correction: correctionSchema });

/** `PUT /people/{source}/{id}` and its numbers. The card that an import keeps is not written over by hand. */
export function createPeopleChangesApi(options: CorrectingOptions & { sql: Sql }): Router {
  const router = Router();

  router.put('/people/:source/:id', json(), async (request, response) => {
    const { source } = request.params;
    const { role } = identityOf(request);
    if (source.startsWith('file:') || (source !== 'manual' && role === 'reception'))
      throw new Problem(
        403,
        'not-allowed',
        'Not allowed',
        source.startsWith('file:')
          ? 'The people of a file are written by its import: correct them there.'
          : 'Reception writes the people of source "manual"; other sources belong to the systems that they are.',
      );
    const body = readInput(personBodySchema, request.body);
    await change(request, response, { what: 'put', body, numbers: numbersOf(request) });
  });

  router.put('/people/:source/:id/phones/:phone', json(), async (request, response) => {
    const { note } = readInput(numberBodySchema, request.body ?? {});
    await change(request, response, { what: 'add-number', phone: oneNumber(request), note: note ?? null });
  });

  router.delete('/people/:source/:id/phones/:phone', async (request, response) => {
    await change(request, response, { what: 'remove-number', phone: oneNumber(request) });
  });

  return router;

  async function change(
    request: Request<{ source: string; id: string }>,
    response: Response,
    wanted: PersonChange,
  ): Promise<void> {
    const { source, id: externalId } = request.params;
    if (!/^[\w:.-]{1,60}$/.test(source) || externalId.length > 200 || (source === 'manual' && externalId === 'spam'))
      throw problemOf({ kind: 'no-such-person' });
    const identity = identityOf(request);
    const { status, body, repeated } = await idempotent({
      sql: options.sql,
      clock: options.clock,
      owner: `token ${identity.tokenId}`,
      key: requiredKey(request.get('idempotency-key')),
      request: { source, externalId, ...wanted },
      unknown: {
        status: 503,
        body: {
          type: 'https://trubka.dev/problems/unknown-outcome',
          title: 'Unknown outcome',
          status: 503,
          detail:
            'It is not known whether this was done: look at the person, and repeat it with a new Idempotency-Key.',
        },
      },
      work: async (): Promise<KeptAnswer> => {
        const changed = await changePerson({ source, externalId, change: wanted, who: identity.label }, options);
        if (changed.kind !== 'changed') throw new NothingDone(problemOf(changed));
        return {
          status: changed.added ? 201 : 200,
          body: { personId: String(changed.person), correction: changed.correction },
        };
      },
    });
    if (repeated) response.set('Idempotency-Replayed', 'true');
    response
      .status(status)
      .type(status < 400 ? 'application/json' : 'application/problem+json')
      .send(JSON.stringify(body));
  }

  function numbersOf(request: Request<{ source: string; id: string }>): PhoneContext {
    const { clinic, branches } = options.configuration();
    const { branch: asked } = readInput(ofBranchSchema, request.query);
    const branch = branches.get(asked ?? identityOf(request).branches[0] ?? '');
    if (asked !== undefined && branch === undefined)
      throw new Problem(400, 'bad-input', 'Bad input', 'branch: there is no such branch in the configuration.');
    return { country: clinic.country, areaCode: (branch ?? [...branches.values()][0])?.areaCode };
  }

  function oneNumber(request: Request<{ source: string; id: string; phone: string }>): E164 {
    const { phones, unread } = splitPhones(request.params.phone, numbersOf(request));
    const [only] = phones;
    if (only === undefined || phones.length > 1 || unread.length > 0)
      throw new Problem(
        400,
        'bad-input',
        'Bad input',
        'phone: must be one whole telephone number, for example +79161234567.',
      );
    return only.e164;
  }
}

function problemOf(failed: Exclude<PersonChanged, { kind: 'changed' }>): Problem {
  switch (failed.kind) {
    case 'no-such-person':
      return new Problem(404, 'no-such-person', 'No such person', 'The directory has no such person.');
    case 'no-name':
      return new Problem(400, 'bad-input', 'Bad input', 'name: a new person needs one.');
    case 'no-such-card':
      return new Problem(400, 'bad-input', 'Bad input', 'mergedInto: there is no such card in this source.');
    case 'erased':
      return new Problem(
        409,
        'person-erased',
        'The person was erased',
        'This card was erased on request. If the person is a patient again, somebody with the right lets the card come back first.',
      );
    case 'unread':
      return new Problem(
        400,
        'bad-input',
        'Bad input',
        'phones: some of it is no telephone number; write whole numbers with their city code.',
      );
  }
}
