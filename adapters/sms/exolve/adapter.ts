import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, type SmsContext } from '../../../src/contracts/sms.ts';
import { askSms } from '../../kit/ask-sms.ts';
import { unusable } from '../../kit/ask.ts';
import { repairedJson } from '../../kit/repaired-json.ts';
import { smsAnswerAs } from '../../kit/sms-answer.ts';
import { readNamedReceipts } from '../../kit/sms-receipts.ts';
import { failureOfWord, stateOfWord } from '../../kit/sms-words.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { failedAnswer, listAnswer, sendAnswer } from './replies.ts';
import { exolveSettings, type ExolveSettings } from './settings.ts';

/** MTS Exolve, SMS API v1: JSON by POST with a Bearer key. */
export const exolve = defineSmsAdapter<ExolveSettings>({
  id: 'exolve',
  name: 'MTS Exolve',
  settings: exolveSettings,
  capabilities: ['alpha-sender', 'status-query', 'templates'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  open: (context) => ({
    async send({ to, text, sender, templateId }) {
      const { number } = context.settings;
      const request = post(context, 'SendSMS', 'write', {
        ...{ number: sender?.replace(/^\+(?=\d+$)/, '') ?? number, destination: to.slice(1), text },
        ...(templateId !== null && { template_resource_id: asNumber(templateId) }),
      });
      const taken = smsAnswerAs(sendAnswer, await ask(context, request), request);
      return { providerId: taken.message_id, parts: null, cost: null };
    },
    async status(queries) {
      const [query] = queries;
      if (query === undefined || query.providerId === null) return queries.map(() => null);
      const request = post(context, 'GetList', 'read', { message_id: query.providerId, limit: 1 });
      const { messages } = smsAnswerAs(listAnswer, await ask(context, request), request);
      const found = messages.find(({ message_id }) => message_id === query.providerId);
      if (found === undefined) return [null];
      const word = textOf(valueAt(found, context.settings.statusField));
      return [
        {
          ...{ providerId: query.providerId, clientId: query.clientId, at: null, refusal: null, cost: null },
          ...{ state: word === null ? 'unknown' : stateOfWord(word, context.settings.states) },
          code: word?.slice(0, 40) ?? null,
        },
      ];
    },
  }),
  receive: {
    parse: (request, { receiptFields, states }) =>
      readNamedReceipts(request, { what: 'MTS Exolve', fields: receiptFields, states }),
  },
});

type Post = HttpRequest & { what: string };

function post(
  { settings: { url, apiKey } }: SmsContext<ExolveSettings>,
  method: string,
  effect: 'read' | 'write',
  body: Record<string, unknown>,
): Post {
  return {
    ...{ what: `MTS Exolve ${method}`, method: 'POST', url: `${url}/messaging/v1/${method}`, effect },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify(body),
  };
}

/** Ids have 18 digits, so they are read as texts. Errors are told in the body, whatever the status. */
async function ask({ http, settings }: SmsContext<ExolveSettings>, request: Post): Promise<unknown> {
  const text = await askSms(http, {
    ...request,
    readable: (status) => status === 400 || status === 404 || status === 422,
  });
  let answer: unknown;
  try {
    answer = JSON.parse(repairedJson(text) ?? text) as unknown;
  } catch {
    throw unusable(request.what, request, 'no JSON in the answer; is the address of the API right?');
  }
  const failed = failedAnswer.safeParse(answer);
  if (failed.success) throw failureOfWord(failed.data.error.message, settings.refusals, request.what);
  return answer;
}

function asNumber(templateId: string): number | string {
  return Number.isSafeInteger(Number(templateId)) ? Number(templateId) : templateId;
}
