import type { InboundRequest } from '../contracts/request.ts';
import type { Sql } from '../platform/database/index.ts';

/** Notifications of a PBX, or receipts and answers of an SMS provider. */
export const quarantineParts = ['webhooks', 'receipts'] as const;
export type QuarantinePart = (typeof quarantineParts)[number];

export interface Quarantined {
  id: number;
  part: QuarantinePart;
  account: string;
  receivedAt: Date;
  method: string;
  path: string;
  contentType: string | null;
  truncated: boolean;
  reason: string;
  field: string | null;
  state: 'waiting' | 'replayed' | 'dismissed';
  query: string;
  body: string;
}

/** Keeps a webhook that could not be read. It comes without the account's secret. */
export async function quarantine(
  sql: Sql,
  kept: {
    part?: QuarantinePart;
    account: string;
    request: InboundRequest;
    receivedAt: Date;
    truncated: boolean;
    reason: string;
    field: string | null;
  },
): Promise<void> {
  await sql
    .insertInto('quarantine')
    .values({
      part: kept.part ?? 'webhooks',
      account: kept.account,
      received_at: kept.receivedAt,
      method: kept.request.method,
      path: kept.request.path,
      query: kept.request.rawQuery,
      content_type: kept.request.headers['content-type'] ?? null,
      body: kept.request.body,
      truncated: kept.truncated,
      reason: kept.reason.slice(0, 1000),
      field: kept.field,
    })
    .execute();
}

/** What waits for a person, newest first, as it came. */
export async function listQuarantine(
  sql: Sql,
  options: {
    part?: QuarantinePart | undefined;
    account?: string | undefined;
    limit: number;
    before?: number | undefined;
  },
): Promise<Quarantined[]> {
  let query = sql
    .selectFrom('quarantine')
    .selectAll()
    .where('state', '=', 'waiting')
    .orderBy('id', 'desc')
    .limit(options.limit);
  if (options.part !== undefined) query = query.where('part', '=', options.part);
  if (options.account !== undefined) query = query.where('account', '=', options.account);
  if (options.before !== undefined) query = query.where('id', '<', options.before);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    part: row.part,
    account: row.account,
    receivedAt: row.received_at,
    method: row.method,
    path: row.path,
    contentType: row.content_type,
    truncated: row.truncated,
    reason: row.reason,
    field: row.field,
    state: row.state,
    query: row.query,
    body: row.body.toString('utf8'),
  }));
}

export interface KeptRequest {
  id: number;
  part: QuarantinePart;
  account: string;
  request: InboundRequest;
  receivedAt: Date;
}

export async function readQuarantined(sql: Sql, id: number): Promise<KeptRequest | null> {
  const row = await sql.selectFrom('quarantine').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    part: row.part,
    account: row.account,
    receivedAt: row.received_at,
    request: {
      method: row.method === 'GET' ? 'GET' : 'POST',
      path: row.path,
      query: Object.fromEntries(new URLSearchParams(row.query)),
      rawQuery: row.query,
      headers: row.content_type === null ? {} : { 'content-type': row.content_type },
      body: row.body,
      remoteAddress: '',
    },
  };
}

export async function markReplayed(sql: Sql, id: number, at: Date): Promise<void> {
  await sql.updateTable('quarantine').set({ state: 'replayed', replayed_at: at }).where('id', '=', id).execute();
}

/** A person decides that nothing is lost with it. False when it does not wait. */
export async function dismissQuarantined(sql: Sql, id: number): Promise<boolean> {
  const { numUpdatedRows } = await sql
    .updateTable('quarantine')
    .set({ state: 'dismissed' })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
