import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { keyedEvent, type ToldEvent } from '../../kit/keyed-event.ts';
import { isExtension } from './is-extension.ts';
import type { ZadarmaSettings } from './settings.ts';
import type { StatisticsRow } from './statistics.ts';

/**
 * What the statistics tell of one call, in the shape of its NOTIFY_END or NOTIFY_OUT_END. The direction stands in the id
 * alone (`in_…`, `out_…`). Extensions that were rung in vain ring here too, so that a missed call is told from one that
 * ended in the menu. `seconds` is the talk; the waiting is not told, so the end is its earliest possible moment.
 */
export function eventsOfRows(
  rows: readonly StatisticsRow[],
  { account, settings }: { account: string; settings: ZadarmaSettings },
): CallEvent[] {
  const [first] = rows;
  if (first === undefined) return [];
  const call = first.pbx_call_id.startsWith('out') ? outgoing(first) : incoming(rows, first);
  const common = {
    providerCallId: first.pbx_call_id,
    direction: call.direction,
    external: call.external,
    line: call.line,
  };
  const answered = rows.filter((row) => isAnswered(row, call, settings));
  const counted = answered.filter(({ seconds }) => seconds !== null);
  const talk = counted.length < answered.length ? null : counted.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  const last = answered.at(-1) ?? rows.at(-1)!;
  const nobody = call.direction === 'in' && answered.length === 0;
  // As in NOTIFY_END: what was answered is not said to be missed, though nobody may have talked.
  const missed = nobody && rows.every(({ disposition }) => disposition !== 'answered');
  const total = rows.reduce((most, { seconds }) => Math.max(most, seconds ?? 0), 0);

  const told: ToldEvent[] = [
    { kind: 'started', occurredAt: first.startedAt, ...common, extension: call.caller },
    ...rung(rows, call, nobody).map((row): ToldEvent => ({
      kind: 'ringing',
      occurredAt: row.startedAt,
      ...common,
      extension: call.extensionOf(row),
    })),
    {
      kind: missed ? 'missed' : 'ended',
      occurredAt: endOf(rows),
      ...common,
      extension: answered.length > 0 ? call.extensionOf(last) : call.caller,
      reason: last.disposition?.slice(0, 200) ?? null,
      seconds: nobody ? { wait: null, talk: missed ? 0 : null, total } : { wait: null, talk, total: null },
    },
    ...rows.flatMap(({ is_recorded, call_id }): ToldEvent[] =>
      is_recorded && call_id !== null
        ? [{ kind: 'recorded', providerCallId: first.pbx_call_id, recording: { ref: call_id, kind: 'talk' } }]
        : [],
    ),
  ];
  return told.map((event) => keyedEvent(account, event, {}));
}

interface Call {
  direction: Direction;
  external: CallEvent['external'];
  line: CallEvent['line'];
  /** Our own extension that placed the call. */
  caller: string | null;
  extensionOf(row: StatisticsRow): string | null;
}

function incoming(rows: readonly StatisticsRow[], first: StatisticsRow): Call {
  const caller = numberIn(first.clid) ?? first.sip;
  const inside = isExtension(caller);
  const lines = rows.map(({ destination }) => (isExtension(destination) ? null : toE164(destination)));
  return {
    direction: inside ? 'internal' : 'in',
    external: inside ? null : (toE164(caller) ?? toE164(first.sip)),
    line: lines.find((line) => line !== null) ?? null,
    caller: null,
    extensionOf: ({ destination }) => (isExtension(destination) ? destination : null),
  };
}

function outgoing({ sip, destination }: StatisticsRow): Call {
  const inside = isExtension(destination);
  const caller = isExtension(sip) ? sip : null;
  return {
    direction: inside ? 'internal' : 'out',
    external: inside ? null : toE164(destination),
    line: null,
    caller,
    extensionOf: (row) => (inside ? row.destination : caller),
  };
}

/** `Name <number>`, `Name (100)` or the number alone. */
function numberIn(text: string | null): string | null {
  return text === null ? null : (/[<(]\s*([+\d][\d\s-]*)[>)]\s*$/.exec(text)?.[1] ?? text).trim();
}

function isAnswered(row: StatisticsRow, call: Call, { answeredByNobody }: ZadarmaSettings): boolean {
  if (row.disposition !== 'answered') return false;
  return call.direction !== 'in' || call.extensionOf(row) !== null || answeredByNobody === 'talk';
}

function rung(rows: readonly StatisticsRow[], call: Call, nobody: boolean): StatisticsRow[] {
  return nobody ? rows.filter((row) => call.extensionOf(row) !== null) : [];
}

function endOf(rows: readonly StatisticsRow[]): string {
  const ends = rows.map(({ startedAt, seconds }) => Date.parse(startedAt) + (seconds ?? 0) * 1000);
  return new Date(Math.max(...ends)).toISOString();
}
