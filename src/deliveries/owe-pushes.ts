import type { PushedRecording } from '../contracts/pushed-event.ts';
import type { PushWants } from '../contracts/mis-push.ts';
import { CALL_KIND, newKey, OUTCOME_KIND, RECORDING_KIND, type PushPayload } from './push-payload.ts';
import { fingerprintOf, pushedCall, pushedOutcome, type CardOrigin } from './pushed-call.ts';
import { queriesOf, type OpenTransaction, type Queries } from './queries.ts';
import { callContent, type ClinicLines } from './record-content.ts';
import type { SettledCall } from './settled-call.ts';

/** An account that is told of calls, and by which kinds of delivery; left out: those of `push`. */
export interface ToldAccount {
  account: string;
  wants: PushWants;
  kinds?: { call: string; recording: string; outcome: string };
}

interface Owed {
  account: string;
  kind: string;
  call_id: number;
  payload: PushPayload;
  /** A change of what arrived is wanted. */
  updates: boolean;
  /** Takes back what was owed before; where nothing was, there is nothing to take back. */
  revokes: boolean;
}

export interface OwePushes {
  /** The caller's transaction, which holds the locks of these calls. */
  tx: OpenTransaction;
  calls: readonly SettledCall[];
  accounts: Iterable<ToldAccount>;
  clinic: ClinicLines;
  at: Date;
}

/**
 * Owes calls that are over, what was recorded of them and what the reception said, to the accounts that we tell. What was told already and has
 * not changed is left alone; a change is the next revision of the same delivery. What an account is no longer to be
 * told, because a rule or a person said so, is not sent any more.
 */
export async function owePushes({ tx, calls, accounts, clinic, at }: OwePushes): Promise<void> {
  const told = [...accounts];
  if (told.length === 0 || calls.length === 0) return;
  const query = queriesOf(tx);
  const pairs = told.flatMap((account) => calls.map((call) => ({ account, call })));
  await withdraw(
    query,
    pairs.filter((pair) => !mayKnow(pair)).map(({ account, call }) => ({ account: account.account, call_id: call.id })),
  );
  const wanted = pairs.filter(mayKnow);
  if (wanted.length === 0) return;
  const known = { clinic, origins: await originsOf(query, calls), merged: await mergedInto(query, calls) };
  const recordings = wanted.some(({ account }) => account.wants.events.includes('recording.ready'))
    ? await readyRecordings(query, calls)
    : new Map<number, PushedRecording['recordings']>();
  await owe(
    query,
    wanted.flatMap(({ account, call }): Owed[] => {
      const { events, names, links } = account.wants;
      const kinds = account.kinds ?? { call: CALL_KIND, recording: RECORDING_KIND, outcome: OUTCOME_KIND };
      const common = { account: account.account, call_id: call.id, updates: true, revokes: false };
      const owed: Owed[] = [];
      const mergedIds = known.merged.get(call.id) ?? [];
      const content = pushedCall(call, { clinic, origins: known.origins, mergedIds, names, links });
      if (content !== null && events.includes('call.settled'))
        owed.push({
          ...common,
          kind: kinds.call,
          payload: payloadOf({ class: call.class, call: content }, at),
          updates: events.includes('call.updated'),
        });
      const recording = events.includes('recording.ready')
        ? recordingOf(call, recordings, links ? clinic : null)
        : null;
      if (recording !== null)
        owed.push({
          ...common,
          kind: kinds.recording,
          payload: payloadOf({ class: null, recording }, at),
        });
      if (content !== null && events.includes('call.outcome')) {
        const outcome = pushedOutcome(call, content, names);
        owed.push({
          ...common,
          kind: kinds.outcome,
          // A system whose API is called is told of which call it was.
          payload: payloadOf({ class: null, outcome, ...(account.kinds && { call: content }) }, at),
          revokes: outcome.outcome === null && outcome.note === null,
        });
      }
      return owed;
    }),
    at,
  );
}

/** What accounts may be told of these calls, for whatever else is owed to them than the calls themselves. */
export async function tellableCalls(asked: Omit<OwePushes, 'at'>, at: Date) {
  const { tx, calls, clinic } = asked;
  const pairs = [...asked.accounts].flatMap((account) => calls.map((call) => ({ account, call })));
  const wanted = pairs.filter(mayKnow);
  if (wanted.length === 0) return [];
  const query = queriesOf(tx);
  const known = { clinic, origins: await originsOf(query, calls), merged: await mergedInto(query, calls) };
  return wanted.flatMap(({ account: { account, wants }, call }) => {
    const mergedIds = known.merged.get(call.id) ?? [];
    const content = pushedCall(call, { ...known, mergedIds, names: wants.names, links: wants.links });
    if (content === null) return [];
    return [{ account, call_id: call.id, payload: payloadOf({ class: call.class, call: content }, at) }];
  });
}

function mayKnow({ account, call }: { account: ToldAccount; call: SettledCall }): boolean {
  const { branches } = account.wants;
  if (call.direction !== 'in' && call.direction !== 'out') return false;
  if (call.misAccounts != null && !call.misAccounts.includes(account.account)) return false;
  return branches === null || (call.branch !== null && branches.includes(call.branch));
}

