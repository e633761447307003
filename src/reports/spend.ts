import { z } from 'zod';
import type { Pool, PoolClient } from '../platform/database/index.ts';

export const spendBodySchema = z
  .object({
    campaign: z.string().trim().min(1).max(200).describe('as the lines of the configuration name it'),
    from: z.iso.date(),
    to: z.iso.date().describe('the last day, inclusive'),
    amount: z.number().min(0).max(1e11),
    currency: z.literal('RUB').default('RUB'),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'The last day is before the first one.' });
export type SpendBody = z.infer<typeof spendBodySchema>;
export const spendSchema = z.object({ id: z.string(), ...spendBodySchema.shape });
export type Spend = z.infer<typeof spendSchema>;

interface Row {
  id: number;
  campaign: string;
  day_from: string;
  day_to: string;
  amount: string;
}

export async function listSpend(pool: Pool): Promise<Spend[]> {
  const { rows } = await pool.query<Row>('select * from advertising_spend order by day_from desc, id desc');
  return rows.map(view);
}

/** Null: there is no such row. Without an id a new one is made. */
export async function putSpend(
  tx: PoolClient,
  { id, body, who, at }: { id: number | null; body: SpendBody; who: string; at: Date },
): Promise<Spend | null> {
  const told = [body.campaign, body.from, body.to, body.amount, body.currency];
  const { rows } =
    id === null
      ? await tx.query<Row>(
          `insert into advertising_spend (campaign, day_from, day_to, amount, currency, created_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning *`,
          [...told, who, at],
        )
      : await tx.query<Row>(
          `update advertising_spend set campaign = $1, day_from = $2, day_to = $3, amount = $4, currency = $5 where id = $6 returning *`,
          [...told, id],
        );
  return rows[0] === undefined ? null : view(rows[0]);
}

export async function removeSpend(tx: PoolClient, id: number): Promise<boolean> {
  const { rowCount } = await tx.query('delete from advertising_spend where id = $1', [id]);
  return rowCount === 1;
}

function view(row: Row): Spend {
  const { campaign, day_from: from, day_to: to } = row;
  return { id: String(row.id), campaign, from, to, amount: Number(row.amount), currency: 'RUB' };
}

/** What was spent on each campaign in a time, by day where only a part of a row's time is in it. Pure. */
export function spentIn(spend: readonly Spend[], from: string, to: string): ReadonlyMap<string, number> {
  const spent = new Map<string, number>();
  for (const row of spend) {
    const first = row.from > from ? row.from : from;
    const last = row.to < to ? row.to : to;
    if (first > last) continue;
    const part = (row.amount * daysBetween(first, last)) / daysBetween(row.from, row.to);
    spent.set(row.campaign, (spent.get(row.campaign) ?? 0) + part);
  }
  return spent;
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
}
