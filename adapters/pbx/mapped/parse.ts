import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readNotification } from './read-notification.ts';
import type { MappedSettings } from './settings.ts';
import { sourceOf } from './source.ts';

/** The events of one notification, none for an ignored word. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<MappedSettings>): CallEvent[] {
  const source = sourceOf(request, settings);
  if (source === null) throw new UnreadableNotification('The body is neither JSON nor a form with named fields');
  const { events, failure } = readNotification(source, account, settings);
  if (failure !== null) throw failure;
  return events;
}
