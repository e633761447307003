import nock from 'nock';
import type { YclientsSettings } from './settings.ts';

export interface YclientsStub {
  /** Lines of the call history that were accepted. */
  history: Record<string, unknown>[];
  /** Cards of incoming calls that were shown. */
  shown: Record<string, unknown>[];
  close(): void;
}

const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');
const refusal = (message: string): Record<string, unknown> => ({ success: false, data: null, meta: { message } });

/**
 * The location by https://developer.alteg.io and the vendor's blueprint of telephony: the search finds parts of texts, a
 * telephony command is answered 202 whatever becomes of it; one that has not its fields leaves nothing.
 */
export function openYclientsStub(
  { url, company, partnerToken, userToken, crmToken }: YclientsSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { clients?: readonly { id: number; name: string; phone: string }[] } = {},
): YclientsStub {
  const { clients = [] } = known;
  const stub: YclientsStub = { history: [], shown: [], close: () => nock.removeInterceptor(interceptor) };
  const search = (body: Record<string, unknown>): nock.ReplyFnResult => {
    const [filter] = (body['filters'] ?? []) as { type: string; state: { value: string } }[];
    const part = digits(filter?.state.value ?? '');
    const found = clients.filter(({ phone }) => filter?.type !== 'quick_search' || digits(phone).includes(part));
    const data = found.slice(0, Math.min(200, Number(body['page_size'])));
    return [200, { success: true, data, meta: { total_count: found.length } }];
  };
  const command = (body: Record<string, unknown>): nock.ReplyFnResult => {
    const { command: name, type, crm_token, phone, diversion } = body;
    const whole = typeof phone === 'string' && typeof diversion === 'string' && crm_token === crmToken;
    if (name === 'history' && whole && /^(incoming|outgoing|internal)$/.test(String(type))) stub.history.push(body);
    if (name === 'event' && whole && type === 'incoming') stub.shown.push(body);
    return [202, { success: true, data: null, meta: { message: 'Accepted' } }];
  };

  const base = `${new URL(url).pathname.replace(/\/$/, '')}/api/v1/`;
  const interceptor = nock(new URL(url).origin)
    .persist()
    .post((uri) => uri.startsWith(base));
  interceptor.reply(function (uri, body): nock.ReplyFnResult {
    if (behaviour === 'over-limit') return [429, refusal('Limit of requests is exceeded')];
    const path = uri.slice(base.length);
    const authorization = String(this.req.headers['authorization']);
    const telephony = path === 'voip/integration';
    const sound = `Bearer ${partnerToken}${telephony ? '' : `, User ${userToken}`}`;
    if (behaviour === 'refuses' || authorization !== sound) return [401, refusal('Unauthorized')];
    if (behaviour === 'fails') return [200, refusal('Произошла ошибка')];
    const asked = body as Record<string, unknown>;
    if (telephony) return command(asked);
    return path === `company/${company}/clients/search` ? search(asked) : [404, refusal('Not Found')];
  });
  return stub;
}
