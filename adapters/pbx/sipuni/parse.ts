import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { fieldNames, notificationSchema } from './notification.ts';
import { readEvent } from './read-event.ts';
import type { SipuniSettings } from './settings.ts';

/** «События на АТС», by GET or POST. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<SipuniSettings>): CallEvent[] {
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('This is neither a query nor a form with named fields');
  const told = notificationSchema.parse({ ...record });
  return readEvent(told, settings).map((event) => keyedEvent(account, event, fieldNames));
}
