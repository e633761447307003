import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { replayRules, type RuleDifference } from './replay-rules.ts';

const MOST_SHOWN = 200;
const DAY_MS = 24 * 3600_000;

/** What rules would have made of the calls of the last days, as a screen shows it. Reads only. */
export async function replaySince(
  database: Pick<Database, 'pool'>,
  { configuration, days, now }: { configuration: Configuration; days: number; now: Date },
) {
  const shown: RuleDifference[] = [];
  const window = { from: new Date(now.getTime() - days * DAY_MS), to: now };
  const { calls, different, byRule } = await replayRules(database, window, configuration, (difference) => {
    if (shown.length < MOST_SHOWN) shown.push(difference);
  });
  return {
    calls,
    different,
    byRule: [...byRule].map(([rule, counted]) => ({ rule, ...counted })),
    items: shown.map(({ call, startedAt, ...rest }) => ({
      ...{ call: String(call), startedAt: startedAt.toISOString() },
      ...rest,
    })),
  };
}
