import { createHash, randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from '../platform/database/index.ts';

/** A fresh address of the page on which the person answers; only its hash is kept. */
export async function createAnswerLink(
  tx: PoolClient,
  { message, address, expiresAt }: { message: number; address: string; expiresAt: Date },
): Promise<string> {
  const token = randomBytes(12).toString('base64url');
  await tx.query('delete from answer_link where message_id = $1', [message]);
  await tx.query('insert into answer_link (hash, message_id, expires_at) values ($1, $2, $3)', [
    hashOf(token),
    message,
    expiresAt,
  ]);
  return `${address.replace(/\/+$/, '')}/r/${token}`;
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
