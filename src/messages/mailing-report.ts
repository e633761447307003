import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day looks like 2026-03-10');

export const mailingQuerySchema = z.object({
  from: day.describe('first local day of the branch, by the time at which messages were due'),
  to: day.describe('last day, included'),
  by: z.enum(['day', 'branch', 'template', 'account']).default('day'),
  branch: z.string().optional(),
});

const rowSchema = z.object({
  group: z.string().nullable().describe('the day, branch, template or account; null: none'),
  planned: z.number().int().describe('all messages that were to be sent'),
  waiting: z.number().int().describe('not sent yet'),
  sent: z.number().int().describe('taken by a provider, delivered or not'),
  delivered: z.number().int(),
  failed: z.number().int().describe('refused by the provider or not delivered'),
  unknown: z.number().int().describe('may have been sent: the answer was lost'),
  notSent: z.number().int().describe('refused by ourselves (consent, stop-list, number), needless or too late'),
  answered: z.number().int(),
  parts: z.number().int(),
  cost: z.number().describe('as the providers told it'),
});
export const mailingReportSchema = z.object({ rows: z.array(rowSchema), total: rowSchema });
export type MailingReport = z.infer<typeof mailingReportSchema>;

const groups = {
  day: `to_char(due_at at time zone zone, 'YYYY-MM-DD')`,
  branch: 'branch',
  template: 'template',
  account: 'account',
} as const;

/** Every message is in exactly one of waiting, sent, failed, unknown and notSent; delivered is a part of sent. */
export async function readMailing(
  pool: Pool,
  asked: z.infer<typeof mailingQuerySchema> & { branches: readonly string[] | null },
): Promise<MailingReport> {
  const { rows } = await pool.query<Record<string, string | null>>(
    `select ${groups[asked.by]} as "group", count(*) as planned,
       count(*) filter (where state in ('planned', 'due', 'sending')) as waiting,
       count(*) filter (where state in ('sent', 'delivered')) as sent,
       count(*) filter (where state = 'delivered') as delivered,
       count(*) filter (where state = 'failed') as failed,
       count(*) filter (where state = 'unknown') as unknown,
       count(*) filter (where state in ('refused', 'cancelled', 'expired')) as "notSent",
       count(*) filter (where answer is not null) as answered,
       coalesce(sum(parts) filter (where state in ('sent', 'delivered', 'failed')), 0) as parts,
       coalesce(sum(cost), 0) as cost
     from message
     where due_at >= $1::date - 1 and due_at < $2::date + 2
       and (due_at at time zone zone)::date between $1::date and $2::date
       and ($3::text is null or branch = $3) and ($4::text[] is null or branch = any($4))
     group by 1 order by 1 nulls last`,
    [asked.from, asked.to, asked.branch ?? null, asked.branches],
  );
  const read = rows.map((row) => {
    const { group, ...counts } = row;
    return { group, ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Number(value)])) };
  });
  const total: Record<string, unknown> = { group: null };
  for (const name of Object.keys(rowSchema.shape))
    if (name !== 'group')
      total[name] = read.reduce((sum, row) => sum + Number((row as Record<string, unknown>)[name]), 0);
  return mailingReportSchema.parse({ rows: read, total });
}
