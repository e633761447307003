import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { PbxDecision, PbxQuestion } from '../../../src/contracts/pbx-api.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { paths } from './paths.ts';
import type { ThreecxSettings } from './settings.ts';

/** The look-up of the template: whose number is this? */
export function question(request: InboundRequest, settings: ThreecxSettings): PbxQuestion | null {
  if (request.method !== 'GET' || !request.path.endsWith(paths.lookup)) return null;
  return {
    external: toE164(request.query['number'], phoneContextOf(settings)),
    line: settings.line ?? null,
    providerCallId: null,
    wants: ['caller-name'],
  };
}

/**
 * A contact as the template reads it. 3CX drops a contact whose numbers are all other than the one it asked for, so the
 * number goes back with the name. Nobody: an empty object, which the template's rule takes for «not found».
 */
export function reply(decision: PbxDecision, { external }: PbxQuestion): OutboundReply {
  const contact =
    decision.callerName === null || external === null
      ? {}
      : { contact: { id: external, name: decision.callerName, phone: external } };
  return { status: 200, contentType: 'application/json', body: JSON.stringify(contact) };
}
