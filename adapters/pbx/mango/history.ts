import { DateTime } from 'luxon';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure, TransientFailure, UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { HistoryWindow, PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { textOf } from '../../kit/text-of.ts';
import type { MangoClient, MangoContext } from './client.ts';
import { employees } from './employees.ts';
import { historyEvents } from './history-events.ts';
import type { MangoSettings } from './settings.ts';
import { statisticsRowSchema, statisticsSchema, type StatisticsRow } from './statistics.ts';

/** One of the few numbers that the API takes. */
const PAGE_ROWS = 500;
/** The API is not to be asked for prepared data oftener; it keeps them for a minute at least. */
const POLL_MS = 5_000;
const MOST_POLLS = 36;

/** The extended statistics: ordered, waited for, fetched, page by page. */
export function history(client: MangoClient): PbxHistory<MangoSettings> {
  return {
    // A span of exactly thirty days is refused (3111).
    maximumDays: 29,
    // The document does not say; asking for more only answers nothing.
    keptDays: 90,
    everySeconds: 60,
    lagSeconds: 120,
    read: (context, window) => pages(client, context, window),
  };
}

async function* pages(client: MangoClient, context: MangoContext, window: HistoryWindow): AsyncGenerator<CallEvent[]> {
  const seen = new Set<string>();
  let extensions: ReadonlyMap<string, string> | null = null;
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { rows, told } = await page(client, context, window, offset);
    refuseForeignZone(rows, window, context.settings);
    const fresh = rows.filter((row) => !seen.has(row.entry_id) && startsIn(row, window));
    for (const { entry_id } of rows) seen.add(entry_id);
    if (fresh.length > 0) {
      extensions ??= await extensionsOf(client, context);
      const names = extensions;
      yield fresh.flatMap((row) => eventsOf(row, context.account, names));
    }
    if (told < PAGE_ROWS) return;
  }
}

/** A row with a value that no event can hold is left out, like one that cannot be read: it must not keep the others. */
function eventsOf(row: StatisticsRow, account: string, extensions: ReadonlyMap<string, string>): CallEvent[] {
  try {
    return historyEvents(row, { account, extensions });
  } catch (error) {
    if (error instanceof UnreadableNotification) return [];
    throw error;
  }
}

/** Statistics name employees by id, notifications by extension. */
async function extensionsOf(client: MangoClient, context: MangoContext): Promise<ReadonlyMap<string, string>> {
  const known = await employees(client, context);
  return new Map(known.flatMap(({ ref, extensions: [first] }) => (first === undefined ? [] : [[ref, first]])));
}

async function page(
  client: MangoClient,
  context: MangoContext,
  { from, to }: HistoryWindow,
  offset: number,
): Promise<{ rows: StatisticsRow[]; told: number }> {
  const zone = context.settings.statisticsZone;
  const written = (at: Date): string => DateTime.fromJSDate(at, { zone }).toFormat('dd.MM.yyyy HH:mm:ss');
  const { told } = await client.ask(context, {
    path: '/stats/calls/request/',
    told: { start_date: written(from), end_date: written(to), limit: String(PAGE_ROWS), offset: String(offset) },
    limit: 'statistics',
    effect: 'read',
  });
  const key = textOf(told?.['key']);
  if (key === null) throw new TransientFailure('Mango Office answered a request for statistics without its key');
  const list = await prepared(client, context, key);
  const rows = list.flatMap((row) => {
    const parsed = statisticsRowSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  return { rows, told: list.length };
}

/** While the work goes on the answer may hold a part of the rows already: only a complete one is read. */
async function prepared(client: MangoClient, context: MangoContext, key: string): Promise<unknown[]> {
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    if (poll > 0) await client.pause(POLL_MS);
    const { status, told } = await client.ask(context, {
      path: '/stats/calls/result/',
      told: { key },
      limit: 'all',
      effect: 'read',
    });
    if (status === 204) continue;
    const answer = statisticsSchema.safeParse(told);
    if (!answer.success) throw new TransientFailure('Mango Office answered statistics that cannot be read');
    if (answer.data.status === 'complete') return answer.data.data;
    if (answer.data.status !== 'request' && answer.data.status !== 'work')
      throw new TransientFailure('Mango Office could not prepare the statistics');
  }
  throw new TransientFailure('Mango Office did not prepare the statistics in three minutes');
}

function startsIn({ context_start_time }: StatisticsRow, { from, to }: HistoryWindow): boolean {
  if (context_start_time === null) return false;
  const at = Date.parse(context_start_time);
  return at >= Math.floor(from.getTime() / 1_000) * 1_000 && at <= to.getTime();
}

const ENOUGH_ROWS = 3;
const HOUR_MS = 3_600_000;

/** Rows that all lie elsewhere mean that Mango reads the dates in another zone than we wrote them. */
function refuseForeignZone(rows: readonly StatisticsRow[], { from, to }: HistoryWindow, settings: MangoSettings): void {
  const times = rows.flatMap((row) => (row.context_start_time === null ? [] : [Date.parse(row.context_start_time)]));
  const foreign = times.filter((at) => at < from.getTime() - HOUR_MS / 2 || at > to.getTime() + HOUR_MS / 2);
  if (times.length >= ENOUGH_ROWS && foreign.length === times.length)
    throw new PermanentFailure(
      `The statistics of Mango Office are of another time than was asked for; correct statisticsZone (${settings.statisticsZone}).`,
    );
}
