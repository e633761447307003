import type { E164 } from '../contracts/phone-number.ts';
import type { Pool } from '../platform/database/index.ts';

/** Shorter is no conversation: operators' voice assistants answer, too. */
const CONVERSATION_SECONDS = 15;
const DAY_MS = 24 * 3600_000;

/** Who of this account's extensions last talked with the number, either way, and whether that extension talks now. */
export async function lastOperator(
  pool: Pool,
  asked: { account: string; phone: E164; at: Date; days: number },
): Promise<{ extension: string; talking: boolean } | null> {
  const { rows } = await pool.query<{ extension: string; talking: boolean }>(
    `select c.answered_extension as extension, exists (
       select from call l
       where l.ended_at is null and l.merged_into is null and l.account = $1
         and l.answered_extension = c.answered_extension and l.started_at > $3::timestamptz - interval '1 day') as talking
     from call c
     where c.external = $2 and c.account = $1 and c.merged_into is null and c.started_at > $4
       and c.ended_at is not null and c.answered_extension is not null and c.talk_seconds >= $5
     order by c.started_at desc limit 1`,
    [asked.account, asked.phone, asked.at, new Date(asked.at.getTime() - asked.days * DAY_MS), CONVERSATION_SECONDS],
  );
  return rows[0] ?? null;
}
