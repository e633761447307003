import { z } from 'zod';
import type { Pool, PoolClient } from '../platform/database/index.ts';

export const consentKinds = ['processing', 'notices', 'advertising', 'anonymous-visit'] as const;
export type ConsentKind = (typeof consentKinds)[number];

const words = z.string().trim().min(1).max(1000);
export const consentBodySchema = z.object({
  phone: z.string().describe('written anyhow'),
  kind: z.enum(consentKinds).describe('four separate things: one never stands for another'),
  given: z.boolean().describe('false: refused; for anonymous-visit false is the wish not to be named'),
  text: words.describe('the words that were agreed to or refused'),
  source: words.describe('where: a form of paper, the site, a call'),
  at: z.iso.datetime({ offset: true }).optional().describe('when; now when left out'),
  personId: z.number().int().optional(),
});
export const stopBodySchema = z.object({
  scope: z.enum(['advertising', 'all']).default('advertising'),
  source: words.default('by hand'),
});
export const consentSchema = z.object({
  kind: z.enum(consentKinds),
  given: z.boolean(),
  text: z.string(),
  source: z.string(),
  who: z.string(),
  at: z.iso.datetime(),
  current: z.boolean().describe('the newest of its kind, which counts'),
});
export const stopSchema = z.object({
  phone: z.string(),
  scope: z.enum(['advertising', 'all']),
  source: z.string(),
  who: z.string(),
  at: z.iso.datetime(),
});

/** Added to what is known and never changed: what counted on a day can be shown later. */
export async function keepConsent(
  tx: Pick<Pool, 'query'> | PoolClient,
  told: {
    phone: string;
    kind: ConsentKind;
    given: boolean;
    text: string;
    source: string;
    who: string;
    at: Date;
    personId?: number | undefined;
  },
): Promise<void> {
  await tx.query(
    `insert into consent (phone, person_id, kind, given, at, text, source, who) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [told.phone, told.personId ?? null, told.kind, told.given, told.at, told.text, told.source, told.who],
  );
}

export async function listConsents(pool: Pool, phone: string): Promise<z.infer<typeof consentSchema>[]> {
  const { rows } = await pool.query<Omit<z.infer<typeof consentSchema>, 'at'> & { at: Date }>(
    `select kind, given, text, source, who, at,
       row_number() over (partition by kind order by at desc, id desc) = 1 as current
     from consent where phone = $1 order by at desc, id desc`,
    [phone],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function listStops(pool: Pool, phone: string | null): Promise<z.infer<typeof stopSchema>[]> {
  const { rows } = await pool.query<Omit<z.infer<typeof stopSchema>, 'at'> & { at: Date }>(
    `select phone, scope, source, who, at from stop_list where phone like '+%' and ($1::text is null or phone = $1) order by at desc limit 500`,
    [phone],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function addStop(
  pool: Pool,
  told: { phone: string; scope: 'advertising' | 'all'; source: string; who: string; at: Date },
): Promise<void> {
  await pool.query(
    `insert into stop_list (phone, scope, at, source, who) values ($1, $2, $3, $4, $5)
     on conflict (phone) do update set scope = excluded.scope, at = excluded.at, source = excluded.source, who = excluded.who`,
    [told.phone, told.scope, told.at, told.source, told.who],
  );
}

/** `written`: the number and what may stand for it. */
export async function removeStop(pool: Pool, written: readonly string[]): Promise<boolean> {
  const { rowCount } = await pool.query('delete from stop_list where phone = any($1)', [written]);
  return (rowCount ?? 0) > 0;
}
