import { TransientFailure } from '../contracts/failures.ts';
import { writeAudit } from '../access/index.ts';
import { inTransaction, type Database, type PoolClient } from '../platform/database/index.ts';
import { callRecordings } from './call-recordings.ts';
import { markDeleted, type Storages } from './forget-recordings.ts';

export interface Erased {
  /** Recordings that can be played no more. */
  erased: number;
  /** Of these, copies whose file could not be removed yet; it is tried again until it is. */
  pending: number;
}

/**
 * Erases what is kept of the recordings of a call. From this moment none of them is played, also not from the PBX, and
 * none comes again, be it told for the first time after this. The PBX's own copy is not ours to delete.
 */
export async function eraseRecordings(
  options: { database: Database; storages: Storages; now: Date },
  asked: { callId: number; who: string; tokenId: number },
): Promise<Erased> {
  const { database, storages, now } = options;
  const fresh = await markErased(database, asked, now);
  const there = (await callRecordings(database.pool, asked.callId)).filter(({ state }) => state !== 'deleted');
  const audit = (subject: string, pending: boolean): Promise<void> =>
    writeAudit(database.sql, {
      at: now,
      who: asked.who,
      what: 'recording.erased',
      subject,
      detail: { call: asked.callId, token: asked.tokenId, pending },
    });
  if (fresh && there.length === 0) await audit('none told yet', false);
  let pending = 0;
  for (const recording of there) {
    // First nobody can listen any more, whatever becomes of the file.
    await database.sql
      .updateTable('recording')
      .set({ expires_at: now, reason: 'erased' })
      .where('id', '=', recording.id)
      .execute();
    const removed = recording.state !== 'stored' || (await remove(storages, recording));
    if (removed) await markDeleted(database.sql, [recording.id], 'erased');
    else pending += 1;
    await audit(String(recording.id), !removed);
  }
  return { erased: there.length, pending };
}

/** False when it was marked before. Whoever settles the call now holds its lock: what he owes is there afterwards. */
async function markErased(
  database: Database,
  { callId, who }: { callId: number; who: string },
  now: Date,
): Promise<boolean> {
  return inTransaction(database.pool, async (client) => {
    await client.query('select from call where id = $1 for update', [callId]);
    const { rowCount } = await client.query(
      'insert into recording_erasure (call_id, at, who) values ($1, $2, $3) on conflict do nothing',
      [callId, now, who],
    );
    return rowCount === 1;
  });
}

async function remove(
  storages: Storages,
  recording: { storage: 'disk' | 's3' | null; name: string },
): Promise<boolean> {
  const storage = recording.storage === null ? undefined : storages.of(recording.storage);
  if (storage === undefined) return recording.storage === null;
  try {
    await storage.remove(recording.name);
    return true;
  } catch (error) {
    if (error instanceof TransientFailure) return false;
    throw error;
  }
}

/**
 * In the transaction that erases a person: from its commit nothing of these calls is played or fetched, and the copies
 * are due to be deleted at once. Answers how many recordings there were.
 */
export async function forgetRecordingsOf(
  tx: PoolClient,
  calls: readonly number[],
  { at, who }: { at: Date; who: string },
): Promise<number> {
  await tx.query(
    `insert into recording_erasure (call_id, at, who) select unnest($1::bigint[]), $2, $3 on conflict do nothing`,
    [calls, at, who],
  );
  const { rowCount } = await tx.query(
    `update recording set reason = 'erased', next_attempt_at = null, lease = null,
       expires_at = case when state = 'stored' then $2 else expires_at end,
       state = case when state = 'stored' then state else 'deleted' end
     where call_id = any($1) and state <> 'deleted'`,
    [calls, at],
  );
  return rowCount ?? 0;
}
