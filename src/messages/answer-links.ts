import { createHash, randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from '../platform/database/index.ts';

/** A fresh address of the page on which a person answers. */
export interface AnswerLink {
  token: string;
  url: string;
}

export function newAnswerLink(address: string): AnswerLink {
  const token = randomBytes(12).toString('base64url');
  return { token, url: `${address.replace(/\/+$/, '')}/r/${token}` };
}

/** Keeps the hash of each, and of what a message had before nothing. */
export async function keepAnswerLinks(
  tx: PoolClient,
  links: readonly { message: number; token: string; expiresAt: Date }[],
): Promise<void> {
  if (links.length === 0) return;
  const messages = links.map(({ message }) => message);
  await tx.query('delete from answer_link where message_id = any($1::bigint[])', [messages]);
  await tx.query(
    `insert into answer_link (hash, message_id, expires_at)
     select * from unnest($1::bytea[], $2::bigint[], $3::timestamptz[])`,
    [links.map(({ token }) => hashOf(token)), messages, links.map(({ expiresAt }) => expiresAt)],
  );
}

/** The message that an address belongs to; null: none, or its time is over. */
export async function findAnswerLink(pool: Pool | PoolClient, token: string, now: Date): Promise<number | null> {
  if (!/^[\w-]{16}$/.test(token)) return null;
  const { rows } = await pool.query<{ message_id: number }>(
    'select message_id from answer_link where hash = $1 and expires_at > $2',
    [hashOf(token), now],
  );
  return rows[0]?.message_id ?? null;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
