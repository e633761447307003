import { callEventSchema, type CallEvent, type Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { keyedEvent, type ToldEvent } from '../../kit/keyed-event.ts';
import type { StatisticsLeg, StatisticsRow } from './statistics.ts';

/** `context_type` as an index. */
const directions: readonly (Direction | null)[] = [null, 'in', 'out', 'internal'];
const ORDERED_BY_WIDGET = 5;
const ordered = new Set([4, ORDERED_BY_WIDGET, 6]);

/**
 * A call of the statistics as events: those that its notifications would have been, under their keys where they have
 * the same. The legs go by extension, because nothing in the document makes `external_call_id` the `call_id` of
 * notifications; an employee without an extension has no leg. Null: the row has no time.
 */
export function historyEvents(
  row: StatisticsRow,
  { account, extensions }: { account: string; extensions: ReadonlyMap<string, string> },
): CallEvent[] {
  const direction = directions[row.context_type ?? 0] ?? null;
  const parties = {
    direction,
    external: direction === 'internal' ? null : toE164(direction === 'out' ? row.called_number : row.caller_number),
    line: direction === 'in' ? toE164(row.called_number) : null,
    initiator: row.context_init_type === ORDERED_BY_WIDGET ? 'CallbackWidget' : null,
  };
  const whole = { providerCallId: row.entry_id, ...parties };
  const legs = legsOf(row);
  const attempts = legs.flatMap((leg) => attemptEvents(leg, row, extensions));
  return [
    keyedEvent(account, { ...whole, kind: 'started', occurredAt: row.context_start_time }, {}),
    ...attempts.map((told) => keyedEvent(account, { ...whole, ...told }, {})),
    endEvent({ row, account, attempts, legs, extensions }, whole),
    ...recordedEvents(legs, account, row.entry_id),
  ];
}

type LegEvent = Pick<CallEvent, 'kind' | 'occurredAt' | 'extension' | 'employeeRef' | 'reason'>;

/** Groups and their members in one row. Who only listens or prompts is no leg of the call. */
function legsOf(row: StatisticsRow): StatisticsLeg[] {
  return row.context_calls
    .flatMap(({ members, ...leg }) => [leg, ...members])
    .filter(({ ModeListen, ModePrompt }) => !ModeListen && !ModePrompt);
}

function attemptEvents(leg: StatisticsLeg, row: StatisticsRow, extensions: ReadonlyMap<string, string>): LegEvent[] {
  const nobody = { extension: null, employeeRef: null, reason: null };
  if (leg.call_type === 'group')
    return leg.call_start_time === null ? [] : [{ kind: 'queued', occurredAt: leg.call_start_time, ...nobody }];
  const extension = leg.call_abonent_id === null ? undefined : extensions.get(leg.call_abonent_id);
  if (extension === undefined || (leg.call_type !== 'user' && leg.call_type !== 'number')) return [];
  const who = { extension, employeeRef: leg.call_abonent_id, reason: null };
  // In a call that was ordered our own employee picks up before anybody is called; the end tells whether they talked.
  const talked = (row.talk_duration ?? 0) > 0 && (leg.talk_duration ?? 0) > 0 && !isOrdered(row);
  const told: (LegEvent | null)[] = [
    leg.call_start_time === null ? null : { kind: 'ringing', occurredAt: leg.call_start_time, ...who },
    leg.call_answer_time === null || !talked ? null : { kind: 'answered', occurredAt: leg.call_answer_time, ...who },
    leg.call_end_time === null
      ? null
      : { kind: 'leg-ended', occurredAt: leg.call_end_time, ...who, reason: leg.call_end_reason },
  ];
  return told.filter((event) => event !== null);
}

function isOrdered({ context_init_type }: StatisticsRow): boolean {
  return context_init_type !== null && ordered.has(context_init_type);
}

function endEvent(
  call: {
    row: StatisticsRow;
    account: string;
    attempts: readonly LegEvent[];
    legs: readonly StatisticsLeg[];
    extensions: ReadonlyMap<string, string>;
  },
  whole: Pick<ToldEvent, 'providerCallId' | 'direction' | 'external' | 'line' | 'initiator'>,
): CallEvent {
  const { row, account, attempts, legs, extensions } = call;
  const { duration: total, talk_duration: talk } = row;
  const answered = attempts
    .filter(({ kind }) => kind === 'answered')
    .toSorted(byTime)
    .at(-1);
  const caller = row.caller_id === null ? undefined : extensions.get(row.caller_id);
  const seconds =
    total === null && talk === null
      ? null
      : { wait: total === null ? null : Math.max(0, total - (talk ?? 0)), talk, total };
  return callEventSchema.parse({
    ...keyedEvent(
      account,
      {
        ...whole,
        kind: whole.direction === 'in' && talk === 0 ? 'missed' : 'ended',
        occurredAt: endOf(row, legs),
        extension: whole.direction === 'out' ? (caller ?? null) : (answered?.extension ?? null),
        reason: legs.toSorted((a, b) => compare(a.call_end_time, b.call_end_time)).at(-1)?.call_end_reason ?? null,
        seconds,
      },
      {},
    ),
    eventKey: `summary:${row.entry_id}`,
  });
}

function endOf({ context_start_time, duration }: StatisticsRow, legs: readonly StatisticsLeg[]): string | null {
  if (context_start_time !== null && duration !== null)
    return new Date(Date.parse(context_start_time) + duration * 1_000).toISOString();
  return (
    legs
      .map((leg) => leg.call_end_time)
      .toSorted(compare)
      .at(-1) ?? null
  );
}

function recordedEvents(legs: readonly StatisticsLeg[], account: string, entry: string): CallEvent[] {
  const byRef = new Map<string, string | null>();
  for (const leg of legs) for (const ref of leg.recording_id) if (!byRef.has(ref)) byRef.set(ref, leg.call_end_time);
  return [...byRef].map(([ref, occurredAt]) => ({
    ...keyedEvent(
      account,
      { providerCallId: entry, kind: 'recorded', occurredAt, recording: { ref, kind: 'talk' } },
      {},
    ),
    eventKey: `record:${ref}`,
  }));
}

function byTime(a: LegEvent, b: LegEvent): number {
  return compare(a.occurredAt, b.occurredAt);
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}
