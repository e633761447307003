import { TransientFailure } from '../contracts/failures.ts';
import { writeAudit } from '../access/index.ts';
import type { Database } from '../platform/database/index.ts';
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
 * none comes again. The PBX's own copy is not ours to delete.
 */
export async function eraseRecordings(
  options: { database: Database; storages: Storages; now: Date },
  asked: { callId: number; who: string; tokenId: number },
): Promise<Erased> {
  const { database, storages, now } = options;
  const there = (await callRecordings(database.pool, asked.callId)).filter(({ state }) => state !== 'deleted');
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
    await writeAudit(database.sql, {
      at: now,
      who: asked.who,
      what: 'recording.erased',
      subject: String(recording.id),
      detail: { call: asked.callId, token: asked.tokenId, pending: !removed },
    });
  }
  return { erased: there.length, pending };
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
