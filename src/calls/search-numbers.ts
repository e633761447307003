import { searchPeople } from '../callers/index.ts';
import type { Pool } from '../platform/database/index.ts';

const mostPeople = 200;
const mostNumbers = 2000;
/** Fewer digits stand in too many numbers to mean one. */
const leastDigits = 3;

/** The outside numbers that somebody means by a name or by a part of a number; none for what is too short to mean any. */
export async function searchNumbers(pool: Pool, text: string): Promise<string[]> {
  if (/\p{L}/u.test(text)) return numbersOf(pool, text);
  const digits = text.replace(/\D/g, '');
  if (digits.length < leastDigits) return [];
  // A Russian number is as often begun with 8 as with +7.
  const part = /^8\d{10}$/.test(digits) ? `7${digits.slice(1)}` : digits;
  const { rows } = await pool.query<{ external: string }>(
    `select distinct external from call where external is not null and external like '%' || $1 || '%' limit $2`,
    [part, mostNumbers],
  );
  return rows.map(({ external }) => external);
}

async function numbersOf(pool: Pool, name: string): Promise<string[]> {
  const people = await searchPeople(pool, { name, limit: mostPeople });
  const { rows } = await pool.query<{ e164: string }>(
    `select distinct e164 from person_phone where person_id = any($1) limit $2`,
    [people.map(({ id }) => Number(id)), mostNumbers],
  );
  return rows.map(({ e164 }) => e164);
}
