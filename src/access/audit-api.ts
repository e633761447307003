import { Router } from 'express';
import { z } from 'zod';
import type { Sql } from '../platform/database/index.ts';
import { readInput } from '../platform/http/index.ts';
import { redact } from '../platform/telemetry/index.ts';
import { requireRole } from './identity-api.ts';

export const auditQuerySchema = z.object({
  who: z.string().max(200).optional().describe('a part of the name'),
  what: z.string().max(100).optional().describe('how the code begins: `recording.`, `rules.saved`'),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional().describe('not included'),
  cursor: z.coerce.number().int().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  what: z.string(),
  subject: z.string().describe('an id, never a name or a number'),
  detail: z.unknown(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Who did what to what, newest first. */
export function createAuditApi({ sql }: { sql: Sql }): Router {
  const router = Router();
  router.get('/audit', requireRole('it', 'manager'), async (request, response) => {
    const { who, what, from, to, cursor, limit } = readInput(auditQuerySchema, request.query);
    let query = sql.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
    if (who !== undefined) query = query.where('who', 'ilike', `%${asWritten(who)}%`);
    if (what !== undefined) query = query.where('what', 'like', `${asWritten(what)}%`);
    if (from !== undefined) query = query.where('at', '>=', new Date(from));
    if (to !== undefined) query = query.where('at', '<', new Date(to));
    if (cursor !== undefined) query = query.where('id', '<', cursor);
    const items = (await query.execute()).map((row): AuditEntry => ({
      ...{ id: String(row.id), at: row.at.toISOString(), who: row.who, what: row.what, subject: row.subject },
      detail: redact(row.detail),
    }));
    response.json({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
  });
  return router;
}

/** For LIKE, which takes some signs for more than themselves. */
function asWritten(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
