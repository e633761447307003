import { Router, json, type Response } from 'express';
import { z } from 'zod';
import { identityOf } from '../access/index.ts';
import { Problem, readInput, requiredKey, type KeptAnswer } from '../platform/http/index.ts';
import { dial, type DialOptions } from './dial.ts';
import { hangUp } from './hang-up.ts';

export const dialBodySchema = z.object({
  phone: z.string().min(1).max(100).describe('whom to call, written anyhow'),
  extension: z.string().max(40).optional().describe('which telephone rings first; the workplace’s own when left out'),
  line: z.string().max(100).optional().describe('the clinic’s number to show; the PBX’s own choice when left out'),
});

export const dialledSchema = z.object({
  requestId: z.string(),
  account: z.string(),
  extension: z.string(),
  providerCallId: z
    .string()
    .nullable()
    .describe('the id that the notifications of this call carry, where the PBX tells it'),
});

/** `POST /calls` and `POST /calls/{id}/hang-up`: commands to the PBX. */
export function createDiallingApi(options: DialOptions): Router {
  const router = Router();

  router.post('/calls', json(), async (request, response) => {
    const body = readInput(dialBodySchema, request.body);
    const answer = await dial(
      {
        phone: body.phone,
        extension: body.extension ?? null,
        line: body.line ?? null,
        identity: identityOf(request),
        key: requiredKey(request.get('idempotency-key')),
      },
      options,
    );
    if (answer.repeated) response.set('Idempotency-Replayed', 'true');
    send(response, answer);
  });

  router.post('/calls/:id/hang-up', async (request, response) => {
    const { id } = request.params;
    if (!/^\d{1,15}$/.test(id))
      throw new Problem(
        404,
        'no-such-call',
        'No such call',
        'There is no call with this id among those that the token may see.',
      );
    send(response, await hangUp({ callId: Number(id), identity: identityOf(request) }, options));
  });

  return router;
}

function send(response: Response, { status, body }: KeptAnswer): void {
  response
    .status(status)
    .type(status < 400 ? 'application/json' : 'application/problem+json')
    .send(JSON.stringify(body));
}
