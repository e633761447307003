import { sql as statement } from 'kysely';
import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';

export interface FreeSlots {
  /** When the timetable was last uploaded (of several, the oldest), null when it never was. */
  asOf: Date | null;
  /** In order of the first free slot. */
  doctors: DoctorSlots[];
}

export interface DoctorSlots {
  doctor: string;
  /** In the MIS. */
  doctorId: string;
  /** Our branch, null where the MIS's branch is none that we know. */
  branch: string | null;
  /** As the MIS calls it. */
  branchName: string;
  slots: { startsAt: Date; minutes: number }[];
}

interface SlotRow {
  account: string;
  doctor_id: string;
  branch_id: string;
  doctor: string;
  branch: string | null;
  branch_name: string;
  starts_at: Date;
  minutes: number;
}

/**
 * Free slots that are still to come, by doctor and branch, at most `limit` of each doctor. Only what the MIS told: a
 * slot that became busy is anonymous, and never a booking.
 */
export async function freeSlots({
  database,
  clock,
  branch,
  from,
  limit,
}: {
  database: Pick<Database, 'sql'>;
  clock: Clock;
  /** Only of this branch of ours; undefined: of all. */
  branch?: string | undefined;
  /** Not before this; what has begun already is never free. */
  from?: Date | undefined;
  limit: number;
}): Promise<FreeSlots> {
  const now = clock.now();
  const earliest = from !== undefined && from > now ? from : now;
  const { rows } = await statement<SlotRow>`
    select * from (
      select s.account, s.doctor_id, s.branch_id, coalesce(d.name, s.doctor_id) as doctor, b.branch,
        coalesce(b.name, s.branch_id) as branch_name, s.starts_at, s.minutes,
        row_number() over (partition by s.account, s.doctor_id, s.branch_id order by s.starts_at) as place
      from timetable_slot s
      left join timetable_name d on d.account = s.account and d.kind = 'doctor' and d.id = s.doctor_id
      left join timetable_name b on b.account = s.account and b.kind = 'branch' and b.id = s.branch_id
      where not s.busy and s.minutes > 0 and s.starts_at >= ${earliest}
        and (${branch ?? null}::text is null or b.branch = ${branch ?? null})
    ) free
    where place <= ${limit}
    order by starts_at, doctor, branch_id
  `.execute(database.sql);
  const oldest = await database.sql
    .selectFrom('account_contact')
    .select(({ fn }) => fn.min('at').as('at'))
    .where('what', '=', 'timetable')
    .executeTakeFirst();
  return { asOf: oldest?.at ?? null, doctors: byDoctor(rows) };
}

function byDoctor(rows: readonly SlotRow[]): DoctorSlots[] {
  const groups = new Map<string, DoctorSlots>();
  for (const row of rows) {
    const key = JSON.stringify([row.account, row.doctor_id, row.branch_id]);
    const group = groups.get(key) ?? {
      ...{ doctor: row.doctor, doctorId: row.doctor_id, branch: row.branch, branchName: row.branch_name, slots: [] },
    };
    group.slots.push({ startsAt: row.starts_at, minutes: row.minutes });
    groups.set(key, group);
  }
  return [...groups.values()];
}
