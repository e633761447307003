import { recordKinds, type PlannedRecord, type RecordKind, type StoredRecord } from './plan-records.ts';
import type { Queries } from './queries.ts';
import type { RecordContent } from './record-content.ts';

interface StoredRow {
  id: number;
  account: string;
  kind: RecordKind;
  call_id: number;
  state: string;
  revision: number;
  record_key: string | null;
  starts_at: Date;
  published_at: Date | null;
  fetched_at: Date | null;
  payload: RecordContent;
}

export async function loadRecords(query: Queries, callIds: number[]): Promise<StoredRecord[]> {
  const rows = await query<StoredRow>(
    `select id, account, kind, call_id, state, revision, record_key, starts_at, published_at, fetched_at, payload
     from delivery where call_id = any($1) and kind = any($2)`,
    [callIds, recordKinds],
  );
  return rows.map((row) => ({
    id: row.id,
    account: row.account,
    kind: row.kind,
    callId: row.call_id,
    state: row.state,
    revision: row.revision,
    recordKey: row.record_key,
    startsAt: row.starts_at,
    publishedAt: row.published_at,
    fetched: row.fetched_at !== null,
    content: row.payload,
  }));
}

/** Which of these keys records of the account hold. */
export async function takenKeys(query: Queries, account: string, keys: string[]): Promise<string[]> {
  const rows = await query<{ record_key: string }>(
    `select record_key from delivery where account = $1 and kind = 'call' and record_key = any($2)`,
    [account, keys],
  );
  return rows.map((row) => row.record_key);
}

export interface WrittenRecord extends PlannedRecord {
  publishedAt: Date | null;
}

/** Answers the records whose key another transaction took meanwhile; all others are stored. */
export async function insertRecords(query: Queries, records: WrittenRecord[], now: Date): Promise<WrittenRecord[]> {
  if (records.length === 0) return [];
  const stored = await query<{ account: string; kind: string; call_id: number }>(
    `insert into delivery (account, kind, call_id, state, record_key, starts_at, published_at, next_attempt_at, payload, created_at)
     select n.account, n.kind, n.call_id, 'offered', n.record_key, n.starts_at, n.published_at, n.due_at, n.payload, $2
     from jsonb_to_recordset($1::jsonb) as n(account text, kind text, call_id bigint, record_key text,
       starts_at timestamptz, published_at timestamptz, due_at timestamptz, payload jsonb)
     order by n.account, n.record_key
     on conflict (account, kind, record_key) where record_key is not null do nothing
     returning account, kind, call_id`,
    [rowsText(records), now],
  );
  const done = new Set(stored.map((row) => `${row.call_id} ${row.kind} ${row.account}`));
  return records.filter((record) => !done.has(`${record.callId} ${record.kind} ${record.account.account}`));
}

/** The next revision of each. */
export async function updateRecords(query: Queries, records: WrittenRecord[]): Promise<void> {
  if (records.length === 0) return;
  await query(
    `update delivery d set state = 'offered', revision = d.revision + 1, record_key = n.record_key,
       starts_at = n.starts_at, published_at = n.published_at, next_attempt_at = n.due_at, payload = n.payload
     from jsonb_to_recordset($1::jsonb) as n(id bigint, record_key text, starts_at timestamptz,
       published_at timestamptz, due_at timestamptz, payload jsonb)
     where d.id = n.id`,
    [rowsText(records)],
  );
}

export async function supersedeRecords(query: Queries, ids: number[]): Promise<void> {
  if (ids.length > 0) await query(`update delivery set state = 'superseded' where id = any($1)`, [ids]);
}

function rowsText(records: WrittenRecord[]): string {
  return JSON.stringify(
    records.map((record) => ({
      id: record.stored?.id,
      account: record.account.account,
      kind: record.kind,
      call_id: record.callId,
      record_key: record.recordKey,
      starts_at: record.startsAt,
      published_at: record.publishedAt,
      due_at: record.publishedAt === null ? record.dueAt : null,
      payload: record.content,
    })),
  );
}
