import { z } from 'zod';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { erasureReasons } from './erasure-reasons.ts';

export const erasureSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  reason: z.enum(erasureReasons),
  reference: z.string().nullable(),
  counts: z.record(z.string(), z.number().int()).describe('what went, by kind'),
  stillAt: z
    .array(z.object({ source: z.string(), seenAt: z.iso.datetime(), readmitted: z.boolean() }))
    .describe('sources that still have the person; their rows are left out'),
  readmitted: z.boolean().describe('somebody let the cards come back'),
});
export type ErasureView = z.infer<typeof erasureSchema>;

/** Newest first. */
export async function listErasures(pool: Pool, limit = 200): Promise<ErasureView[]> {
  const { rows } = await pool.query<
    Omit<ErasureView, 'id' | 'at' | 'stillAt'> & {
      id: number;
      at: Date;
      still: { source: string; seenAt: string; readmitted: boolean }[] | null;
    }
  >(
    `select e.id, e.at, e.who, e.reason, e.reference, e.counts,
       (select jsonb_agg(jsonb_build_object('source', c.source, 'seenAt', c.last_seen_at, 'readmitted', c.readmitted_at is not null)
          order by c.source, c.last_seen_at)
        from erased_card c where c.erasure_id = e.id and c.last_seen_at is not null) as still,
       coalesce((select bool_and(c.readmitted_at is not null) from erased_card c where c.erasure_id = e.id), false) as readmitted
     from erasure e order by e.at desc, e.id desc limit $1`,
    [limit],
  );
  return rows.map(({ still, ...row }) => ({
    ...row,
    id: String(row.id),
    at: row.at.toISOString(),
    stillAt: (still ?? []).map((one) => ({ ...one, seenAt: new Date(one.seenAt).toISOString() })),
  }));
}

/** Lets the cards come back with the next reading of their source: the person is a patient again. False: there are none. */
export async function readmit(
  tx: PoolClient,
  erasure: number,
  { at, who }: { at: Date; who: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update erased_card set readmitted_at = $2 where erasure_id = $1 and readmitted_at is null',
    [erasure, at],
  );
  if (rowCount === 0) return false;
  await tx.query(`insert into audit (at, who, what, subject) values ($1, $2, 'person.readmitted', $3)`, [
    ...[at, who, `erasure ${erasure}`],
  ]);
  return true;
}
