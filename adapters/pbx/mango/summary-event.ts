import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { SummaryNotification } from './notifications.ts';
import { required } from './required.ts';

/** `call_direction` as an index. */
export const callDirections = ['internal', 'in', 'out'] as const satisfies readonly Direction[];

/**
 * `/events/summary`: the end of the whole call. Missed is an incoming call without a time of talk; `entry_result` is 1
 * for a call that ended in the menu too, so it tells nothing.
 */
export function summaryEvent(told: SummaryNotification): Omit<CallEvent, 'account'> {
  const entry = required(told.entry_id, 'entry_id');
  const direction = callDirections[told.call_direction ?? -1] ?? null;
  const talked = told.talk_time.at !== null;
  const missed = direction === 'in' && told.talk_time.told && !talked;
  return {
    eventKey: `summary:${entry}`,
    providerCallId: entry,
    linkedCallIds: [],
    kind: missed ? 'missed' : 'ended',
    occurredAt: told.end_time,
    direction,
    legId: null,
    // Without a talk it is the first who missed it, or a group.
    extension: direction === 'out' ? told.from.extension : talked ? told.to.extension : null,
    employeeRef: null,
    external: direction === 'internal' ? null : toE164(direction === 'out' ? told.to.number : told.from.number),
    line: toE164(told.line_number),
    initiator: null,
    reason: told.disconnect_reason,
    seconds: secondsOf(told),
    recording: null,
  };
}

function secondsOf({ create_time, talk_time, end_time }: SummaryNotification): CallEvent['seconds'] {
  const seconds = {
    wait: secondsBetween(create_time, talk_time.at ?? (talk_time.told ? end_time : null)),
    talk: talk_time.told && talk_time.at === null ? 0 : secondsBetween(talk_time.at, end_time),
    total: secondsBetween(create_time, end_time),
  };
  return Object.values(seconds).every((value) => value === null) ? null : seconds;
}

function secondsBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
