import type { Queries } from './queries.ts';
import type { RecordKind } from './plan-records.ts';

/** How far ahead of ours the clock of a MIS may be. */
const clockDifference = 5 * 60_000;

/**
 * When a record that is published now counts as published: now, but always after the end of what was polled already,
 * or a MIS whose clock is ahead (it asked up to 12:05 at 12:00) would go on from there and never see it.
 * Where an end is told in whole seconds, its whole second counts as polled.
 */
export async function publicationTimes(
  query: Queries,
  now: Date,
): Promise<(account: string, kind: RecordKind) => Date> {
  const polled = await query<{ account: string; kind: RecordKind; until: Date }>(
    'select account, kind, max(window_to) as until from pull_snapshot where window_to <= $1 group by account, kind',
    [new Date(now.getTime() + clockDifference)],
  );
  const after = new Map(polled.map(({ account, kind, until }) => [`${kind} ${account}`, endOf(until).getTime() + 1]));
  return (account, kind) => new Date(Math.max(now.getTime(), after.get(`${kind} ${account}`) ?? 0));
}

/** The last millisecond that an inclusive end covers. */
export function endOf(to: Date): Date {
  return to.getMilliseconds() === 0 ? new Date(to.getTime() + 999) : to;
}
