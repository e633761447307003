import nock from 'nock';
import type { HttpSettings } from './settings.ts';

type Row = Record<string, unknown>;

export interface HttpStub {
  calls: (Row & { id: string })[];
  recordings: Row[];
  tickets: (Row & { id: string })[];
  outcomes: (Row & { id: string })[];
  close(): void;
}

const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');

/** A MIS of somebody's own: cards, calls, recordings and requests under a key; errors inside of HTTP 200. */
export function openHttpStub(
  { url, headers }: HttpSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { cards?: readonly { id: number; name: string; phone: string }[] } = {},
): HttpStub {
  const { cards = [] } = known;
  const stub: HttpStub = {
    ...{ calls: [], recordings: [], tickets: [], outcomes: [] },
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const answer = (data: unknown): nock.ReplyFnResult => [200, { ok: true, data }];
  const act = (method: string, path: string, query: URLSearchParams, body: Row): nock.ReplyFnResult => {
    if (path === 'ping') return answer('pong');
    if (path === 'cards') return answer(cards.filter(({ phone }) => digits(phone).includes(query.get('phone') ?? '-')));
    if (path === 'calls' && method === 'GET') return answer(stub.calls.filter(({ key }) => key === query.get('key')));
    if (path === 'calls') {
      const made = { ...body, id: `call-${stub.calls.length + 1}` };
      stub.calls.push(made);
      return answer(made);
    }
    if (path === 'outcomes') {
      const made = { ...body, id: `outcome-${stub.outcomes.length + 1}` };
      stub.outcomes.push(made);
      return answer(made);
    }
    const said = stub.outcomes.find((one) => path === `outcomes/${one.id}`);
    if (said !== undefined) return answer(Object.assign(said, body));
    if (path === 'tickets') {
      const made = { ...body, id: `ticket-${stub.tickets.length + 1}` };
      stub.tickets.push(made);
      return answer(made);
    }
    const [, id, part] = /^calls\/([^/]+)(\/recording)?$/.exec(path) ?? [];
    const at = stub.calls.findIndex((call) => call.id === id);
    if (at === -1) return [404, { ok: false }];
    if (part !== undefined)
      stub.recordings = [...stub.recordings.filter(({ call }) => call !== id), { ...body, call: id }];
    else stub.calls[at] = { ...stub.calls[at]!, ...body };
    return answer(null);
  };

  const base = `${new URL(url).pathname.replace(/\/$/, '')}/`;
  const scope = nock(new URL(url).origin).persist();
  const interceptors = (['get', 'post', 'put'] as const).map((method) => scope[method]((uri) => uri.startsWith(base)));
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return [429, { ok: false }];
      const sound = Object.entries(headers).every(
        ([name, value]) => (this.req.headers as Record<string, unknown>)[name.toLowerCase()] === value,
      );
      if (behaviour === 'refuses' || !sound) return [401, { ok: false }];
      if (behaviour === 'fails') return [200, { ok: false, reason: 'closed' }];
      const [path = '', query = ''] = uri.slice(base.length).split('?');
      return act(this.req.method, path, new URLSearchParams(query), body as Row);
    }),
  );
  return stub;
}
