import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import type { PoolClient, Pool } from '../platform/database/index.ts';
import { markCalls } from './contact-due.ts';

export const shiftBodySchema = z.object({
  seat: z.string().min(1).describe('the workplace; its token may take only its own'),
  name: z.string().trim().min(2).max(100),
  pin: z.string().regex(/^\d{4}$/, { error: 'Four digits.' }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when the shift began, at most 16 hours ago; now when left out'),
});
export const presenceSchema = z.object({
  seat: z.string(),
  name: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
});
export type Presence = z.infer<typeof presenceSchema>;

export type ShiftTaken = { kind: 'taken' } | { kind: 'wrong-pin' };

/**
 * A name sits down at a seat, and whoever sat there leaves. The first four digits of a name become its own; the calls of
 * the seat since then are that name's.
 */
export async function takeShift(
  tx: PoolClient,
  told: { seat: string; name: string; pin: string; since: Date; now: Date },
): Promise<ShiftTaken> {
  const { rows } = await tx.query<{ pin: string }>('select pin from shift_name where name = $1 for update', [
    told.name,
  ]);
  const known = rows[0];
  if (known === undefined)
    await tx.query('insert into shift_name (name, pin, created_at) values ($1, $2, $3)', [
      ...[told.name, await hash(told.pin), told.now],
    ]);
  else if (!(await verify(known.pin, told.pin))) return { kind: 'wrong-pin' };
  await leaveSeat(tx, told.seat, told.since);
  await tx.query('insert into shift_presence (seat, name, since) values ($1, $2, $3)', [
    ...[told.seat, told.name, told.since],
  ]);
  await markSeat(tx, told.seat, told.since);
  return { kind: 'taken' };
}

export async function leaveSeat(tx: PoolClient, seat: string, at: Date): Promise<void> {
  await tx.query('delete from shift_presence where seat = $1 and since >= $2', [seat, at]);
  await tx.query('update shift_presence set until = $2 where seat = $1 and (until is null or until > $2)', [seat, at]);
  await markSeat(tx, seat, at);
}

async function markSeat(tx: PoolClient, seat: string, since: Date): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    `select id from call where answered_seat = $1 and started_at >= $2::timestamptz - interval '1 hour' and state = 'ended'`,
    [seat, since],
  );
  await markCalls(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Who sits where now, of these seats. */
export async function onShift(pool: Pool, seats: readonly string[]): Promise<Presence[]> {
  const { rows } = await pool.query<{ seat: string; name: string; since: Date; until: Date | null }>(
    'select seat, name, since, until from shift_presence where until is null and seat = any($1) order by seat',
    [seats],
  );
  return rows.map(({ seat, name, since, until }) => ({
    ...{ seat, name, since: since.toISOString(), until: until?.toISOString() ?? null },
  }));
}

/** Who sat at one of these seats since, to choose from. */
export async function shiftNames(pool: Pool, seats: readonly string[], since: Date): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    'select distinct name from shift_presence where seat = any($1) and since >= $2 order by name',
    [seats, since],
  );
  return rows.map(({ name }) => name);
}
