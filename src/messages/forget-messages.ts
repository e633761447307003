import type { Pool, PoolClient } from '../platform/database/index.ts';

const DAY_MS = 24 * 3600_000;

/** Empties what messages hold of a person who is erased: texts, numbers, answers. What is not sent yet is not sent. */
export async function forgetMessagesOf(
  tx: PoolClient,
  who: { personId: number | null; phones: readonly string[] },
  at: Date,
): Promise<void> {
  await tx.query(
    `update message set phone = null, text = null, person_id = null, variables = '{}', why = null, visit_day = null,
       key = 'erased ' || id,
       state = case when state in ('planned', 'due') then 'cancelled' else state end,
       reason = case when state in ('planned', 'due') then 'erased' else reason end,
       final_at = coalesce(final_at, $3), next_attempt_at = null, next_status_at = null
     where phone = any($2) or person_id = $1`,
    [who.personId, who.phones, at],
  );
  await tx.query('update message_reply set phone = null, text = null where phone = any($1)', [who.phones]);
  await tx.query('delete from consent where phone = any($1) or person_id = $2', [who.phones, who.personId]);
}

/** Numbers and texts whose term is over, and what waited for a message that never came. */
export async function pruneMessages(pool: Pool, now: Date, keepDays: number): Promise<void> {
  const before = new Date(now.getTime() - keepDays * DAY_MS);
  await pool.query(
    `update message set phone = null, text = null, person_id = null, why = null, key = 'over ' || id
     where id in (select id from message where due_at < $1 and text is not null and final_at is not null limit 10000)`,
    [before],
  );
  await pool.query('update message_reply set phone = null, text = null where at < $1 and text is not null', [before]);
  await pool.query('delete from answer_link where expires_at < $1', [now]);
  await pool.query('delete from message_report where received_at < $1', [new Date(now.getTime() - 90 * DAY_MS)]);
  await pool.query('delete from message_report where message_id is null and received_at < $1', [
    new Date(now.getTime() - 7 * DAY_MS),
  ]);
  await pool.query('delete from message_quarantine where received_at < $1', [new Date(now.getTime() - 30 * DAY_MS)]);
}
