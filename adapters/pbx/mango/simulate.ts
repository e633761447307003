import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { SimulatedRequest } from '../../../src/contracts/pbx.ts';
import type { MangoSettings } from './settings.ts';
import { sign } from './sign.ts';
import { callDirections } from './summary-event.ts';

/** The request that Mango would send for this event; none for what it tells only along with something else. */
export function simulate(event: CallEvent, settings: MangoSettings): SimulatedRequest[] {
  const [path, told] = notificationOf(event);
  if (path === null) return [];
  const json = JSON.stringify(told);
  const form = new URLSearchParams({ vpbx_api_key: settings.apiKey, sign: sign(json, settings), json });
  return [
    {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    },
  ];
}

const states: Readonly<Partial<Record<CallEvent['kind'], [state: string, location: string, seq: number]>>> = {
  started: ['Appeared', 'ivr', 1],
  'in-menu': ['Appeared', 'ivr', 1],
  queued: ['Appeared', 'queue', 1],
  ringing: ['Appeared', 'abonent', 1],
  answered: ['Connected', 'abonent', 2],
  held: ['OnHold', 'abonent', 3],
  resumed: ['Connected', 'abonent', 4],
  'leg-ended': ['Disconnected', 'abonent', 5],
};

function notificationOf(event: CallEvent): [path: string, told: object] | [null, null] {
  if (event.kind === 'ended' || event.kind === 'missed') return ['/events/summary', summaryOf(event)];
  if (event.kind === 'recorded' && event.recording !== null)
    return [
      '/events/record/added',
      {
        entry_id: event.providerCallId,
        recording_id: event.recording.ref,
        ...(event.occurredAt !== null && { timestamp: epoch(event.occurredAt) }),
      },
    ];
  const state = states[event.kind];
  return state === undefined ? [null, null] : ['/events/call', legOf(event, state)];
}

function legOf(event: CallEvent, [state, location, seq]: [string, string, number]): object {
  const [, ofKey, numbered] = /^(.*):(\d+)$/s.exec(event.eventKey) ?? [];
  // Who dials is at a telephone, wherever an incoming call begins.
  const dials = event.direction === 'out';
  return {
    entry_id: event.providerCallId,
    call_id: event.legId ?? ofKey ?? event.providerCallId,
    ...(event.occurredAt !== null && { timestamp: epoch(event.occurredAt) }),
    seq: Number(numbered ?? seq),
    call_state: state,
    location: dials ? 'abonent' : location,
    ...partiesOf(event),
    ...(event.initiator !== null && { callback_initiator: event.initiator }),
    ...(event.linkedCallIds[0] !== undefined && { command_id: event.linkedCallIds[0] }),
    ...(event.reason !== null && { disconnect_reason: event.reason }),
  };
}

function partiesOf({ direction, extension, external, line }: CallEvent): object {
  const ours = extension === null ? {} : { extension };
  const outside = external === null ? {} : { number: digits(external) };
  const lineNumber = line === null ? {} : { line_number: digits(line) };
  if (direction === 'out') return { from: ours, to: { ...outside, ...lineNumber } };
  if (direction === 'internal') return { from: ours, to: { ...ours, ...lineNumber } };
  return { from: outside, to: { ...ours, ...lineNumber } };
}

function summaryOf(event: CallEvent): object {
  const { direction, extension, external, line, seconds } = event;
  const end = event.occurredAt === null ? null : epoch(event.occurredAt);
  const create = end === null || seconds?.total == null ? null : end - seconds.total;
  const talk = seconds?.talk ?? 0;
  const ours = extension === null ? {} : { extension };
  const outside = external === null ? {} : { number: digits(external) };
  return {
    entry_id: event.providerCallId,
    ...(direction !== null && { call_direction: callDirections.indexOf(direction) }),
    from: direction === 'out' ? ours : outside,
    to: direction === 'out' ? outside : ours,
    ...(line !== null && { line_number: digits(line) }),
    ...(create !== null && { create_time: create, forward_time: create }),
    talk_time: end === null || talk === 0 ? 0 : end - talk,
    ...(end !== null && { end_time: end }),
    entry_result: talk > 0 ? 1 : 0,
    ...(event.reason !== null && { disconnect_reason: event.reason }),
  };
}

function epoch(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** Mango writes numbers in digits without a plus. */
function digits(number: string): string {
  return number.replace(/^\+/, '');
}
