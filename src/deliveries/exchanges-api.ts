import { Router } from 'express';
import { z } from 'zod';
import { requireRole } from '../access/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { listExchanges } from './exchange-log.ts';

const instant = z.iso.datetime();
export const exchangesQuerySchema = z.object({
  errors: z.stringbool().default(false).describe('only what was refused or failed'),
  cursor: z.coerce.number().int().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const exchangeSchema = z.object({
  id: z.string(),
  at: instant,
  method: z.string().nullable().describe('in the word of the MIS; null: none, or a request that was turned away'),
  period: z.object({ from: instant, to: instant }).nullable(),
  page: z.object({ limit: z.number().int(), offset: z.number().int() }).nullable(),
  rows: z.number().int().nullable().describe('that it got, or that it sent'),
  status: z.number().int(),
  milliseconds: z.number().int(),
  address: z.string().describe('that it came from'),
  said: z.string().nullable().describe('why it was refused, as it was told'),
});

/** What the MIS of an account that asks us asked, and what it got. */
export function createExchangesApi(options: {
  database: Pick<Database, 'sql'>;
  asks(account: string): boolean;
}): Router {
  const router = Router();
  router.get('/integrations/:account/exchanges', requireRole('it', 'manager'), async (request, response) => {
    const account = String(request.params['account']);
    if (!options.asks(account))
      throw new Problem(404, 'no-such-account', 'No such account', `No MIS asks us as the account "${account}".`);
    const { errors, cursor, limit } = readInput(exchangesQuerySchema, request.query);
    const items = await listExchanges(options.database.sql, { account, errors, before: cursor, limit });
    response.json({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
  });
  return router;
}
