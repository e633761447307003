import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';
import { refHash } from './owe-recordings.ts';
import type { RecordingState } from './recording-store.ts';

export const recordingViewSchema = z.object({
  id: z.string(),
  kind: z.enum(['talk', 'voicemail']),
  state: z
    .enum(['wanted', 'waiting', 'stored', 'at-pbx', 'never', 'deleted'])
    .describe('stored: a copy is kept here; at-pbx: played from the telephone system; never: it did not come in time'),
  reason: z.string().nullable().describe('why it waits, never came or was deleted'),
  seconds: z.number().nullable(),
  size: z.number().int().nullable().describe('bytes'),
  contentType: z.string().nullable(),
  attempts: z.number().int(),
  nextAttemptAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable().describe('when the copy is deleted'),
});
export type RecordingView = z.infer<typeof recordingViewSchema>;

/** A recording with what is needed to play it. */
export interface CallRecording {
  id: number;
  account: string;
  /** Null when the facts of the call do not tell it any more. */
  ref: string | null;
  providerCallId: string;
  kind: 'talk' | 'voicemail';
  state: RecordingState;
  storage: 'disk' | 's3' | null;
  name: string;
  sha256: Buffer | null;
  view: RecordingView;
}

interface Row {
  id: number;
  account: string;
  ref_hash: Buffer;
  provider_call_id: string | null;
  kind: 'talk' | 'voicemail';
  state: RecordingState;
  storage: 'disk' | 's3' | null;
  object_key: string;
  size: number | null;
  seconds: number | null;
  sha256: Buffer | null;
  content_type: string | null;
  reason: string | null;
  attempts: number;
  next_attempt_at: Date | null;
  expires_at: Date | null;
  recordings: { ref: string }[] | null;
}

/** Recordings of a call and of those that were merged into it, best to play first. */
export async function callRecordings(pool: Pool, callId: number): Promise<CallRecording[]> {
  const { rows } = await pool.query<Row>(
    `select r.*, c.fold -> 'recordings' as recordings
     from recording r join call c on c.id = $1
     where r.call_id in (select id from call where id = $1 or merged_into = $1) and r.replaced_by is null
     order by r.state in ('stored', 'at-pbx') desc, r.kind = 'talk' desc, r.id desc`,
    [callId],
  );
  return rows.map((row) => ({
    id: row.id,
    account: row.account,
    ref: row.recordings?.find(({ ref }) => refHash(ref).equals(row.ref_hash))?.ref ?? null,
    providerCallId: row.provider_call_id ?? '',
    kind: row.kind,
    state: row.state,
    storage: row.storage,
    name: row.object_key,
    sha256: row.sha256,
    view: {
      id: String(row.id),
      kind: row.kind,
      state: row.state,
      reason: row.reason,
      seconds: row.seconds === null ? null : Math.round(row.seconds * 10) / 10,
      size: row.size,
      contentType: row.content_type,
      attempts: row.attempts,
      nextAttemptAt: row.state === 'waiting' || row.state === 'wanted' ? iso(row.next_attempt_at) : null,
      expiresAt: row.state === 'stored' ? iso(row.expires_at) : null,
    },
  }));
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
