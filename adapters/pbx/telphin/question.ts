import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { PbxDecision, PbxQuestion } from '../../../src/contracts/pbx-api.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { callerOf, notificationSchema } from './notification.ts';
import type { TelphinSettings } from './settings.ts';

/** `call_interactive` of a menu: whom to ring, and what the telephone shows. */
export function question(request: InboundRequest, settings: TelphinSettings): PbxQuestion | null {
  const record = readRecord(request);
  const told = record === null ? null : notificationSchema.parse({ ...record });
  if (told?.EventType?.toLowerCase() !== 'call_interactive') return null;
  return {
    external: callerOf(told, settings),
    line: toE164(told.CalledDID, phoneContextOf(settings)),
    providerCallId: told.CallID,
    wants: ['caller-name', 'route'],
  };
}

/** Without a number the menu goes on as it would. */
export function reply({ extension, callerName }: PbxDecision): OutboundReply {
  const number = extension === null ? '' : `<SetVar name="number">${escaped(extension)}</SetVar>`;
  const caller = callerName === null ? '' : `<SetCaller name="${escaped(callerName)}" />`;
  const body = `<?xml version="1.0" encoding="UTF-8"?><Response>${number}${caller}</Response>`;
  return { status: 200, contentType: 'application/xml; charset=utf-8', body };
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
