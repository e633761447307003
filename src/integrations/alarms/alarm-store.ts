import { sql as raw } from 'kysely';
import type { Sql } from '../../platform/database/index.ts';
import type { AlarmsOf } from './alarms-of-branches.ts';

export const alarmKinds = [
  'line-silent',
  'line-unconfigured',
  'account-silent',
  'phones-offline',
  'pbx-refused',
  'pbx-unreachable',
  'connection-lost',
  'webhooks-lost',
  'sending-stopped',
  'timetable-stopped',
  'visits-not-read',
  'sms-stopped',
  'sms-balance',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** Something that is so now and that a person must look at. */
export interface Trouble {
  kind: AlarmKind;
  account: string | null;
  /** The line, or the account once more: never a person. */
  subject: string;
  detail: Record<string, unknown>;
}

export interface Alarm extends Trouble {
  id: number;
  raisedAt: Date;
  clearedAt: Date | null;
}

/** Raises what is new and clears what is over; answers both, each told to one process only. */
export async function keepAlarms(
  sql: Sql,
  troubles: readonly Trouble[],
  now: Date,
): Promise<{ raised: Trouble[]; cleared: Trouble[] }> {
  const open = await sql.selectFrom('alarm').selectAll().where('cleared_at', 'is', null).execute();
  const nowKeys = new Set(troubles.map(keyOf));
  const openKeys = new Set(open.map((row) => keyOf(row)));
  const raised: Trouble[] = [];
  for (const trouble of troubles.filter((one) => !openKeys.has(keyOf(one)))) {
    const { numInsertedOrUpdatedRows } = await sql
      .insertInto('alarm')
      .values({ ...trouble, detail: JSON.stringify(trouble.detail), raised_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if ((numInsertedOrUpdatedRows ?? 0n) > 0n) raised.push(trouble);
  }
  const over = open.filter((row) => !nowKeys.has(keyOf(row)));
  const cleared =
    over.length === 0
      ? []
      : await sql
          .updateTable('alarm')
          .set({ cleared_at: now })
          .where(
            'id',
            'in',
            over.map(({ id }) => id),
          )
          .where('cleared_at', 'is', null)
          .returning(['kind', 'account', 'subject', 'detail'])
          .execute();
  return { raised, cleared: cleared.map((row) => ({ ...row, kind: row.kind as AlarmKind })) };
}

function keyOf({ kind, account, subject }: { kind: string; account: string | null; subject: string }): string {
  return `${kind} ${account ?? ''} ${subject}`;
}

/** Newest first; `of` null: all. An alarm of a line carries the branch of the line, any other one its account. */
export async function listAlarms(
  sql: Sql,
  options: { raisedOnly: boolean; limit: number; of: AlarmsOf | null },
): Promise<Alarm[]> {
  const { of } = options;
  const rows = await sql
    .selectFrom('alarm')
    .selectAll()
    .$if(options.raisedOnly, (query) => query.where('cleared_at', 'is', null))
    .$if(of !== null, (query) =>
      query.where((row) =>
        row.or([
          row(raw<string>`detail ->> 'branch'`, '=', raw<string>`any(${of?.branches ?? []}::text[])`),
          row('account', '=', raw<string>`any(${of?.accounts ?? []}::text[])`),
        ]),
      ),
    )
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(options.limit)
    .execute();
  return rows.map(({ id, kind, account, subject, detail, raised_at: raisedAt, cleared_at: clearedAt }) => ({
    ...{ id, account, subject, detail, raisedAt, clearedAt },
    kind: kind as AlarmKind,
  }));
}
