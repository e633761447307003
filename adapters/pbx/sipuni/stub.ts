import { createHash } from 'node:crypto';
import nock from 'nock';
import type { SipuniSettings } from './settings.ts';

export interface SipuniStub {
  /** Forms of calls that were placed or ended, with the path. */
  asked: { path: string; form: Record<string, string> }[];
  close(): void;
}

/** Order of the values in the hash, as Sipuni's documents write it for each method. */
const orders: Readonly<Record<string, readonly string[]>> = {
  'callback/call_number': ['antiaon', 'phone', 'reverse', 'sipnumber', 'user'],
  'events/call/hangup': ['callId', 'user'],
  'schema/list': ['type', 'user'],
};

export function openSipuniStub(
  { api }: Pick<SipuniSettings, 'api'>,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
): SipuniStub {
  const { origin, pathname } = new URL(api?.url ?? '');
  const prefix = `${pathname.replace(/\/$/, '')}/`;
  const stub: SipuniStub = { asked: [], close: () => nock.removeInterceptor(interceptor) };
  const interceptor = nock(origin)
    .persist()
    .post((uri) => uri.startsWith(prefix));
  interceptor.reply(function (uri, body): nock.ReplyFnResult {
    const path = uri.slice(prefix.length);
    const form = Object.fromEntries(new URLSearchParams(typeof body === 'string' ? body : ''));
    const order = orders[path];
    if (order === undefined) return [404, 'Not Found'];
    if (behaviour === 'over-limit') return [429, 'Too Many Requests'];
    const signed = [...order.map((name) => form[name] ?? ''), api?.key ?? ''].join('+');
    const isRight = form['hash'] === createHash('md5').update(signed).digest('hex');
    if (behaviour !== 'sound' || !isRight) return [200, { success: false, message: 'error' }];
    if (path === 'schema/list') return [200, [{ number: '000-1734442', name: 'Входящая' }]];
    stub.asked.push({ path, form });
    return [200, { success: true }];
  });
  return stub;
}
