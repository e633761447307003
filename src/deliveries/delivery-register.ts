import { z } from 'zod';
import { inTransaction, type Pool } from '../platform/database/index.ts';
import { redact } from '../platform/telemetry/index.ts';
import type { DeliveryKind } from './delivery-kind.ts';
import type { EditableFields } from './editable-fields.ts';

export const deliveryStates = ['owed', 'offered', 'sent', 'dead', 'superseded', 'dismissed'] as const;
export const deadReasons = ['permanent', 'ambiguous', 'gave-up'] as const;

const instant = z.iso.datetime();

/** A delivery as people see it. */
export const deliveryViewSchema = z.object({
  id: z.string(),
  account: z.string(),
  kind: z.string(),
  callId: z.string().nullable(),
  revision: z.number().int(),
  state: z.enum(deliveryStates),
  reason: z
    .enum(deadReasons)
    .nullable()
    .describe(
      'permanent: the target refuses it; ambiguous: it may have arrived, look there first; gave-up: 72 h passed',
    ),
  error: z.string().nullable().describe('what the last attempt failed with'),
  attempts: z.number().int(),
  owedSince: instant,
  lastAttemptAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  diedAt: instant.nullable(),
  payload: z.unknown().describe('masked'),
  editable: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('what PUT …/payload may change, as it stands there, masked; null: nothing'),
});
export type DeliveryView = z.infer<typeof deliveryViewSchema>;

export interface DeliveryFilter {
  state?: (typeof deliveryStates)[number] | undefined;
  account?: string | undefined;
  kind?: string | undefined;
  reason?: (typeof deadReasons)[number] | undefined;
  callId?: number | undefined;
}

interface Row {
  id: number;
  account: string;
  kind: string;
  call_id: number | null;
  revision: number;
  state: DeliveryView['state'];
  dead_reason: DeliveryView['reason'];
  last_error: string | null;
  attempts: number;
  created_at: Date;
  owed_since: Date | null;
  last_attempt_at: Date | null;
  next_attempt_at: Date | null;
  died_at: Date | null;
  payload: unknown;
}

export type Kinds = ReadonlyMap<string, DeliveryKind>;

/** Newest first. `before`: the id after which the page begins. */
export async function listDeliveries(
  pool: Pool,
  kinds: Kinds,
  asked: DeliveryFilter & { before?: number | undefined; limit: number },
): Promise<DeliveryView[]> {
  const { where, values } = whereOf(asked);
  if (asked.before !== undefined) where.push(`id < $${values.push(asked.before)}`);
  const { rows } = await pool.query<Row>(
    `select * from delivery ${where.length === 0 ? '' : `where ${where.join(' and ')}`} order by id desc limit $${values.push(asked.limit)}`,
    values,
  );
  return rows.map((row) => viewOf(row, kinds));
}

export async function readDelivery(pool: Pool, kinds: Kinds, id: number): Promise<DeliveryView | null> {
  const { rows } = await pool.query<Row>('select * from delivery where id = $1', [id]);
  return rows[0] === undefined ? null : viewOf(rows[0], kinds);
}

/**
 * Owes dead letters once more, with 72 fresh hours. Answers how many: what is not dead (any more) is left alone, so
 * asking twice sends once. One that may have arrived is looked up first where its kind can.
 */
export async function replayDeliveries(
  pool: Pool,
  filter: DeliveryFilter & { id?: number },
  at: Date,
): Promise<number> {
  const { where, values } = whereOf({ ...filter, state: 'dead' });
  if (filter.id !== undefined) where.push(`id = $${values.push(filter.id)}`);
  const now = `$${values.push(at)}`;
  const { rowCount } = await pool.query(
    `update delivery set state = 'owed', owed_since = ${now}, next_attempt_at = ${now}, attempts = 0, dead_reason = null,
       died_at = null
     where ${where.join(' and ')}`,
    values,
  );
  return rowCount ?? 0;
}

/** A person decides that it is not owed; what it holds is forgotten. False when it is no dead letter. */
export async function dismissDelivery(pool: Pool, id: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update delivery set state = 'dismissed', payload = null, next_attempt_at = null where id = $1 and state = 'dead'`,
    [id],
  );
  return rowCount === 1;
}

/** The next revision of a dead letter as a person wrote it; it still waits to be replayed. False when it is none. */
export async function editDelivery(
  pool: Pool,
  id: number,
  { fields, changed }: { fields: EditableFields; changed: Readonly<Record<string, unknown>> },
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ payload: unknown }>(
      `select payload from delivery where id = $1 and state = 'dead' for update`,
      [id],
    );
    const [row] = rows;
    if (row === undefined || fields.read(row.payload) === null) return false;
    await client.query('update delivery set payload = $2, revision = revision + 1 where id = $1', [
      id,
      JSON.stringify(fields.write(row.payload, changed)),
    ]);
    return true;
  });
}

function whereOf(filter: DeliveryFilter): { where: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const where = [
    ...(filter.state === undefined ? [] : [`state = $${values.push(filter.state)}`]),
    ...(filter.account === undefined ? [] : [`account = $${values.push(filter.account)}`]),
    ...(filter.kind === undefined ? [] : [`kind = $${values.push(filter.kind)}`]),
    ...(filter.reason === undefined ? [] : [`dead_reason = $${values.push(filter.reason)}`]),
    ...(filter.callId === undefined ? [] : [`call_id = $${values.push(filter.callId)}`]),
  ];
  return { where, values };
}

function viewOf(row: Row, kinds: Kinds): DeliveryView {
  const kind = kinds.get(row.kind);
  return {
    id: String(row.id),
    account: row.account,
    kind: row.kind,
    callId: row.call_id === null ? null : String(row.call_id),
    revision: row.revision,
    state: row.state,
    reason: row.dead_reason,
    error: row.last_error,
    attempts: row.attempts,
    owedSince: (row.owed_since ?? row.created_at).toISOString(),
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    diedAt: row.died_at?.toISOString() ?? null,
    payload: row.payload === null ? null : (kind?.mask ?? redact)(row.payload),
    editable: row.state === 'dead' ? fieldsOf(row.payload, kind) : null,
  };
}

function fieldsOf(payload: unknown, kind: DeliveryKind | undefined): DeliveryView['editable'] {
  const fields = kind?.editable?.read(payload) ?? null;
  return fields === null ? null : (redact(fields) as Record<string, unknown>);
}
