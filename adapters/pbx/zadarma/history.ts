import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxHistory } from '../../../src/contracts/pbx-api.ts';
import type { ZadarmaClient } from './client.ts';
import { eventsOfRows } from './events-of-rows.ts';
import type { ZadarmaSettings } from './settings.ts';
import { readRows, type StatisticsRow } from './statistics.ts';

/** A call has a row for each attempt; those of one call may stand on both sides of the window's edge. */
const LONGEST_CALL_MS = 2 * 60 * 60 * 1000;
const CALLS_OF_A_PAGE = 200;

export function history(client: ZadarmaClient): PbxHistory<ZadarmaSettings> {
  return {
    // «Maximum period of getting statistics is 1 month»; the edges are asked for beside the window.
    maximumDays: 29,
    // How long statistics are kept is not documented.
    keptDays: 180,
    // «Do not request method statistics/pbx/ every minute», and three requests a minute at most.
    everySeconds: 300,
    // Not documented.
    lagSeconds: 300,
    async *read(context, window) {
      const { from, to } = window;
      const rows = await readRows(client, context, {
        from: new Date(from.getTime() - LONGEST_CALL_MS),
        to: new Date(to.getTime() + LONGEST_CALL_MS),
      });
      const calls = [...groupById(rows).values()].filter(([first]) => {
        const start = Date.parse(first?.startedAt ?? '');
        return start >= wholeSecond(from) && start <= to.getTime();
      });
      for (let at = 0; at < calls.length; at += CALLS_OF_A_PAGE)
        yield calls.slice(at, at + CALLS_OF_A_PAGE).flatMap((call): CallEvent[] => eventsOfRows(call, context));
    },
  };
}

/** The statistics know no fractions of a second. */
function wholeSecond(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}

function groupById(rows: readonly StatisticsRow[]): Map<string, StatisticsRow[]> {
  const calls = new Map<string, StatisticsRow[]>();
  for (const row of rows) {
    const known = calls.get(row.pbx_call_id);
    if (known === undefined) calls.set(row.pbx_call_id, [row]);
    else known.push(row);
  }
  return calls;
}
