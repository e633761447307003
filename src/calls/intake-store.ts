import type { CallEvent } from '../contracts/call-event.ts';
import type { DirectoryEntry } from '../callers/index.ts';
import type { CallChange, CallRecordRow, DirectorySnapshot } from './apply-facts.ts';
import type { StoredEvent } from './facts.ts';
import type { HeldCall, HeldCalls } from './held-calls.ts';
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
  /** The xmin of every row that this transaction writes. */
  xid: string;
  /** `fresh`: the row is not in the table yet. */
  calls: { row: CallRecordRow; fresh: boolean; facts: StoredEvent[] }[];
  /** Calls that others took over in this transaction. */
  merged: CallRecordRow[];
  directory: DirectorySnapshot;
}

interface Opened {
  xid: string;
  groups: number[];
  calls: (
    | { id: number; row: CallRecordRow; events: { event: CallEvent; receivedAt: string }[] }
    | { id: number; fresh: boolean; row?: undefined }
  )[];
  stored: number[];
  merged: CallRecordRow[];
  entries: DirectoryEntry[];
  asOf: string | null;
  recent: { id: number; external: string; startedAt: string; seconds: number | null; result: string | null }[];
  chosen: { external: string; person: number | null; subject: number | null }[];
}

/** Opens the transaction (`begun`: it is open), locks, stores and loads: one round trip. */
export async function openBatch(
  client: PoolClient,
  batch: IntakeBatch,
  held: Pick<HeldCalls, 'find'>,
  { begun = false }: { begun?: boolean } = {},
): Promise<OpenedBatch> {
  const offered = new Map<number, HeldCall>();
  const groups = batch.groups
    .map(({ account, ids }) => {
      const known = ids.length === 1 ? held.find(account, ids[0] ?? '') : undefined;
      if (known !== undefined) offered.set(known.row.id, known);
      return {
        account,
        ids: ids.length === 1 ? ids : ids.toSorted(),
        held: known === undefined ? null : `${known.row.id}:${known.xmin}`,
      };
    })
    .toSorted((a, b) => compare(a.account, b.account) || compare(a.ids[0] ?? '', b.ids[0] ?? ''));
  const groupOf = new Map(
    groups.flatMap(({ account, ids }, group) => ids.map((id) => [`${account}\n${id}`, group] as const)),
  );
  const events = withoutRepeats(batch.events).map((one) => ({
    ...one,
    group: groupOf.get(`${one.event.account}\n${one.event.providerCallId}`) ?? 0,
  }));
  const text = jsonText({
    at: batch.at,
    householdLimit: batch.householdLimit,
    recentSince: batch.recentSince,
    groups,
    events: events.map(({ group, event, receivedAt, raw }) => ({
      group,
      account: event.account,
      key: event.eventKey,
      receivedAt,
      event,
      raw: raw?.toString('base64') ?? null,
    })),
  });
  // The simple protocol takes several statements at once, but no parameters.
  const begin = begun ? 'select' : 'begin';
  const results = (await client.query(
    `${begin}; select intake_open(${literal(text)}::jsonb) as opened`,
  )) as unknown as [QueryResult, QueryResult<{ opened: Opened }>];
  const opened = results[1].rows[0]?.opened;
  if (opened === undefined) throw new Error('intake_open answered nothing');
  const stored = opened.stored.flatMap((place) => events[place] ?? []);
  return {
    xid: opened.xid,
    calls: opened.calls.map((call): OpenedBatch['calls'][number] => {
      if (call.row !== undefined) {
        const facts = call.events.map(({ event, receivedAt }) => ({ event, receivedAt: new Date(receivedAt) }));
        return { row: call.row, fresh: false, facts };
      }
      const added = stored.filter(({ group }) => opened.groups[group] === call.id);
      const facts = added.map(({ event, receivedAt }) => ({ event, receivedAt }));
      const account = added[0]?.event.account ?? '';
      if (call.fresh) return { row: newRow(call.id, account, batch.at), fresh: true, facts };
      const known = offered.get(call.id);
      if (known === undefined) throw new Error(`intake_open believes that call ${call.id} is held`);
      return { row: known.row, fresh: false, facts: [...known.facts, ...facts] };
    }),
    merged: opened.merged,
    directory: {
      entries: opened.entries,
      asOf: opened.asOf === null ? null : new Date(opened.asOf),
      recent: opened.recent.map((call) => ({ ...call, startedAt: new Date(call.startedAt) })),
      chosen: new Map(opened.chosen.map(({ external, person, subject }) => [external, { person, subject }])),
    },
  };
}

/** One of each key, in order of key: everybody locks them in one order. */
function withoutRepeats(events: IntakeBatch['events']): IntakeBatch['events'] {
  const byKey = new Map<string, IntakeBatch['events'][number]>();
  for (const one of events) {
    const key = `${one.event.account}\n${one.event.eventKey}`;
    if (!byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey].toSorted(([a], [b]) => compare(a, b)).map(([, one]) => one);
}

function newRow(id: number, account: string, at: Date): CallRecordRow {
  return {
    id,
    account,
    branch: null,
    zone: null,
    line: null,
    direction: null,
    external: null,
    state: 'new',
    result: null,
    missed_reason: null,
    started_at: at,
    answered_at: null,
    ended_at: null,
    answered_extension: null,
    answered_seat: null,
    wait_seconds: null,
    talk_seconds: null,
    kind: null,
    class: null,
    learnt_at: at,
    late: false,
    version: 0,
    caller: null,
    pops: {},
    settle_due_at: null,
    settled_at: null,
    expired: false,
    chosen_person: null,
    corrected_class: null,
    taken_seat: null,
    taken_legs: null,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface BatchChanges {
  /** `caller` null: as it was. */
  calls: (CallChange & { fresh: boolean })[];
  merged: { id: number; pops: Record<string, string>; version: number }[];
  pops: { feed: string; callId: number; version: number; type: string; reason: string | null; at: Date }[];
}

/**
 * Writes and commits (`commit: false`: leaves the transaction open) in one round trip; answers the cursor of each pop in
 * the order given.
 */
export async function closeBatch(
  client: PoolClient,
  changes: BatchChanges,
  { commit = true }: { commit?: boolean } = {},
): Promise<number[]> {
  const results = (await client.query(
    `select intake_write(${literal(jsonText(changes))}::jsonb) as cursors; ${commit ? 'commit' : 'select'}`,
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

/** As `escapeLiteral` of pg, which goes letter by letter. */
function literal(text: string): string {
  const quoted = text.includes("'") ? text.replaceAll("'", "''") : text;
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
