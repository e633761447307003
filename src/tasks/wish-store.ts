import type { PoolClient } from '../platform/database/index.ts';
import type { WaitingWish } from './match-freed-slot.ts';

/** A row of `wish`. */
export interface WishRow {
  id: number;
  state: 'waiting' | 'booked' | 'withdrawn' | 'over';
  person_id: number | null;
  phone: string | null;
  name: string | null;
  branch: string | null;
  doctor: string | null;
  specialty: string | null;
  minutes: number | null;
  weekdays: number[];
  from_minute: number;
  to_minute: number;
  until: string | null;
  visit_id: number | null;
  earlier_than: Date | null;
  urgent: boolean;
  note: string | null;
  created_at: Date;
  created_by: string;
  closed_at: Date | null;
  closed_by: string | null;
}

export function waitingWish(row: WishRow): WaitingWish {
  const { id, branch, doctor, specialty, minutes, weekdays, until, urgent } = row;
  return {
    ...{ id, branch, doctor, specialty, minutes, weekdays, until, urgent },
    fromMinute: row.from_minute,
    toMinute: row.to_minute,
    earlierThan: row.earlier_than,
    createdAt: row.created_at,
  };
}

/** Everybody who waits now. */
export async function readWaiting(tx: PoolClient): Promise<WishRow[]> {
  const { rows } = await tx.query<WishRow>(`select * from wish where state = 'waiting' order by created_at, id`);
  return rows;
}

/** Null when there is none; locked to the end of the transaction. */
export async function readWish(tx: PoolClient, id: number): Promise<WishRow | null> {
  const { rows } = await tx.query<WishRow>('select * from wish where id = $1 for update', [id]);
  return rows[0] ?? null;
}

export type WishColumns = Omit<WishRow, 'id' | 'state' | 'created_at' | 'created_by' | 'closed_at' | 'closed_by'>;

export async function insertWish(
  tx: PoolClient,
  wish: WishColumns & { created_at: Date; created_by: string },
): Promise<number> {
  const entries = Object.entries(wish);
  const { rows } = await tx.query<{ id: number }>(
    `insert into wish (${entries.map(([name]) => name).join(', ')})
     values (${entries.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    entries.map(([, value]) => value),
  );
  return rows[0]?.id ?? 0;
}

export async function updateWish(tx: PoolClient, id: number, wanted: Partial<WishRow>): Promise<void> {
  const entries = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return;
  await tx.query(`update wish set ${entries.map(([name], at) => `${name} = $${at + 2}`).join(', ')} where id = $1`, [
    id,
    ...entries.map(([, value]) => value),
  ]);
}
