import { DateTime } from 'luxon';

/** ISO 8601 in whole seconds with the offset of the zone, `+00:00` and never `Z`: 2020-11-24T08:00:00+06:00 */
export function identTime(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}
