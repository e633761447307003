import nock from 'nock';
import type { YeastarSettings } from './settings.ts';

export interface YeastarStub {
  /** Rows of the CDR. */
  records: readonly Readonly<Record<string, string | number>>[];
  extensions: readonly { number: string; caller_id_name: string }[];
  /** Names of files. */
  recordings: readonly string[];
  /** Bodies of the calls that were placed. */
  placed: unknown[];
  tokens: number;
  close(): void;
}

/** The PBX by its developer guide: HTTP 200 whatever happens, `errcode` tells; a token in the query, one User-Agent. */
export function openYeastarStub(
  { api }: Pick<YeastarSettings, 'api'>,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: Partial<Pick<YeastarStub, 'records' | 'extensions' | 'recordings'>> & { rowsInPage?: number } = {},
): YeastarStub {
  const { records = [], extensions = [], recordings = [], rowsInPage = 2 } = known;
  const { origin, pathname } = new URL(api?.url ?? '');
  const prefix = `${pathname.replace(/\/$/, '')}/openapi/v1.0/`;
  const token = 'EXZMpZAO86mbrKm6rFtgeb3rfcpC9uqS';
  const stub: YeastarStub = {
    records,
    extensions,
    recordings,
    placed: [],
    tokens: 0,
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const failed = (errcode: number, errmsg: string): nock.ReplyFnResult => [200, { errcode, errmsg }];
  const done = (more: object): nock.ReplyFnResult => [200, { errcode: 0, errmsg: 'SUCCESS', ...more }];

  const get = (path: string, query: URLSearchParams): nock.ReplyFnResult => {
    if (path === 'system/information') return done({ data: { device_name: 'Clinic' } });
    if (path === 'extension/list') return done({ total_number: extensions.length, data: [...extensions] });
    if (path === 'recording/download') {
      const file = query.get('file') ?? '';
      if (!recordings.includes(file)) return failed(60001, 'DATA NOT FOUND');
      return done({ file, download_resource_url: `/api/download/${encodeURIComponent(file)}` });
    }
    if (path !== 'cdr/search') return failed(10001, 'INTERFACE NOT EXISTED');
    const [from, to] = [Number(query.get('start_time')), Number(query.get('end_time'))];
    const rows = records.filter(({ timestamp }) => Number(timestamp) >= from && Number(timestamp) <= to);
    const at = (Number(query.get('page')) - 1) * rowsInPage;
    return done({ total_number: rows.length, data: rows.slice(at, at + rowsInPage) });
  };
  const post = (path: string, body: unknown): nock.ReplyFnResult => {
    if (path !== 'call/dial') return failed(10001, 'INTERFACE NOT EXISTED');
    stub.placed.push(body);
    return done({ call_id: '1772442900.872' });
  };

  const scope = nock(origin).persist();
  const interceptors = (['get', 'post'] as const).map((method) => scope[method]((uri) => uri.startsWith(prefix)));
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (String(this.req.headers['user-agent']) !== 'OpenAPI') return [403, 'Forbidden'];
      const [path = '', rawQuery = ''] = uri.slice(prefix.length).split('?');
      const query = new URLSearchParams(rawQuery);
      if (path === 'get_token') {
        if (behaviour === 'refuses') return failed(10005, 'ACCESS DENIED');
        if (behaviour === 'over-limit') return failed(60002, 'MAX LIMITATION EXCEEDED');
        const given = body as { username?: string; password?: string };
        if (given.username !== api?.clientId || given.password !== api?.clientSecret)
          return failed(10005, 'ACCESS DENIED');
        stub.tokens += 1;
        return done({
          access_token: token,
          access_token_expire_time: 1800,
          refresh_token: 'r',
          refresh_token_expire_time: 86400,
        });
      }
      if (query.get('access_token') !== token || behaviour === 'refuses') return failed(10004, 'TOKEN EXPIRED');
      if (behaviour === 'over-limit') return failed(70082, 'OVERLOAD_TASK_RUNNING');
      if (behaviour === 'fails') return failed(-1, 'FAILURE');
      return this.req.method === 'GET' ? get(path, query) : post(path, body);
    }),
  );
  return stub;
}
