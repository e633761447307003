import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import { identityOf, requireRole, writeAudit } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { listQuarantine, markReplayed, readQuarantined } from './quarantine-store.ts';
import type { Receiver } from './receive-notification.ts';

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
    const kept = /^\d{1,15}$/.test(id) ? await readQuarantined(options.sql, Number(id)) : null;
    if (kept === null)
      throw new Problem(404, 'no-such-notification', 'No such notification', 'Nothing with this id is kept.');
    const outcome = await options.receiver.replay(kept.account, kept.request, kept.receivedAt);
    const at = options.clock.now();
    await writeAudit(options.sql, {
      at,
      who: identityOf(request).label,
      what: 'quarantine.replayed',
      subject: `notification ${kept.id}`,
    });
    if (outcome.kind !== 'stored')
      throw new Problem(
        409,
        'still-unreadable',
        'Still unreadable',
        outcome.kind === 'quarantined' ? outcome.reason : outcome.kind,
      );
    await markReplayed(options.sql, kept.id, at);
    response.json({ id: String(kept.id), events: outcome.events });
  });

  return router;
}