function payloadOf(told: Pick<PushPayload, 'class' | 'call' | 'recording' | 'outcome'>, at: Date): PushPayload {
  const fingerprint = fingerprintOf(told.outcome ?? told.call ?? told.recording);
  return { ...told, key: newKey(), fingerprint, at: at.toISOString() };
}

function recordingOf(
  call: SettledCall,
  ready: ReadonlyMap<number, PushedRecording['recordings']>,
  /** Null: its address is not told. */
  clinic: ClinicLines | null,
): PushedRecording | null {
  const recordings = ready.get(call.id);
  if (recordings === undefined || (call.direction !== 'in' && call.direction !== 'out')) return null;
  const url = clinic === null ? null : callContent(call, call.direction, clinic).recordingUrl;
  return { callId: String(call.id), url, recordings };
}

/** The cards that these calls may be about, as their own sources know them. */
async function originsOf(query: Queries, calls: readonly SettledCall[]): Promise<ReadonlyMap<string, CardOrigin>> {
  const ids = new Set(calls.flatMap((call) => (call.caller?.candidates ?? []).map(({ id }) => id)));
  if (ids.size === 0) return new Map();
  const rows = await query<{ id: number; source: string; external_id: string }>(
    'select id, source, external_id from person where id = any($1::bigint[])',
    [[...ids]],
  );
  return new Map(rows.map((row) => [String(row.id), { source: row.source, externalId: row.external_id }]));
}

async function mergedInto(query: Queries, calls: readonly SettledCall[]): Promise<ReadonlyMap<number, string[]>> {
  const rows = await query<{ call_id: number; ids: string[] }>(
    `select merged_into as call_id, array_agg(id::text order by id) as ids from call
     where merged_into = any($1) group by merged_into`,
    [calls.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.call_id, row.ids]));
}

/** What can be listened to. A copy that is not whole yet, or will never come, is not. */
async function readyRecordings(
  query: Queries,
  calls: readonly SettledCall[],
): Promise<ReadonlyMap<number, PushedRecording['recordings']>> {
  const rows = await query<{ call_id: number; recordings: PushedRecording['recordings'] }>(
    `select call_id, jsonb_agg(jsonb_build_object('id', id::text, 'kind', kind,
         'kept', case when state = 'stored' then 'here' else 'at-pbx' end, 'seconds', round(seconds::numeric, 1)) order by id)
       as recordings
     from recording where call_id = any($1) and state in ('stored', 'at-pbx') and replaced_by is null group by call_id`,
    [calls.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.call_id, row.recordings]));
}

async function owe(query: Queries, owed: readonly Owed[], at: Date): Promise<void> {
  if (owed.length === 0) return;
  await query(
    `insert into delivery as d (account, kind, call_id, state, payload, next_attempt_at, created_at)
     select n.account, n.kind, n.call_id, 'owed', n.payload, $2, $2
     from jsonb_to_recordset($1::jsonb)
       as n(account text, kind text, call_id bigint, payload jsonb, updates boolean, revokes boolean)
     where (not n.revokes or exists (
         select from delivery o where o.account = n.account and o.kind = n.kind and o.call_id = n.call_id
           and o.state not in ('superseded', 'dismissed')))
       and (n.updates or not exists (
       select from delivery o where o.account = n.account and o.kind = n.kind and o.call_id = n.call_id
         and o.sent_revision is not null
         -- what a system did not take, it may take once it is known who called
         and not exists (
           select from mis_call_ref r where r.account = o.account and r.what = 'call' and r.call_id = o.call_id
             and r.ref is null and o.kind = 'mis-call')))
     order by n.call_id, n.account, n.kind
     on conflict (account, kind, call_id) do update set
       payload = excluded.payload || jsonb_strip_nulls(jsonb_build_object('key', d.payload ->> 'key')),
       revision = d.revision + 1, state = 'owed', next_attempt_at = $2, owed_since = $2, attempts = 0,
       last_error = null, dead_reason = null, died_at = null
     where d.payload ->> 'fingerprint' is distinct from excluded.payload ->> 'fingerprint' or d.state = 'superseded'`,
    [JSON.stringify(owed), at],
  );
}

async function withdraw(query: Queries, pairs: readonly { account: string; call_id: number }[]): Promise<void> {
  if (pairs.length === 0) return;
  await query(
    `update delivery d set state = 'superseded', next_attempt_at = null,
       payload = d.payload - 'call' - 'recording' - 'outcome'
     from jsonb_to_recordset($1::jsonb) as n(account text, call_id bigint)
     where d.account = n.account and d.call_id = n.call_id
       and d.kind in ('${CALL_KIND}', '${RECORDING_KIND}', '${OUTCOME_KIND}',
         'mis-call', 'mis-recording', 'mis-ticket', 'mis-outcome')
       and d.state in ('owed', 'dead')`,
    [JSON.stringify(pairs)],
  );
}
