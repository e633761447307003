import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, SmsRefused, SmsStopped, type SmsContext } from '../../../src/contracts/sms.ts';
import { askSmsJson } from '../../kit/ask-sms.ts';
import { smsAnswerAs } from '../../kit/sms-answer.ts';
import { readNamedReceipts } from '../../kit/sms-receipts.ts';
import { failureOfWord, stateOfWord } from '../../kit/sms-words.ts';
import { balanceAnswer, failedAnswer, sendAnswer, statusAnswer } from './replies.ts';
import { smsAeroSettings, type SmsAeroSettings } from './settings.ts';

/** SMS Aero by its API v2, as the vendor's own clients speak it: JSON by POST, e-mail and key as Basic. */
export const smsaero = defineSmsAdapter<SmsAeroSettings>({
  id: 'smsaero',
  name: 'SMS Aero',
  settings: smsAeroSettings,
  capabilities: ['alpha-sender', 'status-query', 'receipts', 'balance'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  tellsReceiptAddress: () => true,
  open: (context) => ({
    async send({ to, text, sender }) {
      const { sign, channel, refusals, states } = context.settings;
      const request = post(context, '/sms/send', 'write', {
        ...{ number: Number(to.slice(1)), text, sign: sender ?? sign },
        ...(channel !== undefined && { channel }),
        ...(context.receiptUrl !== null && { callbackUrl: context.receiptUrl }),
      });
      const answer = await askSmsJson(context.http, request);
      throwFailed(answer, request.what, context.settings);
      const { data } = smsAnswerAs(sendAnswer, answer, request);
      // Taken as a whole, refused for the recipient.
      if (stateOfWord(data.status, states) === 'failed')
        throw failureOfWord(`status ${data.status}`, refusals, request.what);
      return { providerId: data.id, parts: null, cost: data.cost ?? null };
    },
    async status(queries) {
      const [query] = queries;
      if (query === undefined || query.providerId === null) return queries.map(() => null);
      const request = post(context, '/sms/status', 'read', { id: Number(query.providerId) });
      const answer = await askSmsJson(context.http, request);
      try {
        throwFailed(answer, request.what, context.settings);
      } catch (error) {
        // There is no such message.
        if (error instanceof SmsRefused) return [null];
        throw error;
      }
      const { data } = smsAnswerAs(statusAnswer, answer, request);
      const at = data.dateAnswer == null || data.dateAnswer <= 0 ? null : new Date(data.dateAnswer * 1000);
      return [
        {
          ...{ providerId: query.providerId, clientId: query.clientId, code: data.status, refusal: null },
          ...{ state: stateOfWord(data.status, context.settings.states), at, cost: data.cost ?? null },
        },
      ];
    },
    async balance() {
      const request = post(context, '/balance', 'read', {});
      const answer = await askSmsJson(context.http, request);
      throwFailed(answer, request.what, context.settings);
      return { amount: smsAnswerAs(balanceAnswer, answer, request).data.balance, currency: 'RUB' };
    },
  }),
  receive: {
    parse: (request, { receiptFields, states }) =>
      readNamedReceipts(request, { what: 'SMS Aero', fields: receiptFields, states }),
  },
});

type Post = HttpRequest & { what: string; readable: (status: number) => boolean };

function post(
  { settings: { url, email, apiKey } }: SmsContext<SmsAeroSettings>,
  path: string,
  effect: 'read' | 'write',
  body: Record<string, unknown>,
): Post {
  return {
    ...{ what: `SMS Aero ${path}`, method: 'POST', url: `${url}${path}`, effect, body: JSON.stringify(body) },
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`,
    },
    // Errors are told in the body, whatever the status.
    readable: (status) => status === 400 || status === 404 || status === 422,
  };
}

/** `data` of a validation error names the fields that are wrong. */
function throwFailed(answer: unknown, what: string, { refusals }: SmsAeroSettings): void {
  const failed = failedAnswer.safeParse(answer);
  if (!failed.success) return;
  if ('result' in failed.data) throw failureOfWord(failed.data.reason ?? failed.data.result, refusals, what);
  const { data, message } = failed.data;
  const wrong = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  if (wrong.includes('sign')) throw new SmsStopped('sender', `${what}: the signature is not agreed; agree it`);
  if (wrong.includes('number')) throw new SmsRefused('bad-number', `${what}: the number is refused`);
  if (wrong.includes('text')) throw new SmsRefused('text', `${what}: the text is refused`);
  throw failureOfWord(message ?? '', refusals, what);
}
