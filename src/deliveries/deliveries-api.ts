import { Router, json } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import { identityOf, requireRole, writeAudit } from '../access/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import type { DeliveryKind } from './delivery-kind.ts';
import {
  deadReasons,
  deliveryStates,
  dismissDelivery,
  editDelivery,
  listDeliveries,
  readDelivery,
  replayDeliveries,
  type DeliveryView,
} from './delivery-register.ts';

const filterSchema = z.object({
  account: z.string().optional(),
  kind: z.string().optional().describe('forward, pbx-tags, …'),
  reason: z.enum(deadReasons).optional(),
});
export const deliveriesQuerySchema = filterSchema.extend({
  state: z.enum(deliveryStates).optional(),
  call: z.coerce.number().int().optional().describe('id of a call'),
  cursor: z.coerce.number().int().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const replayBodySchema = filterSchema
  .extend({ all: z.literal(true).optional().describe('every dead letter') })
  .refine((asked) => Object.values(asked).some((value) => value !== undefined), {
    error: 'name an account, a kind or a reason, or "all": true',
  });

/** What is owed to outside systems and what of it waits for a person: look, correct, send again, let go. */
export function createDeliveriesApi(options: {
  database: Database;
  kinds: readonly DeliveryKind[];
  clock: Clock;
}): Router {
  const { database, clock } = options;
  const { pool } = database;
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  const router = Router();
  const whoMayLook = requireRole('it', 'manager');
  const whoMayAct = requireRole('it');
  const audit = (who: string, what: string, subject: string, detail?: Record<string, unknown>): Promise<void> =>
    writeAudit(database.sql, { at: clock.now(), who, what, subject, ...(detail && { detail }) });

  router.get('/deliveries', whoMayLook, async (request, response) => {
    const { cursor, call, limit, ...filter } = readInput(deliveriesQuerySchema, request.query);
    const items = await listDeliveries(pool, kinds, { ...filter, callId: call, before: cursor, limit });
    response.json({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
  });

  router.post('/deliveries/replay', whoMayAct, json(), async (request, response) => {
    const { all: _all, ...filter } = readInput(replayBodySchema, request.body);
    const replayed = await replayDeliveries(pool, filter, clock.now());
    await audit(identityOf(request).label, 'deliveries.replayed', 'deliveries', { ...filter, replayed });
    response.json({ replayed });
  });

  router.get('/deliveries/:id', whoMayLook, async (request, response) => {
    response.json(await existing(request.params['id']));
  });

  router.post('/deliveries/:id/replay', whoMayAct, async (request, response) => {
    const { id } = await existing(request.params['id']);
    if ((await replayDeliveries(pool, { id: Number(id) }, clock.now())) === 0) throw notDead();
    await audit(identityOf(request).label, 'delivery.replayed', `delivery ${id}`);
    response.json(await existing(id));
  });

  router.post('/deliveries/:id/dismiss', whoMayAct, async (request, response) => {
    const { id } = await existing(request.params['id']);
    if (!(await dismissDelivery(pool, Number(id)))) throw notDead();
    await audit(identityOf(request).label, 'delivery.dismissed', `delivery ${id}`);
    response.json(await existing(id));
  });

  router.put('/deliveries/:id/payload', whoMayAct, json(), async (request, response) => {
    const { id, kind } = await existing(request.params['id']);
    const fields = kinds.get(kind)?.editable;
    if (fields === undefined)
      throw new Problem(
        409,
        'not-editable',
        'Not editable',
        `What a delivery of kind "${kind}" says cannot be changed here.`,
      );
    const changed = readInput(fields.schema, request.body);
    if (!(await editDelivery(pool, Number(id), { fields, changed }))) throw notDead();
    await audit(identityOf(request).label, 'delivery.edited', `delivery ${id}`, { fields: Object.keys(changed) });
    response.json(await existing(id));
  });

  return router;

  async function existing(id: unknown): Promise<DeliveryView> {
    const found = /^\d{1,15}$/.test(String(id)) ? await readDelivery(pool, kinds, Number(id)) : null;
    if (found === null)
      throw new Problem(404, 'no-such-delivery', 'No such delivery', 'There is no delivery with this id.');
    return found;
  }
}

function notDead(): Problem {
  return new Problem(
    409,
    'not-a-dead-letter',
    'Not a dead letter',
    'This delivery does not wait for a person: it is being sent, was sent, or was let go.',
  );
}
