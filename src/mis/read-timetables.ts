import { storeTimetable, timetableChanged, type OnTimetable } from '../appointments/index.ts';
import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { MisAccess } from './mis-access.ts';
import type { MisApiAccount } from './mis-accounts.ts';

const READ_MS = 60_000;

interface ReadTimetables {
  database: Database;
  access: MisAccess;
  clock: Clock;
  onTimetable?: OnTimetable | undefined;
}

/** Reads the timetables that systems write to where we read them, each in its own rhythm. Answers how to stop. */
export function readTimetables(
  accounts: Iterable<MisApiAccount>,
  options: ReadTimetables & { log: Log },
): () => Promise<void> {
  const stops = [...accounts].flatMap((account) => {
    const { timetable } = account.api;
    if (timetable === undefined) return [];
    return [
      repeat({
        everyMs: timetable.readEveryMinutes * 60_000,
        firstMs: 1_000,
        what: `timetable of ${account.account}`,
        log: options.log,
        work: () => readTimetable(account, options),
      }),
    ];
  });
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/** One that says what was known already is no sign of life: whoever wrote it may have stopped. */
export async function readTimetable(
  account: MisApiAccount,
  options: ReadTimetables,
): Promise<'stored' | 'same' | 'none'> {
  const { database, access, clock, onTimetable } = options;
  const timetable = await account.api.timetable?.read(access.context(account, READ_MS)).catch((error: unknown) => {
    const known = error instanceof PermanentFailure || error instanceof TransientFailure;
    throw known ? new Error(`${account.account}: ${error.message}`) : error;
  });
  if (timetable == null) return 'none';
  const told = { account: account.account, timetable };
  if (!(await timetableChanged(database.pool, { ...told, now: clock.now() }))) return 'same';
  await storeTimetable({ ...told, database, clock, onTimetable });
  return 'stored';
}
