import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { fieldNames, readNotification } from './notification.ts';
import { readEvent } from './read-event.ts';
import type { BeelineSettings } from './settings.ts';

/** An event of a subscription; the address that it came to tells whose it is. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<BeelineSettings>): CallEvent[] {
  const extension = /^\/[^/]+\/(\d+)$/.exec(request.path)?.[1] ?? null;
  const facts = readEvent(readNotification(request), extension, settings);
  return facts.map((fact) => keyedEvent(account, fact, fieldNames));
}
