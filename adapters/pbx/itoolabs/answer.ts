import type { PbxDecision, PbxQuestion } from '../../../src/contracts/pbx-api.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { isInternalNumber, notificationSchema } from './notification.ts';
import type { ItoolabsSettings } from './settings.ts';

/** `cmd=contact`: who calls, and to whom the call should go. Asked before anybody is rung. */
export function question(request: InboundRequest, settings: ItoolabsSettings): PbxQuestion | null {
  const record = readRecord(request);
  if (record === null) return null;
  const told = notificationSchema.parse({ ...record });
  if (told.cmd?.toLowerCase() !== 'contact' || isInternalNumber(told.phone)) return null;
  const context = phoneContextOf(settings);
  return {
    external: toE164(told.phone, context),
    line: toE164(told.diversion, context),
    providerCallId: told.callid,
    wants: ['caller-name', 'route'],
  };
}

/** An object in any case: a PBX reads `[]` as an error. A login is left out where the settings know none. */
export function reply(
  { callerName, extension }: PbxDecision,
  _question: PbxQuestion,
  { employees }: ItoolabsSettings,
): OutboundReply {
  const login =
    extension === null ? undefined : Object.keys(employees).find((one) => String(employees[one]) === extension);
  const told = {
    ...(callerName !== null && { contact_name: callerName }),
    ...(login !== undefined && { responsible: login }),
  };
  return { status: 200, contentType: 'application/json', body: JSON.stringify(told) };
}
