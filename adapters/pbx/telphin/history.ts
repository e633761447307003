import { z } from 'zod';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { HistoryWindow, PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { unusable } from '../../kit/ask.ts';
import { numberField as number } from '../../kit/field.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { rowSchema, type CallRow } from './call-row.ts';
import { factsOfRow, startOf } from './row-facts.ts';
import { apiOf, askTelphin, type TelphinContext } from './session.ts';
import type { TelphinSettings } from './settings.ts';

const pageSchema = z.object({ per_page: number, call_history: z.array(rowSchema) });
const ROWS = 100;

export const history: PbxHistory<TelphinSettings> = {
  maximumDays: 7,
  // No document says how long; three months are kept by every tariff that was seen.
  keptDays: 90,
  // More frequent readers were answered 429.
  everySeconds: 120,
  lagSeconds: 60,
  read,
};

async function* read(context: TelphinContext, { from, to }: HistoryWindow): AsyncIterable<CallEvent[]> {
  const told = new Set<string>();
  for (let page = 1; ; page += 1) {
    const { rows, isLast } = await pageOf(context, { from, to }, page);
    const fresh = rows.filter(({ call_uuid }) => call_uuid !== null && !told.has(call_uuid));
    if (rows.length > 0 && fresh.length === 0)
      throw unusable('Telphin, calls', { method: 'GET' }, 'one page comes again and again');
    for (const { call_uuid } of fresh) told.add(call_uuid ?? '');
    const within = fresh.filter((row) => isWithin(row, from, to));
    if (within.length > 0) yield within.flatMap((row) => eventsOfRow(row, context));
    if (isLast) return;
  }
}

export function eventsOfRow(row: CallRow, { account, settings }: TelphinContext): CallEvent[] {
  const facts = factsOfRow(row, settings);
  const events = facts.map((fact) =>
    keyedEvent(account, { providerCallId: row.call_uuid ?? '', ...fact }, { providerCallId: 'call_uuid' }),
  );
  return [...new Map(events.map((event) => [event.eventKey, event])).values()];
}

async function pageOf(
  context: TelphinContext,
  { from, to }: HistoryWindow,
  page: number,
): Promise<{ rows: CallRow[]; isLast: boolean }> {
  const { zone } = apiOf(context);
  const answer = await askTelphin(context, {
    what: 'Telphin, calls',
    method: 'GET',
    path: 'client/@me/call_history/',
    query: {
      start_datetime: localTimeOf(from.toISOString(), zone),
      // To the second, so a second more where the moment is between two.
      end_datetime: localTimeOf(new Date(to.getTime() + 999).toISOString(), zone),
      order: 'asc',
      page: String(page),
      per_page: String(ROWS),
    },
    schema: pageSchema,
  });
  const rows = answer?.call_history ?? [];
  // The server may allow fewer rows than were asked for, and says so.
  return { rows, isLast: rows.length < Math.min(answer?.per_page || ROWS, ROWS) };
}

function isWithin(row: CallRow, from: Date, to: Date): boolean {
  const started = startOf(row);
  if (started === null) return false;
  return Date.parse(started) >= Math.floor(from.getTime() / 1000) * 1000 && Date.parse(started) <= to.getTime();
}
