import type { CallEvent } from '../contracts/call-event.ts';
import type { DirectoryEntry } from '../callers/index.ts';
import type { CallChange, CallRecordRow, DirectorySnapshot } from './apply-facts.ts';
import type { StoredEvent } from './facts.ts';
import type { PoolClient, QueryResult } from '../platform/database/index.ts';

export interface IntakeBatch {
  at: Date;
  householdLimit: number;
  recentSince: Date;
  /** Provider call ids that are one call, disjoint. */
  groups: { account: string; ids: string[] }[];
  events: { event: CallEvent; receivedAt: Date; raw: Buffer | null }[];
}

export interface OpenedBatch {
  calls: { row: CallRecordRow; facts: StoredEvent[] }[];
  /** Calls that others took over in this transaction. */
  merged: CallRecordRow[];
  directory: DirectorySnapshot;
}

interface Opened {
  calls: { row: CallRecordRow; events: { event: CallEvent; receivedAt: string }[] }[];
  merged: CallRecordRow[];
  entries: DirectoryEntry[];
  asOf: string | null;
  recent: { id: number; external: string; startedAt: string; seconds: number | null; result: string | null }[];
  chosen: { external: string; person: number }[];
}

/** Opens the transaction, locks, stores and loads: one round trip. */
export async function openBatch(client: PoolClient, batch: IntakeBatch): Promise<OpenedBatch> {
  const text = jsonText({
    at: batch.at,
    householdLimit: batch.householdLimit,
    recentSince: batch.recentSince,
    groups: batch.groups,
    events: batch.events.map(({ event, receivedAt, raw }) => ({
      account: event.account,
      id: event.providerCallId,
      key: event.eventKey,
      receivedAt,
      event,
      raw: raw?.toString('base64') ?? null,
    })),
  });
  // The simple protocol takes several statements at once, but no parameters.
  const results = (await client.query(
    `begin; select intake_open(${client.escapeLiteral(text)}::jsonb) as opened`,
  )) as unknown as [QueryResult, QueryResult<{ opened: Opened }>];
  const opened = results[1].rows[0]?.opened;
  if (opened === undefined) throw new Error('intake_open answered nothing');
  return {
    calls: opened.calls.map(({ row, events }) => ({
      row,
      facts: events.map(({ event, receivedAt }) => ({ event, receivedAt: new Date(receivedAt) })),
    })),
    merged: opened.merged,
    directory: {
      entries: opened.entries,
      asOf: opened.asOf === null ? null : new Date(opened.asOf),
      recent: opened.recent.map((call) => ({ ...call, startedAt: new Date(call.startedAt) })),
      chosen: new Map(opened.chosen.map(({ external, person }) => [external, person])),
    },
  };
}

export interface BatchChanges {
  calls: CallChange[];
  merged: { id: number; pops: Record<string, string>; version: number }[];
  pops: { feed: string; callId: number; version: number; type: string; reason: string | null; at: Date }[];
}

/** Writes and commits in one round trip; answers the cursor of each pop in the order given. */
export async function closeBatch(client: PoolClient, changes: BatchChanges): Promise<number[]> {
  const results = (await client.query(
    `select intake_write(${client.escapeLiteral(jsonText(changes))}::jsonb) as cursors; commit`,
  )) as unknown as [QueryResult<{ cursors: number[] }>, QueryResult];
  return results[0].rows[0]?.cursors ?? [];
}

/** PostgreSQL's jsonb cannot hold a NUL; it never means anything in a notification. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes('\\u0000')) return text;
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '') : inner,
  );
}
