import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';

export const foundPersonSchema = z.object({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  kind: z.enum(['patient', 'staff', 'contractor']),
  name: z.string(),
  birthDate: z.iso.date().nullable(),
  lastVisit: z.iso.datetime().nullable(),
  phones: z.number().int().describe('how many numbers the card has'),
});
export type FoundPerson = z.infer<typeof foundPersonSchema>;

/**
 * People of the directory by the beginnings of the words of their name, in any order: «орлова мар», «мария о». At least
 * one word must begin the surname or the whole name.
 */
export async function searchPeople(pool: Pool, asked: { name: string; limit: number }): Promise<FoundPerson[]> {
  const words = asked.name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 6);
  if (words.join('').length < 2) return [];
  const begins = words.map((word) => `${word}%`);
  const { rows } = await pool.query<{
    id: number;
    source: string;
    external_id: string;
    kind: FoundPerson['kind'];
    full_name: string;
    birth_date: string | null;
    last_visit: Date | null;
    phones: number;
  }>(
    `select p.id, p.source, p.external_id, p.kind, p.full_name, p.birth_date::text,
       (select max(v.starts_at) from visit v where v.person_id = p.id and v.state = 'completed') as last_visit,
       (select count(distinct n.e164)::integer from person_phone n where n.person_id = p.id and n.valid_to is null) as phones
     from person p
     where p.deleted_at is null and p.merged_into is null and p.kind <> 'spam'
       and (${begins.map((_, index) => `name_for_search(p.surname) like $${index + 2} or name_for_search(p.full_name) like $${index + 2}`).join(' or ')})
       and ${words.map((_, index) => `(' ' || name_for_search(p.full_name)) like '% ' || $${index + 2}`).join(' and ')}
     order by p.full_name, p.birth_date nulls last, p.id
     limit $1`,
    [asked.limit, ...begins],
  );
  return rows.map((row) => ({
    id: String(row.id),
    source: row.source,
    externalId: row.external_id,
    kind: row.kind,
    name: row.full_name,
    birthDate: row.birth_date,
    lastVisit: row.last_visit?.toISOString() ?? null,
    phones: row.phones,
  }));
}
