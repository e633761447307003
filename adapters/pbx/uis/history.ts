import { DateTime } from 'luxon';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { HistoryWindow, PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { instantOf } from '../../kit/instant-of.ts';
import type { UisContext } from './ask-uis.ts';
import { callFacts } from './call-facts.ts';
import { ExtensionBook } from './employees.ts';
import { notificationFacts } from './notification-journal.ts';
import { asNumber, isId, readCalls, readLegs, type CallRow } from './reports.ts';
import type { UisSettings } from './settings.ts';

const DAY_MS = 86_400_000;
/** So many calls' legs are asked for at once: an id is some ten characters of the filter. */
const CALLS_AT_ONCE = 200;
/** A report may ask for three months (`date_interval_limit_reached`); the shortest three have 89 days. */
const MAXIMUM_DAYS = 88;
/** «Записанный разговор» comes after the end of the call. */
const JOURNAL_LATER_MS = 600_000;

export const history: PbxHistory<UisSettings> = {
  maximumDays: MAXIMUM_DAYS,
  // The newer reports of the same API go back 366 days.
  keptDays: 365,
  // Points per minute and day are of the tariff and not told; one poll takes two to four.
  everySeconds: 60,
  // No text says when a finished call gets into the report.
  lagSeconds: 300,
  read,
};

async function* read(context: UisContext, window: HistoryWindow): AsyncGenerator<CallEvent[]> {
  const book = new ExtensionBook(context);
  const span = spanOf(window.from, window.to, context.settings.zone);
  for await (const page of readCalls(context, span)) {
    const wanted = page.filter((row) => row.finish_time !== null && isIn(window, row, context.settings.zone));
    for (let at = 0; at < wanted.length; at += CALLS_AT_ONCE)
      yield await eventsOf(context, wanted.slice(at, at + CALLS_AT_ONCE), book);
  }
}

/** A call of the last three months, one that goes on too; `get.calls_report` finds nothing without a span of time. */
export async function call(context: UisContext, providerCallId: string): Promise<CallEvent[]> {
  const row = await findCall(context, providerCallId);
  return row === null ? [] : eventsOf(context, [row], new ExtensionBook(context));
}

export async function findCall(context: UisContext, providerCallId: string): Promise<CallRow | null> {
  if (!isId(providerCallId)) return null;
  const now = context.clock.now().getTime();
  const span = spanOf(new Date(now - (MAXIMUM_DAYS - 1) * DAY_MS), new Date(now), context.settings.zone);
  const filter = { field: 'id', operator: '=', value: asNumber(providerCallId) };
  for await (const page of readCalls(context, span, { filter, ongoing: true })) {
    const row = page.find(({ id }) => id === providerCallId);
    if (row !== undefined) return row;
  }
  return null;
}

async function eventsOf(context: UisContext, calls: readonly CallRow[], book: ExtensionBook): Promise<CallEvent[]> {
  const { account, settings } = context;
  const legs = await readLegs(
    context,
    spanOfCalls(context, calls),
    calls.map(({ id }) => id),
  );
  await book.learn(legs.filter((leg) => leg.is_operator && !leg.is_coach).map((leg) => leg.employee_id));
  const journal = await notificationFacts(context, spanOfCalls(context, calls, JOURNAL_LATER_MS));
  const facts = { account, settings, extensionOf: (employee: string) => book.extensionOf(employee) };
  return calls.flatMap((row) => {
    const own = legs.filter((leg) => leg.call_session_id === row.id);
    return [...callFacts(row, own, facts), ...(journal.get(row.id) ?? [])];
  });
}

/** From the first start to the last end of these calls: the span in which their legs began and were notified. */
export function spanOfCalls({ clock, settings: { zone } }: UisContext, calls: readonly CallRow[], laterMs = 0) {
  const instants = calls.flatMap(({ start_time, finish_time }) =>
    [start_time, finish_time].map((time) => instantOf(time, zone)).filter((instant) => instant !== null),
  );
  const going = calls.some(({ finish_time }) => finish_time === null);
  const times = instants.map((instant) => Date.parse(instant));
  const until = Math.max(...times, ...(going ? [clock.now().getTime()] : []));
  return spanOf(new Date(Math.min(...times)), new Date(until + laterMs), zone);
}

/** Whether the ends are included is not told, so both are a second outside; what lies outside is left out by us. */
function spanOf(from: Date, to: Date, zone: string): { date_from: string; date_till: string } {
  const local = (ms: number) => DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
  return { date_from: local(from.getTime() - 1000), date_till: local(to.getTime() + 2000) };
}

function isIn({ from, to }: HistoryWindow, row: CallRow, zone: string): boolean {
  const start = instantOf(row.start_time, zone);
  // A time that cannot be read is told by `callFacts`, not passed over.
  return start === null || (Date.parse(start) >= from.getTime() && Date.parse(start) <= to.getTime());
}
