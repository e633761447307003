import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { keyedEvent, type ToldEvent } from '../../kit/keyed-event.ts';
import { timeOf } from '../../kit/time-of.ts';
import { eventTypeOf, type EventType } from './event-type.ts';
import { fieldNames, notificationSchema, type Notification } from './notification.ts';
import { readIncoming } from './read-incoming.ts';
import { readOutgoing } from './read-outgoing.ts';
import type { TelphinSettings } from './settings.ts';

/** Events of one extension, by the vendor's «События внутреннего номера». Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<TelphinSettings>): CallEvent[] {
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('This is no form with named fields');
  const told = notificationSchema.parse({ ...record });
  const type = eventTypeOf(told.EventType);
  if (type === null) return [];
  return read(type, told, settings).map((event) => keyedEvent(account, event, fieldNames));
}

function read(type: EventType, told: Notification, settings: TelphinSettings): ToldEvent[] {
  if (told.CallID === null) throw new UnreadableNotification('CallID is missing', 'CallID');
  const common = {
    providerCallId: told.CallID,
    legId: told.SubCallID,
    occurredAt: timeOf(told.EventTime, 'unix-us', 'UTC'),
  };
  const flow = told.CallFlow?.toLowerCase() ?? flowOf(type);
  if (flow === 'in') return readIncoming(type, told, common, settings);
  if (flow === 'out') return readOutgoing(type, told, common, settings);
  throw new UnreadableNotification('CallFlow is neither in nor out', 'CallFlow');
}

function flowOf(type: EventType): string | null {
  return type === 'dial-in' ? 'in' : type === 'dial-out' ? 'out' : null;
}
