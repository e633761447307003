import type { Request, Response } from 'express';
import { identityOf } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import { idempotent, requiredKey, type KeptAnswer } from '../platform/http/index.ts';

/** Does a write once for each Idempotency-Key of whoever asks. `work` throws NothingDone for what may be tried again. */
export async function answerOnce(
  { sql, clock }: { sql: Sql; clock: Clock },
  request: Request,
  response: Response,
  asked: unknown,
  work: () => Promise<KeptAnswer>,
): Promise<void> {
  const { status, body, repeated } = await idempotent({
    ...{ sql, clock, work },
    owner: `token ${identityOf(request).tokenId}`,
    key: requiredKey(request.get('idempotency-key')),
    request: asked,
    unknown: {
      status: 503,
      body: {
        type: 'https://trubka.dev/problems/unknown-outcome',
        title: 'Unknown outcome',
        status: 503,
        detail: 'It is not known whether this was done: look at the list.',
      },
    },
  });
  if (repeated) response.set('Idempotency-Replayed', 'true');
  response
    .status(status)
    .type(status < 400 ? 'application/json' : 'application/problem+json')
    .send(JSON.stringify(body));
}
