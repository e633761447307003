import type { PoolClient, Sql } from '../../platform/database/index.ts';
import type { AskedDays } from './asked-days.ts';

/** How far an account was read that can tell what was changed since. */
export interface ReadPosition {
  /** When the last reading that was stored began, by our clock. */
  readAt: Date;
  /** The last one of all visits: when it began, of which days and of what. */
  whole: { at: Date; from: Date; to: Date; of: string };
}

/** The clock of the MIS may be so much behind ours; what is told twice is taken once. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Since when changes are asked for; null: all visits have to be read, because it is time for that (what is deleted there
 * no change tells), or because days or visits are asked for that were not read as a whole.
 */
export function changesSince(
  position: ReadPosition | null,
  asked: { days: Pick<AskedDays, 'from' | 'to'>; of: string; now: Date; wholeEveryMinutes: number },
): Date | null {
  if (position === null) return null;
  const { readAt, whole } = position;
  const { days, of, now, wholeEveryMinutes } = asked;
  const age = now.getTime() - whole.at.getTime();
  const covered = whole.of === of && whole.from <= days.from && days.to <= whole.to;
  // A clock that was put back would leave changes out.
  if (!covered || readAt > now || age >= wholeEveryMinutes * 60_000) return null;
  return new Date(readAt.getTime() - OVERLAP_MS);
}

export async function readPosition(sql: Sql, source: string): Promise<ReadPosition | null> {
  const row = await sql.selectFrom('visit_source').selectAll().where('source', '=', source).executeTakeFirst();
  const { read_at: readAt, whole_at: at, whole_from: from, whole_to: to, whole_of: of } = row ?? {};
  if (readAt == null || at == null || from == null || to == null || of == null) return null;
  return { readAt, whole: { at, from, to, of } };
}

/** In the transaction that stores what was read, so that a failure skips nothing. */
export async function keepPosition(
  tx: PoolClient,
  source: string,
  { begun, whole }: { begun: Date; whole: { days: Pick<AskedDays, 'from' | 'to'>; of: string } | null },
): Promise<void> {
  if (whole === null)
    // One that was forgotten meanwhile stays so.
    return void (await tx.query('update visit_source set read_at = $2 where source = $1 and read_at is not null', [
      source,
      begun,
    ]));
  const { days, of } = whole;
  await tx.query(
    `update visit_source set read_at = $2, whole_at = $2, whole_from = $3, whole_to = $4, whole_of = $5
     where source = $1`,
    [source, begun, days.from, days.to, of],
  );
}

/** The next reading is of all visits. */
export async function forgetPosition(sql: Sql, source: string): Promise<void> {
  await sql.updateTable('visit_source').set({ read_at: null }).where('source', '=', source).execute();
}
