import type { CallEvent } from '../../../../src/contracts/call-event.ts';
import type { HistoryWindow, PbxApiContext } from '../../../../src/contracts/pbx-api.ts';
import type { AsteriskSettings } from '../settings.ts';
import { csvRows } from './csv-rows.ts';
import { eventsOfCall } from './events-of-call.ts';
import { groupRows, type CdrCall } from './group-rows.ts';
import type { CdrRow } from './row.ts';
import { sqlRows, sqlRowsOfCall } from './sql-rows.ts';

type Context = Pick<PbxApiContext<AsteriskSettings>, 'account' | 'settings'>;

const DAY_MS = 86_400_000;
const CALLS_A_PAGE = 200;
/** The longest talk. Its records lie so far behind its start. */
const LONGEST_CALL_MS = 4 * 3600_000;

/**
 * Finished calls that began in the window, as pages of events. Without a setting `cdr` there are none. `endedSince`
 * leaves out those that ended before it, `except` those that go on: parts of them have records already.
 */
export async function* readCdr(
  { account, settings }: Context,
  window: HistoryWindow,
  { endedSince, except }: { endedSince?: Date; except?: ReadonlySet<string> } = {},
): AsyncGenerator<CallEvent[]> {
  for (let from = window.from.getTime(); from <= window.to.getTime(); from += DAY_MS) {
    const to = Math.min(from + DAY_MS - 1, window.to.getTime());
    const calls = groupRows(await rowsBetween(from, to + LONGEST_CALL_MS, settings)).filter((call) => {
      const start = startOf(call);
      if (except?.has(call.id)) return false;
      return start >= from && start <= to && endOf(call) >= (endedSince?.getTime() ?? 0);
    });
    for (let at = 0; at < calls.length; at += CALLS_A_PAGE) {
      const page = calls.slice(at, at + CALLS_A_PAGE).flatMap((call) => eventsOfCall(account, call, settings));
      if (page.length > 0) yield page;
    }
  }
}

/** What the records say of one call; `[]` when they have none of it. */
export async function readCdrCall({ account, settings }: Context, providerCallId: string): Promise<CallEvent[]> {
  const { cdr } = settings;
  if (cdr === undefined) return [];
  const rows = 'database' in cdr ? await sqlRowsOfCall(cdr, providerCallId, settings) : await csvRows(cdr, 0, settings);
  const call = groupRows(rows).find(({ id }) => id === providerCallId);
  return call === undefined ? [] : eventsOfCall(account, call, settings);
}

async function rowsBetween(from: number, to: number, settings: AsteriskSettings): Promise<CdrRow[]> {
  const { cdr } = settings;
  if (cdr === undefined) return [];
  if ('database' in cdr) return await sqlRows(cdr, { from, to }, settings);
  return (await csvRows(cdr, from, settings)).filter((row) => row.start <= to);
}

function startOf(call: CdrCall): number {
  return Math.min(...call.rows.map((row) => row.start));
}

function endOf(call: CdrCall): number {
  return Math.max(...call.rows.map((row) => row.end));
}
