import type { z } from 'zod';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, type SmsContext } from '../../../src/contracts/sms.ts';
import { askSmsJson } from '../../kit/ask-sms.ts';
import { unusable } from '../../kit/ask.ts';
import { smsruFailure, smsruState } from './codes.ts';
import { readReceipts } from './receipts.ts';
import { balanceAnswer, sendAnswer, statusAnswer } from './replies.ts';
import { smsruSettings, type SmsRuSettings } from './settings.ts';

/** SMS.RU by its HTTP API: a result for each recipient stands inside a 200 whose status is OK. */
export const smsru = defineSmsAdapter<SmsRuSettings>({
  id: 'smsru',
  name: 'SMS.RU',
  settings: smsruSettings,
  capabilities: ['alpha-sender', 'status-query', 'receipts', 'balance'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  statusBatch: 100,
  open: (context) => ({
    async send({ to, text, sender, validUntil }) {
      const number = to.slice(1);
      const fields = {
        ...{ to: number, msg: text },
        ...(sender !== null && { from: sender }),
        ...ttl(validUntil, context.clock.now()),
      };
      const request = post(context, '/sms/send', fields, 'write');
      const { status_code, sms } = read(sendAnswer, await askSmsJson(context.http, request), request);
      const overall = smsruFailure(status_code);
      if (overall !== null) throw overall;
      const own = sms?.[number];
      if (own === undefined) throw unusable(request.what, request, 'no result for the recipient');
      const failure = smsruFailure(own.status_code);
      if (failure !== null) throw failure;
      return { providerId: own.sms_id ?? null, parts: null, cost: own.cost ?? null };
    },
    async status(queries) {
      const ids = queries.flatMap(({ providerId }) => (providerId === null ? [] : [providerId]));
      if (ids.length === 0) return queries.map(() => null);
      const request = post(context, '/sms/status', { sms_id: ids.join(',') }, 'read');
      const { status_code, sms } = read(statusAnswer, await askSmsJson(context.http, request), request);
      const overall = smsruFailure(status_code);
      if (overall !== null) throw overall;
      return queries.map(({ providerId, clientId }) => {
        const own = providerId === null ? undefined : sms?.[providerId];
        const told = own === undefined ? null : smsruState(own.status_code);
        if (own === undefined || told === null) return null;
        return { providerId, clientId, ...told, at: null, code: String(own.status_code), cost: own.cost ?? null };
      });
    },
    async balance() {
      const request = post(context, '/my/balance', {}, 'read');
      const { status_code, balance } = read(balanceAnswer, await askSmsJson(context.http, request), request);
      const overall = smsruFailure(status_code);
      if (overall !== null) throw overall;
      if (balance == null) throw unusable(request.what, request, 'no balance in the answer');
      return { amount: balance, currency: 'RUB' };
    },
  }),
  receive: {
    parse: readReceipts,
    acknowledgement: { status: 200, contentType: 'text/plain; charset=utf-8', body: '100' },
  },
});

type Post = HttpRequest & { what: string };

/** The key goes in the body, so that it stands in nobody's access log. */
function post(
  { settings }: SmsContext<SmsRuSettings>,
  path: string,
  fields: Record<string, string>,
  effect: 'read' | 'write',
): Post {
  return {
    ...{ what: `SMS.RU ${path}`, method: 'POST', url: `${settings.url}${path}`, effect },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ api_id: settings.apiId, json: '1', ...fields }).toString(),
  };
}

function read<T>(schema: z.ZodType<T>, answer: unknown, request: Post): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unusable(request.what, request, 'the answer has another form');
  return parsed.data;
}

/** Whole minutes, at most a day; what ends sooner than the shortest is given that. */
function ttl(validUntil: Date | null, now: Date): Record<string, string> {
  if (validUntil === null) return {};
  const minutes = Math.floor((validUntil.getTime() - now.getTime()) / 60_000);
  return minutes >= 1440 ? {} : { ttl: String(Math.max(1, minutes)) };
}
