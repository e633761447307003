import type { CallEvent, CallEventKind, Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { isOurDial, ordersCall } from './command-id.ts';
import type { LegNotification } from './notifications.ts';
import { required } from './required.ts';

type Told = Omit<CallEvent, 'account'>;

/** What a state of a leg means at a telephone; in the menu and in the queue only its being there counts. */
const stateKinds: Readonly<Record<string, CallEventKind>> = {
  Appeared: 'ringing',
  Connected: 'answered',
  OnHold: 'held',
  Disconnected: 'leg-ended',
};
const placeKinds: Readonly<Record<string, CallEventKind>> = { ivr: 'in-menu', queue: 'queued' };

/** `/events/call`: the state of one leg. The menu and the queue are places of the call and make no leg of their own. */
export function legEvents(told: LegNotification): Told[] {
  const kind = kindOf(told);
  if (kind === null) return [];
  const inside = kind === 'in-menu' || kind === 'queued';
  const parties = partiesOf(told, inside);
  const base: Omit<Told, 'eventKey'> = {
    providerCallId: required(told.entry_id, 'entry_id'),
    linkedCallIds: isOurDial(told.command_id) ? [told.command_id] : [],
    kind,
    occurredAt: momentOf(told, kind),
    direction: parties.direction,
    legId: inside ? null : told.call_id,
    extension: inside ? null : parties.extension,
    employeeRef: null,
    external: toE164(parties.external),
    line: toE164(told.to.line_number),
    initiator: told.callback_initiator,
    reason: kind === 'leg-ended' ? told.disconnect_reason : null,
    seconds: null,
    recording: null,
  };
  const eventKey = told.call_id === null || told.seq === null ? eventKeyOf(base) : `${told.call_id}:${told.seq}`;
  const event = { ...base, eventKey };
  if (told.transfer === null) return [event];
  return [event, { ...event, eventKey: `${eventKey}:transfer`, kind: 'transferred', reason: told.transfer }];
}

/**
 * Times are whole seconds. Within one a leg may go on hold and back, where `seq` alone tells the order: it is put into
 * the thousandths. The first ring and answer are in order by what they are.
 */
function momentOf({ timestamp, seq }: LegNotification, kind: CallEventKind): string | null {
  if (timestamp === null || seq === null || seq <= 2 || (kind !== 'answered' && kind !== 'held')) return timestamp;
  return new Date(Date.parse(timestamp) + Math.min(seq, 999)).toISOString();
}

function kindOf(told: LegNotification): CallEventKind | null {
  const state = required(told.call_state, 'call_state');
  const kind = Object.hasOwn(stateKinds, state) ? stateKinds[state] : undefined;
  if (kind === undefined) throw new UnreadableNotification('call_state is none of the four known', 'call_state');
  const place = placeOf(told);
  if (place === 'abonent') return kind === 'answered' && isCallToInitiator(told) ? null : kind;
  const inside = placeKinds[place];
  if (inside === undefined) throw new UnreadableNotification('location is none of the three known', 'location');
  return kind === 'ringing' || kind === 'answered' ? inside : null;
}

/** Some of the vendor's examples leave the location out; they all are of telephones. */
function placeOf(told: LegNotification): string {
  const place = (told.location ?? told.locaton)?.split('.')[0];
  if (place !== undefined) return place === 'abonent' || Object.hasOwn(placeKinds, place) ? place : '';
  return told.from.extension === null && told.to.extension === null ? '' : 'abonent';
}

/**
 * A call that was ordered (from a program, the cabinet, a widget) first rings at our own employee, and looks like a call
 * from the number that he is going to be connected with. His picking up is no answer yet.
 */
function isCallToInitiator(told: LegNotification): boolean {
  return isOrdered(told) && told.from.taken_from_call_id === null && told.to.extension !== null;
}

function isOrdered({ callback_initiator, command_id }: LegNotification): boolean {
  return callback_initiator !== null || ordersCall(command_id);
}

interface Parties {
  direction: Direction | null;
  extension: string | null;
  external: string | null;
}

/** No field of the leg tells the direction: an employee is known by his extension, an outside party has none. */
function partiesOf(told: LegNotification, inside: boolean): Parties {
  const { from, to } = told;
  if (from.extension === null) {
    const direction = !inside && isCallToInitiator(told) ? null : 'in';
    return { direction, extension: to.extension, external: from.number };
  }
  if (to.extension !== null || inside) return { direction: 'internal', extension: to.extension, external: null };
  // An employee who asks somebody outside before he passes a call on: that one is not the other party of the call.
  if (from.taken_from_call_id !== null && !isOrdered(told)) return { direction: null, extension: null, external: null };
  return { direction: 'out', extension: from.extension, external: to.number };
}
