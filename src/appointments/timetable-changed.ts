import type { Timetable } from '../contracts/timetable.ts';
import type { Pool } from '../platform/database/index.ts';

interface Slot {
  branchId: string;
  doctorId: string;
  startsAt: Date;
  minutes: number;
  busy: boolean;
}

const told = ({ branchId, doctorId, startsAt, minutes, busy }: Slot): string =>
  [branchId, doctorId, startsAt.toISOString(), minutes, busy].join('\n');

/** Whether what is still to come differs from what is stored; what has passed by itself is no change. */
export async function timetableChanged(
  pool: Pick<Pool, 'query'>,
  asked: { account: string; timetable: Timetable; now: Date },
): Promise<boolean> {
  const { rows } = await pool.query<Slot>(
    `select branch_id as "branchId", doctor_id as "doctorId", starts_at as "startsAt", minutes, busy
     from timetable_slot where account = $1 and starts_at >= $2`,
    [asked.account, asked.now],
  );
  const stored = new Set(rows.map(told));
  const ahead = new Set(asked.timetable.slots.filter(({ startsAt }) => startsAt >= asked.now).map(told));
  return stored.size !== ahead.size || [...ahead].some((slot) => !stored.has(slot));
}
