import type { PbxDecision, PbxQuestion } from '../../../src/contracts/pbx-api.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { readRecord, type NotificationRecord } from '../../kit/body.ts';
import { textOf } from '../../kit/text-of.ts';
import type { UisSettings } from './settings.ts';

/** What follows the secret in the address of the interactive operation. */
export const INTERACTIVE = '/interactive';

export interface InteractiveRequest {
  /** `call_session_id` of the notifications; null where only `cdr_id` was chosen in the operation. */
  callId: string | null;
  cdrId: string | null;
  startTime: string | null;
  numa: string | null;
  numb: string | null;
}

/** «Интерактивная обработка вызова»: GET or POST with the parameters that were chosen in the operation. */
export function readInteractive(request: InboundRequest): InteractiveRequest | null {
  if (!request.path.replace(/\/$/, '').endsWith(INTERACTIVE)) return null;
  const record: NotificationRecord = readRecord(request) ?? {};
  const told = (name: string) => textOf(record[name] ?? request.query[name]);
  return {
    callId: told('call_session_id'),
    cdrId: told('cdr_id'),
    startTime: told('start_time'),
    numa: told('numa'),
    numb: told('numb'),
  };
}

export function question(request: InboundRequest): PbxQuestion | null {
  const told = readInteractive(request);
  if (told === null) return null;
  return {
    external: toE164(told.numa),
    line: toE164(told.numb),
    providerCallId: told.callId ?? told.cdrId,
    wants: ['route'],
  };
}

/**
 * HTTP 200 with JSON: `phones` to ring, `text` to speak, `returned_code` for a linked branch of the scenario; each may
 * stand alone. An empty object leaves the call to the branch for no answer, so `otherwiseCode` names a better one.
 */
export function reply(decision: PbxDecision, _question: PbxQuestion, settings: UisSettings): OutboundReply {
  const { extension, say, code } = decision;
  const nothing = extension === null && say === null && code === null;
  const returned = code ?? (nothing ? (settings.otherwiseCode ?? null) : null);
  const body = {
    ...(extension !== null && { phones: [extension] }),
    ...(say !== null && { text: say }),
    ...(returned !== null && { returned_code: returned }),
  };
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
