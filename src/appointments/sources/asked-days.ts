import { DateTime } from 'luxon';

export interface AskedDays {
  /** The start of the first day and that of the day after the last. */
  from: Date;
  to: Date;
  /** The same as `yyyy-MM-dd`. */
  firstDay: string;
  dayAfter: string;
}

/** The days that a query or a MIS is asked for, from midnight to midnight of the clinic. */
export function askedDays(now: Date, zone: string, days: { daysBack: number; daysAhead: number }): AskedDays {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const first = today.minus({ days: days.daysBack });
  const after = today.plus({ days: days.daysAhead + 1 });
  return {
    from: first.toJSDate(),
    to: after.toJSDate(),
    firstDay: first.toFormat('yyyy-MM-dd'),
    dayAfter: after.toFormat('yyyy-MM-dd'),
  };
}

/** `{from}` and `{to}` of a query as days. */
export function queryOfDays(query: string, { firstDay, dayAfter }: AskedDays): string {
  return query.replaceAll('{from}', firstDay).replaceAll('{to}', dayAfter);
}
