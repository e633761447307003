import type { Clock } from '../contracts/clock.ts';
import type { PullPorts } from '../contracts/mis.ts';
import type { Database } from '../platform/database/index.ts';
import { storeTimetable, type OnTimetable } from '../appointments/index.ts';
import { ongoingCalls } from './ongoing-calls.ts';
import { pollRecords } from './pull-store.ts';
import type { ClinicLines } from './record-content.ts';

/** What one account of a MIS that asks us may read and write. Every method rejects when the database does. */
export function createPullPorts({
  database,
  clock,
  account,
  clinic,
  tells,
  onTimetable,
}: {
  database: Pick<Database, 'sql' | 'pool'>;
  clock: Clock;
  account: string;
  clinic: ClinicLines;
  /** Whether this account may be told of a call that goes on; left out: of every one. */
  tells?: Parameters<typeof ongoingCalls>[3];
  /** Hears of every stored timetable, in its transaction. */
  onTimetable?: OnTimetable | undefined;
}): PullPorts {
  return {
    finishedCalls: (window) => pollRecords(database.sql, clock, { ...window, account, kind: 'call' }),
    tickets: ({ missedCalls, requests, ...window }) =>
      pollRecords(database.sql, clock, { ...window, account, kind: 'ticket', of: { missedCalls, requests } }),
    ongoingCalls: (page) => ongoingCalls(database.sql, clinic, page, tells),
    storeTimetable: async (timetable) => {
      await storeTimetable({ database, clock, account, timetable, onTimetable });
    },
  };
}
