import type { PbxDecision, PbxQuestion } from '../../../src/contracts/pbx-api.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { readForm } from '../../kit/form.ts';
import { textOf } from '../../kit/text-of.ts';
import { isExtension } from './is-extension.ts';
import type { ZadarmaSettings } from './settings.ts';

/** NOTIFY_START waits for our word. So does NOTIFY_IVR, but there a menu of the clinic's own is at work. */
export function question(request: InboundRequest): PbxQuestion | null {
  const form = readForm(request.body);
  if (form.get('event') !== 'NOTIFY_START') return null;
  const caller = textOf(form.get('caller_id'));
  if (isExtension(caller)) return null;
  return {
    external: toE164(caller),
    line: toE164(textOf(form.get('called_did'))),
    providerCallId: textOf(form.get('pbx_call_id')),
    wants: ['caller-name', 'route'],
  };
}

/** A scenario `0-1` or `1`, a menu `0-main`, or the word that refuses the call with a busy tone. */
const branch = /^(?:\d{1,3}(?:-(?:\d{1,3}|main))?|blacklist)$/;

/** A text is not spoken: the PBX plays files and phrases of its own only. */
export function reply(
  { callerName, extension, code }: PbxDecision,
  _question: PbxQuestion,
  { redirectSeconds }: ZadarmaSettings,
): OutboundReply {
  // A shorter number would be a scenario of the PBX.
  const target = isExtension(extension) ? extension : code !== null && branch.test(code) ? code : null;
  const told = {
    ...(callerName !== null && { caller_name: callerName }),
    ...(target !== null && { redirect: target }),
    ...(target !== null && isExtension(target) && { return_timeout: redirectSeconds }),
  };
  return { status: 200, contentType: 'application/json', body: JSON.stringify(told) };
}
