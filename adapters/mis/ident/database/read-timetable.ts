import { DateTime } from 'luxon';
import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import type { Timetable } from '../../../../src/contracts/timetable.ts';
import type { SqlRow } from '../../../../src/contracts/sql-target.ts';
import { BadRequest } from '../bad-request.ts';
import { timetableOf } from '../timetable.ts';
import { databaseOf, inTables, type IdentContext } from './make-tables.ts';
import { branchesTable, doctorsTable, intervalsTable, quoted, type Table } from './tables.ts';

/** What IDENT keeps in the tables, from today on; null: nothing, or not wanted. */
export async function readTables(context: IdentContext): Promise<Timetable | null> {
  const { engine, timetable } = databaseOf(context);
  if (!timetable) return null;
  const all = ({ name, columns }: Table): string =>
    `select ${columns.map((column) => quoted(column.name, engine)).join(', ')} from ${quoted(name, engine)}`;
  // In the west of Russia it may still be yesterday.
  const from = DateTime.fromJSDate(context.clock.now(), { zone: 'UTC' }).minus({ days: 1 }).toFormat('yyyy-MM-dd');
  const [branches, doctors, intervals] = await inTables(context, [
    { text: all(branchesTable), values: {}, effect: 'read' },
    { text: all(doctorsTable), values: {}, effect: 'read' },
    {
      text: `${all(intervalsTable)} where ${quoted('StartDateTime', engine)} >= :from`,
      values: { from: `${from} 00:00:00` },
      effect: 'read',
    },
  ]);
  // Whoever empties and fills a table again shows it empty for a moment.
  if (intervals === undefined || intervals.rows.length === 0) return null;
  const told = {
    Branches: branches?.rows ?? [],
    Doctors: doctors?.rows ?? [],
    Intervals: intervals.rows.map((row: SqlRow) => ({
      ...row,
      StartDateTime: row['StartDateTime']?.replace(' ', 'T'),
    })),
  };
  try {
    return timetableOf(told, context);
  } catch (error) {
    if (error instanceof BadRequest) throw new PermanentFailure(`IDENT, tables of the timetable: ${error.message}`);
    throw error;
  }
}
