import type { Pool } from '../platform/database/index.ts';

/** The visit that the card of a call names: `source:id of the source`, either of which may hold colons. */
export async function visitOfCard(pool: Pool, name: string): Promise<number | null> {
  const cuts = [...name.matchAll(/:/g)].map(({ index }) => index);
  const { rows } = await pool.query<{ id: number }>(
    `select v.id from unnest($1::text[], $2::text[]) as n(source, external_id)
     join visit v on v.source = n.source and v.external_id = n.external_id limit 1`,
    [cuts.map((at) => name.slice(0, at)), cuts.map((at) => name.slice(at + 1))],
  );
  return rows[0]?.id ?? null;
}
