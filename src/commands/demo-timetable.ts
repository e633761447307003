import { DateTime } from 'luxon';
import { storeTimetable } from '../appointments/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Branch } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';

const doctors = [
  { id: '1', name: 'Соколов Дмитрий Андреевич' },
  { id: '2', name: 'Лебедева Ирина Павловна' },
];
const DAYS = 5;
const SLOT_MINUTES = 60;

/** A week of slots, as IDENT would send them; which are free is the same at each start of a day. */
export async function demoTimetable(options: {
  database: Database;
  clock: Clock;
  branches: readonly Branch[];
  account: string;
}): Promise<void> {
  const { branches, clock } = options;
  const slots = branches.flatMap((branch, branchIndex) => {
    const today = DateTime.fromJSDate(clock.now(), { zone: branch.zone }).startOf('day');
    return doctors.flatMap((doctor, doctorIndex) =>
      Array.from({ length: DAYS * 10 }, (_, index) => {
        const day = Math.floor(index / 10);
        const hour = 9 + (index % 10);
        return {
          branchId: branch.id,
          doctorId: doctor.id,
          startsAt: today.plus({ days: day }).set({ hour }).toJSDate(),
          minutes: SLOT_MINUTES,
          busy: (hour * 7 + day * 5 + doctorIndex * 3 + branchIndex) % 4 !== 0,
        };
      }),
    );
  });
  await storeTimetable({
    database: options.database,
    clock,
    account: options.account,
    timetable: { doctors, branches: branches.map(({ id, name }) => ({ id, name, branch: id })), slots },
  });
}
