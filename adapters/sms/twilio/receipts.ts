import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import type { SmsReceived } from '../../../src/contracts/sms.ts';
import { readForm } from '../../kit/form.ts';
import { sameSecret } from '../../kit/signature.ts';
import { twilioSignature, withAndWithoutPort } from '../../kit/twilio-signature.ts';
import { twilioRefusal, twilioState } from './codes.ts';
import type { TwilioSmsSettings } from './settings.ts';

/** A status callback has `MessageSid` and `MessageStatus`, an incoming message `MessageSid`, `From` and `Body`. */
export function readNotice(request: InboundRequest): SmsReceived {
  const form = formOf(request);
  const sid = form.get('MessageSid') ?? '';
  if (!/^[A-Za-z]{2}[0-9a-zA-Z]{10,60}$/.test(sid))
    throw new UnreadableNotification('Twilio: no message in the request', 'MessageSid');
  const status = form.get('MessageStatus');
  if (status !== null) {
    const code = /^\d{1,6}$/.test(form.get('ErrorCode') ?? '') ? Number(form.get('ErrorCode')) : null;
    return {
      reports: [
        {
          ...{ providerId: sid, clientId: null, state: twilioState(status), at: null },
          ...{ code: code === null ? status.slice(0, 40) : String(code), refusal: twilioRefusal(code), cost: null },
        },
      ],
      replies: [],
    };
  }
  const from = toE164(form.get('From'));
  const text = form.get('Body');
  if (from === null || text === null) throw new UnreadableNotification('Twilio: neither a state nor a message', 'From');
  return {
    reports: [],
    replies: [{ replyId: sid, from, to: form.get('To'), text, providerId: null, at: null }],
  };
}

/** Over the address as Twilio calls it, with its query, and the fields of the form. */
export function isSigned(request: InboundRequest, { receiptAddress, authToken }: TwilioSmsSettings): boolean {
  if (receiptAddress === undefined) return true;
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined) return false;
  const url = receiptAddress + request.path + (request.rawQuery === '' ? '' : `?${request.rawQuery}`);
  const fields = request.method === 'POST' ? [...readForm(request.body)] : [];
  const right = withAndWithoutPort(url).map((address) => twilioSignature(authToken, address, fields));
  // Both are compared, whichever is right, so that the time tells nothing.
  return right.map((expected) => sameSecret(signature, expected)).includes(true);
}

function formOf(request: InboundRequest): URLSearchParams {
  return request.method === 'GET' ? new URLSearchParams(request.rawQuery) : readForm(request.body);
}
