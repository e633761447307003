import { writeAudit } from '../access/index.ts';
import type { Database } from '../platform/database/index.ts';

/** What never came is wanted again, from now on with the whole time. Answers how many. */
export async function retryRecordings(
  { database, now }: { database: Database; now: Date },
  asked: { callId: number; who: string; tokenId: number },
): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `update recording set state = 'wanted', attempts = 0, created_at = $2, next_attempt_at = $2, seen_size = null,
       seen_since = null
     where call_id in (select id from call where id = $1 or merged_into = $1) and state = 'never' and replaced_by is null
     returning id`,
    [asked.callId, now],
  );
  for (const { id } of rows)
    await writeAudit(database.sql, {
      at: now,
      who: asked.who,
      what: 'recording.retried',
      subject: String(id),
      detail: { call: asked.callId, token: asked.tokenId },
    });
  return rows.length;
}
