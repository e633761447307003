import { sql as statement } from 'kysely';
import type { Clock } from '../contracts/clock.ts';
import type { Timetable } from '../contracts/mis.ts';
import type { Database } from '../platform/database/index.ts';

/**
 * Stores an upload of a MIS as it is: of the span from its first interval (at the latest, now) on, only what is in the
 * upload stays. Older intervals are kept, names are never forgotten. The same upload again changes nothing.
 */
export async function storeTimetable({
  database,
  clock,
  account,
  timetable,
}: {
  database: Pick<Database, 'sql'>;
  clock: Clock;
  account: string;
  timetable: Timetable;
}): Promise<void> {
  const now = clock.now();
  const { slots, doctors, branches } = timetable;
  const from = slots.reduce((least, { startsAt }) => (startsAt < least ? startsAt : least), now);
  const names = [
    ...doctors.map((doctor) => ({ ...doctor, branch: null, kind: 'doctor' })),
    ...branches.map((branch) => ({ ...branch, kind: 'branch' })),
  ];
  await database.sql.transaction().execute(async (transaction) => {
    // Two workstations may upload at the same time.
    await statement`select pg_advisory_xact_lock(hashtextextended(${`timetable ${account}`}, 0))`.execute(transaction);
    await statement`
      insert into timetable_name (account, kind, id, name, branch)
      select distinct on (n.kind, n.id) ${account}, n.kind, n.id, n.name, n.branch
      from unnest(${names.map(({ kind }) => kind)}::text[], ${names.map(({ id }) => id)}::text[],
        ${names.map(({ name }) => name)}::text[], ${names.map(({ branch }) => branch)}::text[]) n(kind, id, name, branch)
      on conflict (account, kind, id) do update set name = excluded.name, branch = excluded.branch
        where (timetable_name.name, timetable_name.branch) is distinct from (excluded.name, excluded.branch)
    `.execute(transaction);
    // An interval that is told twice is busy when one of the two says so.
    await statement`
      create temporary table uploaded on commit drop as
      select n.branch_id, n.doctor_id, n.starts_at, max(n.minutes) as minutes, bool_or(n.busy) as busy
      from unnest(${slots.map(({ branchId }) => branchId)}::text[], ${slots.map(({ doctorId }) => doctorId)}::text[],
        ${slots.map(({ startsAt }) => startsAt)}::timestamptz[], ${slots.map(({ minutes }) => minutes)}::integer[],
        ${slots.map(({ busy }) => busy)}::boolean[]) n(branch_id, doctor_id, starts_at, minutes, busy)
      group by n.branch_id, n.doctor_id, n.starts_at
    `.execute(transaction);
    await statement`analyze uploaded`.execute(transaction);
    await statement`
      delete from timetable_slot t where t.account = ${account} and t.starts_at >= ${from}
        and not exists (select from uploaded u
          where u.branch_id = t.branch_id and u.doctor_id = t.doctor_id and u.starts_at = t.starts_at)
    `.execute(transaction);
    await statement`
      insert into timetable_slot (account, branch_id, doctor_id, starts_at, minutes, busy)
      select ${account}, branch_id, doctor_id, starts_at, minutes, busy from uploaded
      on conflict (account, branch_id, doctor_id, starts_at) do update set minutes = excluded.minutes, busy = excluded.busy
        where (timetable_slot.minutes, timetable_slot.busy) is distinct from (excluded.minutes, excluded.busy)
    `.execute(transaction);
    await statement`
      insert into account_contact (account, what, at, detail)
      values (${account}, 'timetable', ${now}, ${JSON.stringify({ slots: slots.length })}::jsonb)
      on conflict (account, what) do update set at = excluded.at, detail = excluded.detail
    `.execute(transaction);
  });
}
