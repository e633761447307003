import { randomUUID } from 'node:crypto';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { refHash } from './owe-recordings.ts';

/** Longer than any attempt takes: then somebody else may try. */
export const LEASE_MS = 15 * 60_000;

export type RecordingState = 'wanted' | 'waiting' | 'stored' | 'at-pbx' | 'never' | 'deleted';

export interface TakenRecording {
  id: number;
  lease: string;
  account: string;
  callId: number;
  providerCallId: string;
  /** Null when the facts of the call do not tell it any more. */
  ref: string | null;
  kind: 'talk' | 'voicemail';
  name: string;
  attempts: number;
  bornAt: Date;
  before: { size: number; since: Date } | null;
  /** Null where other recordings of the call make up the talk too. */
  talkSeconds: number | null;
}

export interface StoredCopy {
  storage: 'disk' | 's3';
  size: number;
  seconds: number | null;
  sha256: Buffer;
  contentType: string;
  keyId: string;
  note: string | null;
}

/** Told inside the transaction in which a copy becomes whole; it holds the lock of the call. */
export type RecordingReady = (client: PoolClient, callId: number) => Promise<void>;

/** Rows of `recording` as the job works on them. Each is its own state; several processes may do this at once. */
export function recordingStore(pool: Pool, onReady?: RecordingReady) {
  return {
    /** What is due, each for this worker alone until its lease is over. Several processes may take at once. */
    async take(now: Date, limit: number): Promise<TakenRecording[]> {
      const lease = randomUUID();
      const { rows } = await pool.query<{
        id: number;
        account: string;
        call_id: number;
        provider_call_id: string | null;
        ref_hash: Buffer;
        kind: 'talk' | 'voicemail';
        object_key: string;
        attempts: number;
        created_at: Date;
        seen_size: number | null;
        seen_since: Date | null;
        talk_seconds: number | null;
        recordings: { ref: string; kind: string }[] | null;
      }>(
        `update recording r set lease = $1, next_attempt_at = $2
         from call c
         where c.id = r.call_id and r.id in (
           select id from recording
           where state in ('wanted', 'waiting') and next_attempt_at <= $3
           order by next_attempt_at limit $4 for update skip locked)
         returning r.id, r.account, r.call_id, r.provider_call_id, r.ref_hash, r.kind, r.object_key, r.attempts,
           r.created_at, r.seen_size, r.seen_since, c.talk_seconds, c.fold -> 'recordings' as recordings`,
        [lease, new Date(now.getTime() + LEASE_MS), now, limit],
      );
      return rows.map((row) => {
        const told = row.recordings ?? [];
        const alone = row.kind === 'talk' && told.filter(({ kind }) => kind === 'talk').length === 1;
        return {
          id: row.id,
          lease,
          account: row.account,
          callId: row.call_id,
          providerCallId: row.provider_call_id ?? '',
          ref: told.find(({ ref }) => refHash(ref).equals(row.ref_hash))?.ref ?? null,
          kind: row.kind,
          name: row.object_key,
          attempts: row.attempts,
          bornAt: row.created_at,
          before:
            row.seen_size === null || row.seen_since === null ? null : { size: row.seen_size, since: row.seen_since },
          talkSeconds: alone ? row.talk_seconds : null,
        };
      });
    },

    /** False when the row was given to another meanwhile, or is not wanted any more. */
    async stored(taken: TakenRecording, copy: StoredCopy, now: Date): Promise<boolean> {
      return inTransaction(pool, async (client) => {
        // The call first, as whoever settles it does: then neither overlooks what the other one wrote.
        const { rows: calls } = await client.query<{ id: number }>(
          'select id from call where id = (select coalesce(merged_into, id) from call where id = $1) for update',
          [taken.callId],
        );
        const { rowCount } = await client.query(
          `update recording set state = 'stored', storage = $3, size = $4, seconds = $5, sha256 = $6, content_type = $7,
             key_id = $8, reason = $9, stored_at = $10, attempts = attempts + 1, next_attempt_at = null, lease = null
           where id = $1 and lease = $2 and state in ('wanted', 'waiting')`,
          [
            taken.id,
            taken.lease,
            copy.storage,
            copy.size,
            copy.seconds,
            copy.sha256,
            copy.contentType,
            copy.keyId,
            copy.note,
            now,
          ],
        );
        const [call] = calls;
        if (rowCount === 1 && call !== undefined) await onReady?.(client, call.id);
        return rowCount === 1;
      });
    },

    /** `seenSize` null: the attempt saw no file. `counted` false: it was our own fault. */
    async waits(
      taken: TakenRecording,
      told: { at: Date; reason: string; seenSize: number | null; now: Date; counted: boolean },
    ): Promise<void> {
      await pool.query(
        `update recording set state = 'waiting', attempts = attempts + $7, next_attempt_at = $3, reason = $4,
           seen_since = case when $5::bigint is null or seen_size = $5 then seen_since else $6 end,
           seen_size = coalesce($5, seen_size), lease = null
         where id = $1 and lease = $2 and state in ('wanted', 'waiting')`,
        [taken.id, taken.lease, told.at, told.reason, told.seenSize, told.now, told.counted ? 1 : 0],
      );
    },

    async never(taken: TakenRecording, reason: string): Promise<void> {
      await pool.query(
        `update recording set state = 'never', attempts = attempts + 1, next_attempt_at = null, reason = $3, lease = null
         where id = $1 and lease = $2 and state in ('wanted', 'waiting')`,
        [taken.id, taken.lease, reason],
      );
    },

    /** Copies whose term is over, and those that a person erased while their file could not be removed. */
    async expired(
      now: Date,
      page: { after: number; limit: number },
    ): Promise<{ id: number; storage: 'disk' | 's3'; name: string }[]> {
      const { rows } = await pool.query<{ id: number; storage: 'disk' | 's3'; object_key: string }>(
        `select id, storage, object_key from recording where state = 'stored' and expires_at <= $1 and id > $2
         order by id limit $3`,
        [now, page.after, page.limit],
      );
      return rows.map(({ id, storage, object_key }) => ({ id, storage, name: object_key }));
    },

    /** Which of these names nobody will ever ask for. */
    async orphans(names: readonly string[]): Promise<string[]> {
      const { rows } = await pool.query<{ name: string }>(
        `select n.name from unnest($1::text[]) n(name)
         where not exists (
           select from recording r where r.object_key::text = n.name and r.state in ('stored', 'wanted', 'waiting'))`,
        [names],
      );
      return rows.map(({ name }) => name);
    },
  };
}
export type RecordingStore = ReturnType<typeof recordingStore>;
