import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { StopMarks } from './stop-marks.ts';

const DAY_MS = 24 * 3600_000;

/**
 * Empties what messages hold of a person who is erased: texts, numbers, answers. What is not sent yet is not sent. On the
 * stop-list a mark takes the place of a number: of those that stood on it, or of all where nothing may be sent again.
 */
export async function forgetMessagesOf(
  tx: PoolClient,
  who: Pick<ErasedPerson, 'cards' | 'phones' | 'written'>,
  told: { at: Date; marks: StopMarks; stopAll: boolean },
): Promise<{ messages: number; replies: number; consents: number; unread: number; stops: number }> {
  const { at, marks } = told;
  const messages = await tx.query(
    `update message set phone = null, text = null, person_id = null, variables = '{}', why = null, visit_day = null,
       key = 'erased ' || id,
       state = case when state in ('planned', 'due') then 'cancelled' else state end,
       reason = case when state in ('planned', 'due') then 'erased' else reason end,
       final_at = coalesce(final_at, $3), next_attempt_at = null, next_status_at = null
     where phone = any($2) or person_id = any($1)`,
    [who.cards, who.phones, at],
  );
  const replies = await tx.query('update message_reply set phone = null, text = null where phone = any($1)', [
    who.phones,
  ]);
  const consents = await tx.query('delete from consent where phone = any($1) or person_id = any($2)', [
    ...[who.phones, who.cards],
  ]);
  const unread = await tx.query(
    `delete from quarantine
     where part = 'receipts' and (encode(body, 'escape') ~ $1 or query ~ $1 or path ~ $1)`,
    [who.written],
  );
  let stops = 0;
  for (const phone of who.phones) {
    const [mark] = await marks(phone);
    const { rowCount } = await tx.query(
      `with gone as (delete from stop_list where phone = $1 returning scope, at)
       insert into stop_list (phone, scope, at, source, who)
       select $2, coalesce((select scope from gone), 'advertising'), coalesce((select at from gone), $3), 'erased', 'trubka'
       where $4 or exists (select from gone)
       on conflict (phone) do update set scope = case when stop_list.scope = 'all' then 'all' else excluded.scope end`,
      [phone, mark, at, told.stopAll],
    );
    stops += rowCount ?? 0;
  }
  return {
    ...{ messages: messages.rowCount ?? 0, replies: replies.rowCount ?? 0, consents: consents.rowCount ?? 0 },
    ...{ unread: unread.rowCount ?? 0, stops },
  };
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
  await pool.query(`delete from quarantine where part = 'receipts' and received_at < $1`, [
    new Date(now.getTime() - 30 * DAY_MS),
  ]);
}
