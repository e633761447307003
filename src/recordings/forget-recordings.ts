import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql as raw } from 'kysely';
import { writeAudit } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import type { RecordingStore } from './recording-store.ts';
import type { RecordingStorage } from './storage.ts';

const BATCH = 100;
const HOUR_MS = 3600_000;
/** So long a file without a row is left alone: its row may come back with a backup of the database. */
const ORPHAN_DAYS = 7;
/** No download takes longer. */
const INCOMING_HOURS = 1;

export interface Storages {
  /** Undefined when it is no longer configured. */
  of(id: 'disk' | 's3'): RecordingStorage | undefined;
}

/**
 * Deletes the copies whose term is over: the file, then the row says so, with an audit row. A file that cannot be
 * removed keeps no other from going and is tried again at the next turn; then this rejects with the first failure, when
 * all were tried. Answers how many were deleted.
 */
export async function deleteExpired(options: {
  store: RecordingStore;
  sql: Sql;
  storages: Storages;
  now: Date;
}): Promise<number> {
  const { store, sql, storages, now } = options;
  let deleted = 0;
  let failure: unknown = null;
  for (let after = 0; ;) {
    const due = await store.expired(now, { after, limit: BATCH });
    for (const { id, storage, name } of due) {
      after = id;
      try {
        await removeCopy(storages, storage, name);
      } catch (error) {
        failure ??= error;
        continue;
      }
      for (const gone of await markDeleted(sql, [id], 'term-over')) {
        const what = { what: 'recording.deleted', subject: String(gone), detail: { reason: 'term-over' } };
        await writeAudit(sql, { at: now, who: 'trubka', ...what });
        deleted += 1;
      }
    }
    if (due.length === BATCH) continue;
    if (failure !== null) throw failure as Error;
    return deleted;
  }
}

async function removeCopy(storages: Storages, storage: 'disk' | 's3', name: string): Promise<void> {
  const place = storages.of(storage);
  if (place === undefined) throw new Error(`Copies in ${storage} are due to be deleted; configure it again`);
  await place.remove(name);
}

/** Answers the ids that were not deleted before. What is left of a row says that there was one, and stops it from coming again. */
export async function markDeleted(sql: Sql, ids: readonly number[], reason: string): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await sql
    .updateTable('recording')
    .set({
      state: 'deleted',
      // An erasure that waited for its file keeps its own word.
      reason: raw<string>`case when state = 'stored' and reason = 'erased' then reason else ${reason} end`,
      sha256: null,
      size: null,
      seconds: null,
      next_attempt_at: null,
      lease: null,
    })
    .where('id', 'in', [...ids])
    .where('state', '!=', 'deleted')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Files that a crash left without a row: a download that was cut, a file whose row was never written. */
export async function sweepOrphans(options: {
  store: RecordingStore;
  storages: readonly RecordingStorage[];
  incoming: string;
  now: Date;
}): Promise<number> {
  const { store, incoming, now } = options;
  let removed = await sweepIncoming(incoming, new Date(now.getTime() - INCOMING_HOURS * HOUR_MS));
  const before = now.getTime() - ORPHAN_DAYS * 24 * HOUR_MS;
  for (const storage of options.storages) {
    let names: string[] = [];
    const flush = async (): Promise<void> => {
      for (const name of await store.orphans(names)) {
        await storage.remove(name);
        removed += 1;
      }
      names = [];
    };
    for await (const { name, changedAt } of storage.list()) {
      // Somebody else's file in the same place is not ours to remove.
      if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(name) || changedAt.getTime() > before) continue;
      names.push(name);
      if (names.length >= BATCH) await flush();
    }
    if (names.length > 0) await flush();
  }
  return removed;
}

async function sweepIncoming(folder: string, before: Date): Promise<number> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  let removed = 0;
  for (const name of names) {
    const about = await stat(join(folder, name)).catch(() => null);
    if (about === null || about.mtime > before) continue;
    await rm(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
}
