import type { Clock } from '../contracts/clock.ts';
import type { Timetable } from '../contracts/mis.ts';
import { inTransaction, type Database, type PoolClient } from '../platform/database/index.ts';
import { freedSlots } from './freed-slots.ts';

/** Time of a doctor that was busy when the timetable came before, is free now and still ahead. */
export interface FreedSlot {
  branchId: string;
  /** Our branch, null where the MIS's branch is none that we know. */
  branch: string | null;
  doctorId: string;
  doctor: string;
  startsAt: Date;
  minutes: number;
}

/** Is called in the transaction that stores an upload, with what it freed; an empty list too. */
export type OnTimetable = (
  tx: PoolClient,
  uploaded: { account: string; freed: readonly FreedSlot[]; at: Date },
) => Promise<void>;

/**
 * Stores an upload of a MIS as it is: of the span from its first interval (at the latest, now) on, only what is in the
 * upload stays. Older intervals are kept, names are never forgotten. The same upload again changes nothing.
 */
export async function storeTimetable({
  database,
  clock,
  account,
  timetable,
  onTimetable,
}: {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  account: string;
  timetable: Timetable;
  onTimetable?: OnTimetable | undefined;
}): Promise<{ freed: FreedSlot[] }> {
  const now = clock.now();
  const { slots, doctors, branches } = timetable;
  const from = slots.reduce((least, { startsAt }) => (startsAt < least ? startsAt : least), now);
  const names = [
    ...doctors.map((doctor) => ({ ...doctor, branch: null, kind: 'doctor' })),
    ...branches.map((branch) => ({ ...branch, kind: 'branch' })),
  ];
  return inTransaction(database.pool, async (tx) => {
    // Two workstations may upload at the same time.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`timetable ${account}`]);
    await tx.query(
      `insert into timetable_name (account, kind, id, name, branch)
       select distinct on (n.kind, n.id) $1, n.kind, n.id, n.name, n.branch
       from unnest($2::text[], $3::text[], $4::text[], $5::text[]) n(kind, id, name, branch)
       on conflict (account, kind, id) do update set name = excluded.name, branch = excluded.branch
         where (timetable_name.name, timetable_name.branch) is distinct from (excluded.name, excluded.branch)`,
      [
        account,
        names.map(({ kind }) => kind),
        names.map(({ id }) => id),
        names.map(({ name }) => name),
        names.map(({ branch }) => branch),
      ],
    );
    // An interval that is told twice is busy when one of the two says so.
    await tx.query('drop table if exists uploaded');
    await tx.query(
      `create temporary table uploaded on commit drop as
       select n.branch_id, n.doctor_id, n.starts_at, max(n.minutes) as minutes, bool_or(n.busy) as busy
       from unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[], $5::boolean[])
         n(branch_id, doctor_id, starts_at, minutes, busy)
       group by n.branch_id, n.doctor_id, n.starts_at`,
      [
        slots.map(({ branchId }) => branchId),
        slots.map(({ doctorId }) => doctorId),
        // A text is written a third as long as a Date.
        slots.map(({ startsAt }) => startsAt.toISOString()),
        slots.map(({ minutes }) => minutes),
        slots.map(({ busy }) => busy),
      ],
    );
    await tx.query('analyze uploaded');
    const freed = await readFreed(tx, { account, timetable, now });
    await tx.query(
      `delete from timetable_slot t where t.account = $1 and t.starts_at >= $2
         and not exists (select from uploaded u
           where u.branch_id = t.branch_id and u.doctor_id = t.doctor_id and u.starts_at = t.starts_at)`,
      [account, from],
    );
    await tx.query(
      `insert into timetable_slot (account, branch_id, doctor_id, starts_at, minutes, busy)
       select $1, branch_id, doctor_id, starts_at, minutes, busy from uploaded
       on conflict (account, branch_id, doctor_id, starts_at) do update set minutes = excluded.minutes, busy = excluded.busy
         where (timetable_slot.minutes, timetable_slot.busy) is distinct from (excluded.minutes, excluded.busy)`,
      [account],
    );
    await tx.query(
      `insert into account_contact (account, what, at, detail) values ($1, 'timetable', $2, $3)
       on conflict (account, what) do update set at = excluded.at, detail = excluded.detail`,
      [account, now, JSON.stringify({ slots: slots.length })],
    );
    await onTimetable?.(tx, { account, freed, at: now });
    return { freed };
  });
}

async function readFreed(
  tx: PoolClient,
  { account, timetable, now }: { account: string; timetable: Timetable; now: Date },
): Promise<FreedSlot[]> {
  const { rows } = await tx.query<{ branchId: string; doctorId: string; startsAt: Date; minutes: number }>(
    `select branch_id as "branchId", doctor_id as "doctorId", starts_at as "startsAt", minutes
     from timetable_slot where account = $1 and busy and starts_at > $2::timestamptz - interval '1 day'`,
    [account, now],
  );
  const freed = freedSlots(rows, timetable.slots, now);
  if (freed.length === 0) return [];
  const names = await tx.query<{ kind: 'doctor' | 'branch'; id: string; name: string; branch: string | null }>(
    'select kind, id, name, branch from timetable_name where account = $1',
    [account],
  );
  const named = new Map(names.rows.map((row) => [`${row.kind} ${row.id}`, row]));
  return freed.map(({ branchId, doctorId, startsAt, minutes }) => ({
    ...{ branchId, doctorId, startsAt, minutes },
    branch: named.get(`branch ${branchId}`)?.branch ?? null,
    doctor: named.get(`doctor ${doctorId}`)?.name ?? doctorId,
  }));
}
