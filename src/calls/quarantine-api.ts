import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import { identityOf, requireRole } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { listQuarantine } from './quarantine-store.ts';
import type { Receiver } from './receive-notification.ts';
import { replayOne } from './replay-quarantine.ts';

const listSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().optional(),
});

/** Webhooks that could not be read: what came, why it was not understood, and «read it again». */
export function createQuarantineApi(options: { sql: Sql; receiver: Receiver; clock: Clock }): Router {
  const router = Router();
  const whoMayLook = requireRole('it', 'manager');

  router.get('/quarantine', whoMayLook, async (request, response) => {
    const { limit, before } = readInput(listSchema, request.query);
    const items = await listQuarantine(options.sql, { limit, ...(before !== undefined && { before }) });
    response.json({ items, next: items.length < limit ? null : String(items.at(-1)?.id) });
  });

  router.post('/quarantine/:id/replay', whoMayLook, async (request, response) => {
    const id = String(request.params['id']);
    const { sql, receiver, clock } = options;
    const who = identityOf(request).label;
    const outcome = /^\d{1,15}$/.test(id) ? await replayOne(Number(id), { sql, receiver, clock, who }) : null;
    if (outcome === null)
      throw new Problem(404, 'no-such-notification', 'No such notification', 'Nothing with this id is kept.');
    if (outcome.kind !== 'stored')
      throw new Problem(
        409,
        'still-unreadable',
        'Still unreadable',
        outcome.kind === 'quarantined' ? outcome.reason : outcome.kind,
      );
    response.json({ id, events: outcome.events });
  });

  return router;
}
