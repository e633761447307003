import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { fieldNames, notificationSchema } from './notification.ts';
import { paths } from './paths.ts';
import { readCall } from './read-call.ts';
import type { ThreecxSettings } from './settings.ts';

/**
 * A finished call, as our template reports it. The look-up by number names no call, so it tells no event: it is
 * answered only. Throws `UnreadableNotification`.
 */
export function parse(request: InboundRequest, { account, settings }: ParseContext<ThreecxSettings>): CallEvent[] {
  if (request.path.endsWith(paths.lookup)) return [];
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('The body is not the JSON of our template');
  const told = notificationSchema.parse({ ...record });
  return readCall(told, settings).map((event) => keyedEvent(account, event, fieldNames));
}
