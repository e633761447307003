import { Router } from 'express';
import { z } from 'zod';
import { identityOf } from '../access/index.ts';
import { callFilterSchema, filterFor, type FilterFor } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { readInput } from '../platform/http/index.ts';
import { historyKinds, listHistory } from './list-history.ts';

export const historyQuerySchema = callFilterSchema.extend({
  kind: z
    .enum(historyKinds)
    .optional()
    .describe('both when left out; what only calls have (direction, who answered, a recording) leaves requests out'),
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** `/history`: what outside parties did, calls and requests in one list. */
export function createHistoryApi(options: FilterFor & { database: Database; clock: Clock }): Router {
  const router = Router();
  router.get('/history', async (request, response) => {
    const { kind, limit, cursor, ...asked } = readInput(historyQuerySchema, request.query);
    const identity = identityOf(request);
    // Requests are reception's; who looks after the system sees calls.
    const only = identity.role === 'it' ? 'call' : kind;
    response.json(
      kind !== undefined && only !== kind
        ? { items: [], next: null }
        : await listHistory(options.database, {
            ...(await filterFor(identity, asked, options)),
            ...{ kind: only, search: asked.search, limit, cursor, now: options.clock.now() },
          }),
    );
  });
  return router;
}
