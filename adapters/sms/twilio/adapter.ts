import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, type SmsContext } from '../../../src/contracts/sms.ts';
import { smsAnswer } from '../../kit/ask-sms.ts';
import { unusable } from '../../kit/ask.ts';
import { smsAnswerAs, unitsUntil } from '../../kit/sms-answer.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { twilioFailure, twilioRefusal, twilioState } from './codes.ts';
import { isSigned, readNotice } from './receipts.ts';
import { balanceAnswer, failedAnswer, message } from './replies.ts';
import { twilioSmsSettings, type TwilioSmsSettings } from './settings.ts';

const LONGEST_VALIDITY_SECONDS = 14_400;

/** Twilio, API of 2010-04-01: forms by POST, answers in JSON. */
export const twilio = defineSmsAdapter<TwilioSmsSettings>({
  id: 'twilio',
  name: 'Twilio',
  settings: twilioSmsSettings,
  capabilities: ['alpha-sender', 'replies', 'status-query', 'receipts', 'balance'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  answerable: (sender, { from }) => /^\+?\d{3,15}$|^MG/.test(sender ?? from),
  tellsReceiptAddress: ({ receiptAddress }) => receiptAddress === undefined,
  open: (context) => ({
    async send({ to, text, sender, validUntil }) {
      const from = senderOf(sender, context.settings);
      // Signed as it is told, so one address for both.
      const callback = context.settings.receiptAddress ?? context.receiptUrl;
      const seconds = unitsUntil(validUntil, { now: context.clock.now(), ms: 1000, most: LONGEST_VALIDITY_SECONDS });
      const fields = {
        ...{ To: to, Body: text, [from.startsWith('MG') ? 'MessagingServiceSid' : 'From']: from },
        ...(callback !== null && { StatusCallback: callback }),
        ...(seconds !== null && { ValidityPeriod: String(seconds) }),
      };
      const request = { ...asking(context, '/Messages.json', 'write'), body: new URLSearchParams(fields).toString() };
      const taken = smsAnswerAs(message, await ask(context, request), request);
      // Taken as a whole, refused for the recipient.
      if (twilioState(taken.status) === 'failed') throw twilioFailure(taken.error_code ?? 0);
      return { providerId: taken.sid, parts: taken.num_segments ?? null, cost: cost(taken.price) };
    },
    async status(queries) {
      const [query] = queries;
      if (query === undefined || query.providerId === null) return queries.map(() => null);
      const path = `/Messages/${encodeURIComponent(query.providerId)}.json`;
      const request = asking(context, path, 'read');
      const answer = await ask(context, request, true);
      if (answer === null) return [null];
      const { status, error_code = null, price, date_updated } = smsAnswerAs(message, answer, request);
      const at = new Date(date_updated ?? '');
      return [
        {
          ...{ providerId: query.providerId, clientId: query.clientId, state: twilioState(status) },
          ...{ at: Number.isNaN(at.getTime()) ? null : at, code: error_code === null ? status : String(error_code) },
          ...{ refusal: twilioRefusal(error_code), cost: cost(price) },
        },
      ];
    },
    async balance() {
      const request = asking(context, '/Balance.json', 'read');
      const { balance, currency } = smsAnswerAs(balanceAnswer, await ask(context, request), request);
      return { amount: balance, currency: currency ?? null };
    },
  }),
  receive: {
    authenticate: isSigned,
    parse: readNotice,
    // Plain text would go out to the person as an answer.
    acknowledgement: { status: 200, contentType: 'text/xml; charset=utf-8', body: '<Response/>' },
  },
});

type Asking = HttpRequest & { what: string };

function asking(
  { settings: { url, accountSid, authToken, apiKey } }: SmsContext<TwilioSmsSettings>,
  path: string,
  effect: 'read' | 'write',
): Asking {
  const credentials = apiKey === undefined ? `${accountSid}:${authToken}` : `${apiKey.sid}:${apiKey.secret}`;
  return {
    ...{ what: `Twilio ${path.startsWith('/Messages/') ? '/Messages' : path}`, effect },
    method: effect === 'write' ? 'POST' : 'GET',
    url: `${url}/2010-04-01/Accounts/${accountSid}${path}`,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      ...(effect === 'write' && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
  };
}

/** Null: there is no such thing. Errors have a code in their body, which says more than the status. */
async function ask({ http }: SmsContext<TwilioSmsSettings>, request: Asking, mayBeUnknown = false): Promise<unknown> {
  const { what: _what, ...sent } = request;
  const response = await http.send(sent);
  if (mayBeUnknown && response.status === 404) return null;
  if (response.status >= 400 && response.status < 500) {
    const failed = failedAnswer.safeParse(jsonOf(response.body));
    if (failed.success) throw twilioFailure(failed.data.code);
  }
  const answer = jsonOf(Buffer.from(smsAnswer(response, request)));
  if (answer === undefined) throw unusable(request.what, request, 'no JSON in the answer; is the address right?');
  return answer;
}

/** A number may be configured without its plus. */
function senderOf(sender: string | null, { from }: TwilioSmsSettings): string {
  const chosen = sender ?? from;
  return /^\d{7,15}$/.test(chosen) ? `+${chosen}` : chosen;
}

/** Prices are told as negative sums, and not before the message is billed. */
function cost(price: number | null | undefined): number | null {
  return price == null ? null : Math.abs(price);
}
