import { z } from 'zod';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HistoryWindow, PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { numberField as number, textField as text } from '../../kit/field.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { recordSchema, type CallDetailRecord } from './call-detail-record.ts';
import { factsOfRecords } from './record-facts.ts';
import { askYeastar, type YeastarContext } from './session.ts';
import type { YeastarSettings } from './settings.ts';

const pageSchema = z.object({ total_number: number, data: z.array(recordSchema).nullish() });
const ROWS = 1000;
const CALLS_IN_A_PAGE = 200;
/** Parts before and after the window tell which calls began in it. */
const LONGEST_CALL_MS = 4 * 3_600_000;

export const history: PbxHistory<YeastarSettings> = {
  maximumDays: 7,
  // As long as the PBX keeps its CDR, which its owner sets.
  keptDays: 365,
  everySeconds: 60,
  lagSeconds: 60,
  read,
};

async function* read(context: YeastarContext, { from, to }: HistoryWindow): AsyncIterable<CallEvent[]> {
  const extensions = await extensionNumbers(context);
  const rows = await recordsOf(
    context,
    new Date(from.getTime() - LONGEST_CALL_MS),
    new Date(to.getTime() + LONGEST_CALL_MS),
  );
  const known = rows.filter(({ call_id }) => call_id !== null);
  if (rows.length > 0 && known.length === 0)
    throw new PermanentFailure('Yeastar, CDR: no row has a call_id, so calls cannot be compared; update the firmware');
  const calls = [...byCall(known)].filter(([, parts]) => {
    const startedAt = Math.min(...parts.map(({ timestamp }) => timestamp ?? Infinity)) * 1000;
    return startedAt >= Math.floor(from.getTime() / 1000) * 1000 && startedAt <= to.getTime();
  });
  for (let at = 0; at < calls.length; at += CALLS_IN_A_PAGE)
    yield calls
      .slice(at, at + CALLS_IN_A_PAGE)
      .flatMap(([id, parts]) => eventsOf(context, id, factsOfRecords(parts, extensions, context.settings)));
}

function byCall(rows: readonly CallDetailRecord[]): Map<string, CallDetailRecord[]> {
  const calls = new Map<string, CallDetailRecord[]>();
  for (const row of rows) calls.set(row.call_id ?? '', [...(calls.get(row.call_id ?? '') ?? []), row]);
  return calls;
}

function eventsOf({ account }: YeastarContext, providerCallId: string, facts: ReturnType<typeof factsOfRecords>) {
  const events = facts.map((fact) => keyedEvent(account, { providerCallId, ...fact }, { providerCallId: 'call_id' }));
  return [...new Map(events.map((event) => [event.eventKey, event])).values()];
}

async function recordsOf(context: YeastarContext, from: Date, to: Date): Promise<CallDetailRecord[]> {
  const rows: CallDetailRecord[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await askYeastar(context, {
      what: 'Yeastar, CDR',
      method: 'GET',
      path: 'cdr/search',
      query: {
        page: String(page),
        page_size: String(ROWS),
        start_time: String(Math.floor(from.getTime() / 1000)),
        end_time: String(Math.ceil(to.getTime() / 1000)),
      },
      schema: pageSchema,
    });
    const some = answer?.data ?? [];
    rows.push(...some);
    if (some.length === 0 || rows.length >= (answer?.total_number ?? 0)) return rows;
  }
}

const numbersSchema = z.object({ data: z.array(z.object({ number: text })).nullish() });

/** Menus, queues and ring groups have numbers like extensions have; only this list tells them apart. */
async function extensionNumbers(context: YeastarContext): Promise<ReadonlySet<string>> {
  const answer = await askYeastar(context, {
    what: 'Yeastar, extensions',
    method: 'GET',
    path: 'extension/list',
    query: { page: '1', page_size: '10000' },
    schema: numbersSchema,
  });
  return new Set((answer?.data ?? []).flatMap((one) => one.number ?? []));
}
