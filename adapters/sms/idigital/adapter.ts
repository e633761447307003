import { defineSmsAdapter } from '../../../src/contracts/sms.ts';
import { askSmsJson } from '../../kit/ask-sms.ts';
import { smsAnswerAs, unitsUntil } from '../../kit/sms-answer.ts';
import { readNamedReceipts } from '../../kit/sms-receipts.ts';
import { failureOfWord } from '../../kit/sms-words.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { errorOf, sendAnswer } from './replies.ts';
import { iDigitalSettings, type IDigitalSettings } from './settings.ts';

const DAY_SECONDS = 86_400;

/** i-Digital Direct, `POST /api/v1/message`: a list of messages, of which we send one at a time. */
export const idigital = defineSmsAdapter<IDigitalSettings>({
  id: 'idigital',
  name: 'i-Digital',
  settings: iDigitalSettings,
  capabilities: ['alpha-sender', 'receipts'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  tellsReceiptAddress: ({ receiptFields }) => receiptFields !== undefined,
  open: ({ settings, http, clock, receiptUrl }) => ({
    async send({ to, text, sender, validUntil }) {
      const seconds =
        settings.ttl === 'none' ? null : unitsUntil(validUntil, { now: clock.now(), ms: 1000, most: DAY_SECONDS });
      const request = {
        ...{ what: 'i-Digital message', method: 'POST' as const, url: `${settings.url}/api/v1/message` },
        headers: { 'content-type': 'application/json', authorization: `${settings.scheme} ${settings.token}` },
        body: JSON.stringify([
          {
            ...{
              channelType: 'SMS',
              senderName: sender ?? settings.senderName,
              destination: to.slice(1),
              content: text,
            },
            ...(seconds !== null && { ttl: seconds }),
            ...(receiptUrl !== null && settings.receiptFields !== undefined && callback(receiptUrl, settings)),
          },
        ]),
        // Errors are told in the body, whatever the status.
        readable: (status: number) => status === 400 || status === 422,
      };
      const answer = await askSmsJson(http, request);
      const overall = errorOf(answer);
      if (overall !== null) throw failureOfWord(overall, settings.refusals, request.what);
      const [own] = smsAnswerAs(sendAnswer, answer, request);
      const error = errorOf(own);
      // Taken as a whole, refused for the recipient.
      if (error !== null) throw failureOfWord(error, settings.refusals, request.what);
      return { providerId: textOf(valueAt(own, settings.idField)), parts: null, cost: null };
    },
  }),
  receive: {
    parse: (request, { receiptFields, states }) =>
      readNamedReceipts(request, { what: 'i-Digital', fields: receiptFields, states }),
  },
});

function callback(callbackUrl: string, { callbackEvents }: IDigitalSettings) {
  return { callbackUrl, ...(callbackEvents.length > 0 && { callbackEvents }) };
}
