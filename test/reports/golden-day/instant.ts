import { DateTime } from 'luxon';
import { zone } from './day.ts';

/** `17 09:05` of November 2026, on the clinic's clock. */
export function instant(written: string): Date {
  const text = written.startsWith('2026') ? written : `2026-11-${written}`;
  const time = DateTime.fromSQL(text, { zone });
  if (!time.isValid) throw new Error(`${written} is no time`);
  return time.toJSDate();
}
