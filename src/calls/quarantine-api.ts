import { json, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import { identityOf, requireRole, writeAudit } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { dismissQuarantined, listQuarantine, quarantineParts, type QuarantinePart } from './quarantine-store.ts';
import { replayOne, replayQuarantine, type QuarantineReaders } from './replay-quarantine.ts';

export const quarantineQuerySchema = z.object({
  part: z.enum(quarantineParts).optional().describe('webhooks: of a PBX; receipts: of an SMS provider'),
  account: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().optional().describe('from `next` of the page before'),
});
export const quarantinedSchema = z.object({
  id: z.number().int(),
  part: z.enum(quarantineParts).describe('webhooks: of a PBX; receipts: of an SMS provider'),
  account: z.string(),
  receivedAt: z.iso.datetime(),
  method: z.string(),
  path: z.string(),
  query: z.string().describe('masked'),
  contentType: z.string().nullable(),
  truncated: z.boolean().describe('it was longer than we keep'),
  reason: z.string(),
  field: z.string().nullable().describe('the field that was not understood'),
  state: z.enum(['waiting', 'replayed', 'dismissed']),
  body: z.string().describe('masked, at most 4,000 characters'),
});
export const replayQuarantineSchema = z
  .object({
    account: z.string().optional(),
    all: z.literal(true).optional().describe('of every account'),
  })
  .refine(({ account, all }) => account !== undefined || all === true, { error: 'name an account, or "all": true' });

const LONGEST_SHOWN = 4000;

/** Webhooks and receipts of SMS that could not be read: what came, why it was not understood, «read it again», «let it go». */
export function createQuarantineApi(options: {
  sql: Sql;
  readers: QuarantineReaders;
  clock: Clock;
  /** What people may see of a body or a query of an account. */
  mask(part: QuarantinePart, account: string, text: string): string;
}): Router {
  const { sql, clock, readers } = options;
  const router = Router();
  const whoMayLook = requireRole('it', 'manager');
  const whoMayAct = requireRole('it');

  router.get('/quarantine', whoMayLook, async (request, response) => {
    const asked = readInput(quarantineQuerySchema, request.query);
    const kept = await listQuarantine(sql, asked);
    const items = kept.map((one) => {
      const mask = (text: string): string => options.mask(one.part, one.account, text);
      return {
        ...{ ...one, path: mask(one.path), reason: mask(one.reason), query: mask(one.query) },
        body: mask(one.body).slice(0, LONGEST_SHOWN),
      };
    });
    response.json({ items, next: items.length < asked.limit ? null : String(items.at(-1)?.id) });
  });

  router.post('/quarantine/replay', whoMayAct, json(), async (request, response) => {
    const { account } = readInput(replayQuarantineSchema, request.body);
    const who = identityOf(request).label;
    response.json(await replayQuarantine({ account }, { sql, readers, clock, who, told: () => undefined }));
  });

  router.post('/quarantine/:id/replay', whoMayAct, async (request, response) => {
    const id = String(request.params['id']);
    const who = identityOf(request).label;
    const outcome = /^\d{1,15}$/.test(id) ? await replayOne(Number(id), { sql, readers, clock, who }) : null;
    if (outcome === null) throw noSuch();
    if (outcome.kind !== 'stored')
      throw new Problem(
        409,
        'still-unreadable',
        'Still unreadable',
        outcome.kind === 'quarantined' ? outcome.reason : outcome.kind,
      );
    response.json({ id, events: outcome.events });
  });

  router.post('/quarantine/:id/dismiss', whoMayAct, async (request, response) => {
    const id = String(request.params['id']);
    if (!/^\d{1,15}$/.test(id) || !(await dismissQuarantined(sql, Number(id)))) throw noSuch();
    await writeAudit(sql, {
      ...{ at: clock.now(), who: identityOf(request).label },
      ...{ what: 'quarantine.dismissed', subject: `notification ${id}` },
    });
    response.json({ id, state: 'dismissed' });
  });

  return router;
}

function noSuch(): Problem {
  return new Problem(404, 'no-such-notification', 'No such notification', 'Nothing with this id waits.');
}
