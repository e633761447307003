import { createHash } from 'node:crypto';
import type { PoolClient } from '../platform/database/index.ts';
import type { RecordingPlace } from '../platform/configuration/index.ts';
import { FIRST_PAUSE_SECONDS } from './recording-schedule.ts';

/** A call that is being settled, with what its facts say of recordings. */
export interface RecordedCall {
  id: number;
  account: string;
  started_at: Date | string;
  fold: { recordings: readonly { ref: string; kind: 'talk' | 'voicemail' }[] };
}

/** What a recording is recognised by; the address itself is not kept a second time. */
export function refHash(ref: string): Buffer {
  return createHash('sha256').update(ref).digest();
}

const DAY_MS = 24 * 3600_000;

/**
 * Makes a row for each recording that the facts of these calls tell and that has none yet, in the transaction that
 * settles them: a later fact settles its call again, so none is missed and the intake pays nothing. A row is never
 * taken back, and none is made for a call whose recordings were erased. The rows of calls that were merged move along; a recording that never came is replaced by one that is
 * told later. Answers how many are new.
 */
export async function oweRecordings(
  client: PoolClient,
  calls: readonly RecordedCall[],
  options: { now: Date; placeOf(account: string): RecordingPlace },
): Promise<number> {
  const told = calls.flatMap((call) => call.fold.recordings.map((recording) => ({ call, ...recording })));
  if (told.length === 0) return 0;
  await client.query(
    `update recording r set call_id = c.merged_into
     from call c
     where c.merged_into = any($1) and r.call_id = c.id and not exists (
       select from recording o where o.call_id = c.merged_into and o.ref_hash = r.ref_hash)`,
    [[...new Set(told.map(({ call }) => call.id))]],
  );
  const rows = told.map(({ call, ref, kind }) => {
    const place = options.placeOf(call.account);
    const expires = place.keep === 'copy' ? new Date(new Date(call.started_at).getTime() + place.days * DAY_MS) : null;
    // The term of an old call that was learnt late may be over already.
    const copied = expires !== null && expires > options.now;
    return {
      call_id: call.id,
      account: call.account,
      ref,
      ref_hash: refHash(ref).toString('hex'),
      kind,
      state: copied ? 'wanted' : 'at-pbx',
      expires_at: copied ? expires : null,
      due_at: copied ? new Date(options.now.getTime() + FIRST_PAUSE_SECONDS * 1000) : null,
    };
  });
  const { rows: made } = await client.query<{ id: number }>(
    `insert into recording (call_id, account, ref_hash, provider_call_id, kind, state, next_attempt_at, expires_at, created_at)
     select n.call_id, n.account, decode(n.ref_hash, 'hex'), (
         select e.event ->> 'providerCallId' from call_event e
         where e.call_id = n.call_id and e.event -> 'recording' ->> 'ref' = n.ref order by e.id limit 1),
       n.kind, n.state, n.due_at, n.expires_at, $2
     from jsonb_to_recordset($1::jsonb) as n(call_id bigint, account text, ref text, ref_hash text, kind text, state text,
       expires_at timestamptz, due_at timestamptz)
     where not exists (
       select from recording o where o.call_id = n.call_id and o.ref_hash = decode(n.ref_hash, 'hex'))
     and not exists (
       select from recording_erasure e join call c on c.id = e.call_id
       where c.id = n.call_id or c.merged_into = n.call_id)
     on conflict do nothing
     returning id`,
    [JSON.stringify(rows), options.now],
  );
  if (made.length > 0)
    await client.query(
      `update recording failed set replaced_by = n.id
       from recording n
       where n.id = any($1) and failed.call_id = n.call_id and failed.kind = n.kind and failed.state = 'never'
         and failed.replaced_by is null and failed.id < n.id`,
      [made.map(({ id }) => id)],
    );
  return made.length;
}
