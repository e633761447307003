import nock from 'nock';
import type { ItoolabsSettings } from './settings.ts';

/** A call as `GET /history/json` lists it; the older generation's CSV is made of the same fields. */
export interface ItoolabsStubCall {
  uid: string;
  type: 'in' | 'out';
  status: string;
  client: string;
  user: string;
  user_name?: string;
  group_name?: string;
  diversion: string;
  /** `2026-03-02T07:15:00Z` */
  start: string;
  wait: number;
  duration: number;
  record?: string;
}

export interface ItoolabsStubKnown {
  calls?: readonly ItoolabsStubCall[];
  users?: readonly { login: string; name: string; ext?: string }[];
  /** What `makeCall` answers of the older generation: the bare id by the specification. */
  makeCall?: string;
}

export interface ItoolabsStub {
  /** Every request with the right key, in order. */
  received: { path: string; fields: Record<string, string> }[];
  close(): void;
}

type Answer = [status: number, body: string, headers: Record<string, string>];

const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain' };

/** Both generations of CRM → PBX: `/sys/crm_api.wcgp` with a form, `/crmapi/v1` with paths and JSON. */
export function openItoolabsStub(
  { api }: ItoolabsSettings,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: ItoolabsStubKnown = {},
): ItoolabsStub {
  if (api === undefined) throw new Error('The account has no api');
  const { origin, pathname } = new URL(api.url);
  const base = pathname.replace(/\/+$/, '');
  const received: ItoolabsStub['received'] = [];
  const calls = known.calls ?? [];
  const users = known.users ?? [];

  const scope = nock(origin).persist();
  const interceptors =
    api.generation === 'form'
      ? [scope.post(base)]
      : [scope.get((uri) => uri.startsWith(`${base}/`)), scope.post((uri) => uri.startsWith(`${base}/`))];
  for (const interceptor of interceptors)
    interceptor.reply(function (this: { req: { headers: Record<string, string | string[]> } }, uri, body): Answer {
      const [path = '', query = ''] = uri.slice(base.length).split('?');
      const fields = Object.fromEntries(
        typeof body === 'string'
          ? new URLSearchParams(body === '' ? query : body)
          : (Object.entries(body) as [string, string][]),
      );
      const key = api.generation === 'form' ? fields['token'] : this.req.headers['x-api-key'];
      if (behaviour === 'over-limit') return [429, '{"error":"Too many requests"}', json];
      if (behaviour === 'fails') return [400, '{"error":"Invalid parameters"}', json];
      if (behaviour === 'refuses' || String(key) !== api.key) return [401, '{"error":"Invalid token"}', json];
      received.push({ path, fields });
      return api.generation === 'form' ? form(fields) : rest(path, fields);
    });

  function rest(path: string, fields: Record<string, string>): Answer {
    switch (path) {
      case '/users':
        return [200, JSON.stringify({ items: users.map((user) => ({ ...user, role: 'user', email: '' })) }), json];
      case '/history/json':
        return [200, JSON.stringify(listed(fields)), json];
      case '/makecall':
        return fields['phone'] && !fields['phone'].startsWith('+') && knows(fields['user'])
          ? [200, JSON.stringify({ callid: 'C0FFEE-1', clid: fields['clid'] ?? '74950000101' }), json]
          : [400, '{"error":"Invalid parameters: [user]"}', json];
      default:
        return [404, '{"error":"Not found"}', json];
    }
  }

  function form({ cmd, ...fields }: Record<string, string>): Answer {
    switch (cmd) {
      case 'accounts':
        return [200, JSON.stringify(users.map(({ login, name, ext }) => ({ name: login, realName: name, ext }))), json];
      case 'history':
        return [200, listed(fields).map(line).join(''), text];
      case 'makeCall':
        return fields['phone'] && !fields['phone'].startsWith('+') && knows(fields['user'])
          ? [200, known.makeCall ?? 'C0FFEE-1', text]
          : [400, '{"error":"Invalid parameters: [user]"}', json];
      default:
        return [400, '{"error":"Invalid parameters: [cmd]"}', json];
    }
  }

  /** A login or an internal number. */
  function knows(user: string | undefined): boolean {
    return users.some(({ login, ext }) => user === login || user === ext);
  }

  function listed({ start = '', end = '', uid }: Record<string, string>): ItoolabsStubCall[] {
    return calls.filter((call) => {
      const at = call.start.replace(/[-:]/g, '');
      return at >= start && at <= end && (uid === undefined || uid === call.uid);
    });
  }

  return { received, close: () => interceptors.forEach((interceptor) => nock.removeInterceptor(interceptor)) };
}

/** UID, type, client, account, via, start with an offset, wait, duration, record. */
function line({ uid, type, status, client, user, diversion, start, wait, duration, record }: ItoolabsStubCall): string {
  const told = type === 'in' && status.toLowerCase() !== 'success' ? 'missed' : type;
  const account = /^(?:ivr|fax|g_.*)$/.test(user) ? user : `${user}@clinic.example`;
  const local = new Date(Date.parse(start) + 3 * 3_600_000).toISOString().slice(0, 19);
  return `${[uid, told, `+${client}`, account, diversion, `${local}+03:00`, wait, duration, record ?? ''].join(',')}\r\n`;
}
