import nock from 'nock';
import type { TwilioSettings } from './settings.ts';

type Row = Readonly<Record<string, string | null>>;

export interface TwilioStub {
  calls: readonly Row[];
  recordings: readonly Row[];
  /** Forms of the calls that were placed, and of those that were changed. */
  placed: Record<string, string>[];
  close(): void;
}

/** Twilio's REST API by its reference: Basic authentication, lists in pages with `next_page_uri`, errors with `code`. */
export function openTwilioStub(
  settings: TwilioSettings,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: Partial<Pick<TwilioStub, 'calls' | 'recordings'>> & { pageSize?: number } = {},
): TwilioStub {
  const { calls = [], recordings = [], pageSize = 2 } = known;
  const { url = '', accountSid = '' } = settings.api ?? {};
  const { origin, pathname } = new URL(url);
  const account = `/2010-04-01/Accounts/${accountSid}`;
  const prefix = pathname.replace(/\/$/, '') + account;
  const basic = `Basic ${Buffer.from(`${accountSid}:${settings.authToken}`).toString('base64')}`;
  const interceptors: nock.Interceptor[] = [];
  const stub: TwilioStub = {
    calls,
    recordings,
    placed: [],
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const answers: Record<'get' | 'post', (path: string, query: URLSearchParams, body: string) => nock.ReplyFnResult> = {
    get(path, query) {
      if (path === '.json') return [200, { sid: accountSid, status: 'active' }];
      if (path === '/Calls.json') return page('calls', calls.filter(matching(query, 'start_time', 'StartTime')), query);
      if (path === '/Recordings.json')
        return page('recordings', recordings.filter(matching(query, 'date_created', 'DateCreated')), query);
      const [, list, sid] = /^\/(Calls|Recordings)\/(\w+)\.json$/.exec(path) ?? [];
      const row = (list === 'Calls' ? calls : recordings).find((one) => one['sid'] === sid);
      return row === undefined ? unknown : [200, { ...row }];
    },
    post(path, _, body) {
      const form = Object.fromEntries(new URLSearchParams(body));
      const sid = /^\/Calls\/(\w+)\.json$/.exec(path)?.[1];
      if (path !== '/Calls.json' && !calls.some((one) => one['sid'] === sid)) return unknown;
      stub.placed.push(form);
      return [201, { sid: sid ?? 'CA00000000000000000000000000000099', status: 'queued' }];
    },
  };

  function page(name: string, rows: readonly Row[], query: URLSearchParams): nock.ReplyFnResult {
    const at = Number(query.get('Page') ?? 0);
    const next = new URLSearchParams(query);
    next.set('Page', String(at + 1));
    const more = (at + 1) * pageSize < rows.length;
    const uri = more ? `${account}/${name === 'calls' ? 'Calls' : 'Recordings'}.json?${next.toString()}` : null;
    return [200, { [name]: rows.slice(at * pageSize, (at + 1) * pageSize), page: at, next_page_uri: uri }];
  }

  const scope = nock(origin).persist();
  for (const method of ['get', 'post'] as const) {
    const interceptor = scope[method]((uri) => uri.startsWith(prefix));
    interceptors.push(interceptor);
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return [429, { code: 20429, message: 'Too Many Requests', status: 429 }];
      if (behaviour === 'fails') return [400, { code: 21211, message: 'Invalid number', status: 400 }];
      if (behaviour === 'refuses' || this.req.headers['authorization'] !== basic)
        return [401, { code: 20003, message: 'Authenticate', status: 401 }];
      const [path = '', query = ''] = uri.slice(prefix.length).split('?');
      return answers[method](path, new URLSearchParams(query), typeof body === 'string' ? body : '');
    });
  }
  return stub;
}

const unknown: nock.ReplyFnResult = [
  404,
  { code: 20404, message: 'The requested resource was not found', status: 404 },
];

/** Dates are whole days in UTC: `>` from midnight of the day on, `<` until midnight of the day. */
function matching(query: URLSearchParams, time: string, filter: string): (row: Row) => boolean {
  const [first, last] = [query.get(`${filter}>`), query.get(`${filter}<`)];
  return (row) => {
    const day = new Date(row[time] ?? 0).toISOString();
    return (
      (first === null || day >= first) &&
      (last === null || day <= last) &&
      (['ParentCallSid', 'Status', 'CallSid'] as const).every((name) => {
        const column = { ParentCallSid: 'parent_call_sid', Status: 'status', CallSid: 'call_sid' }[name];
        return !query.has(name) || row[column] === query.get(name);
      })
    );
  };
}
