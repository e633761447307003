import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { HistoryWindow, PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { timeOf } from '../../kit/time-of.ts';
import { eventsOfCalls } from './events-of-resources.ts';
import { callSchema, listTwilio, recordingSchema, type CallResource, type TwilioContext } from './resources.ts';
import type { TwilioSettings } from './settings.ts';

const DAY_MS = 86_400_000;
const CALLS_IN_A_PAGE = 200;

/** The Calls list. Its filter takes whole days in UTC, and every dialled part is a row of its own. */
export const history: PbxHistory<TwilioSettings> = {
  maximumDays: 7,
  // Twilio keeps the records of calls for 13 months.
  keptDays: 390,
  everySeconds: 60,
  lagSeconds: 60,
  read,
};

async function* read(context: TwilioContext, { from, to }: HistoryWindow): AsyncIterable<CallEvent[]> {
  // A part that was dialled after midnight belongs to the call before it; «<» means midnight at the start of that day.
  const days = { first: dayOf(from), last: dayOf(new Date(to.getTime() + 2 * DAY_MS)) };
  const rows = await listTwilio(context, {
    what: 'Twilio, calls',
    path: '/Calls.json',
    query: { 'StartTime>': days.first, 'StartTime<': days.last },
    name: 'calls',
    row: callSchema,
  });
  const recordings = await listTwilio(context, {
    what: 'Twilio, recordings',
    path: '/Recordings.json',
    query: { 'DateCreated>': days.first, 'DateCreated<': days.last },
    name: 'recordings',
    row: recordingSchema,
  });
  const calls = rows.filter((row) => row.parent_call_sid === null && isWithin(row, from, to) && isOver(row, context));
  for (let at = 0; at < calls.length; at += CALLS_IN_A_PAGE) {
    const ids = new Set(calls.slice(at, at + CALLS_IN_A_PAGE).map(({ sid }) => sid));
    const own = rows.filter(({ sid, parent_call_sid }) => ids.has(parent_call_sid ?? sid));
    yield eventsOfCalls(
      own,
      recordings.filter(({ call_sid }) => call_sid !== null && ids.has(call_sid)),
      context,
    );
  }
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function isWithin({ start_time }: CallResource, from: Date, to: Date): boolean {
  const started = timeOf(start_time, 'rfc2822', 'UTC');
  // The list tells whole seconds.
  return started !== null && Date.parse(started) >= Math.floor(from.getTime() / 1000) * 1000 && new Date(started) <= to;
}

function isOver({ status }: CallResource, { settings }: TwilioContext): boolean {
  return [...settings.statuses.ended, ...settings.statuses.failed].includes(status);
}
