import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { keyedEvent, type ToldEvent } from '../../kit/keyed-event.ts';
import { fieldNames, notificationSchema, type Notification } from './notification.ts';
import { readEvent } from './read-event.ts';
import { readHistory } from './read-history.ts';
import type { ItoolabsSettings } from './settings.ts';

/** Throws `UnreadableNotification`. The question `contact` and the mark `rating` tell nothing of a call's course. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<ItoolabsSettings>): CallEvent[] {
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('The body is neither JSON nor a form with named fields');
  const told = notificationSchema.parse({ ...record });
  return read(told, settings).map((event) => keyedEvent(account, event, fieldNames));
}

function read(told: Notification, settings: ItoolabsSettings): ToldEvent[] {
  switch (told.cmd?.toLowerCase()) {
    case 'event':
      return readEvent(told, callOf(told), settings);
    case 'history':
      return readHistory(told, callOf(told), settings);
    case 'contact':
    case 'rating':
      return [];
    default:
      throw new UnreadableNotification('cmd is not one of event, history, contact, rating', 'cmd');
  }
}

function callOf({ callid }: Notification): string {
  if (callid === null) throw new UnreadableNotification('callid is missing', 'callid');
  return callid;
}
