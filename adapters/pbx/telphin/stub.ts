import nock from 'nock';
import type { TelphinSettings } from './settings.ts';

type Row = Readonly<Record<string, unknown>> & { call_uuid: string; init_time_gmt: string };

export interface TelphinStub {
  calls: readonly Row[];
  extensions: readonly { id: number; name: string; label: string | null; type: string }[];
  /** Ids of recordings that are in the storage. */
  recordings: readonly string[];
  /** Callbacks that were asked for. */
  placed: unknown[];
  close(): void;
}

/** The API by its documents: OAuth client credentials, `page` and `per_page`, errors as `{ code, error }`. */
export function openTelphinStub(
  { api }: Pick<TelphinSettings, 'api'>,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: Partial<Pick<TelphinStub, 'calls' | 'extensions' | 'recordings'>> & { rowsInPage?: number } = {},
): TelphinStub {
  const { calls = [], extensions = [], recordings = [], rowsInPage = 2 } = known;
  const { origin, pathname } = new URL(api?.url ?? '');
  const base = pathname.replace(/\/$/, '');
  const prefix = `${base}/api/ver1.0/`;
  const stub: TelphinStub = {
    calls,
    extensions,
    recordings,
    placed: [],
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const unknown: nock.ReplyFnResult = [404, { code: 404, error: 'Not Found' }];

  const get = (path: string, query: URLSearchParams): nock.ReplyFnResult => {
    if (path === 'client/@me/extension/') {
      const rows = extensions.filter(({ type }) => type === (query.get('type') ?? type));
      return [200, rows.slice(0, Number(query.get('per_page') ?? 20))];
    }
    if (path === 'client/@me/call_history/') {
      const [from, to] = [query.get('start_datetime') ?? '', query.get('end_datetime') ?? ''];
      const rows = calls.filter(({ init_time_gmt }) => init_time_gmt >= from && init_time_gmt <= to);
      const page = Number(query.get('page') ?? 1);
      const call_history = rows.slice((page - 1) * rowsInPage, page * rowsInPage);
      return [200, { page, per_page: rowsInPage, order: query.get('order'), call_history }];
    }
    const one = /^client\/@me\/call_history\/([^/]+)$/.exec(path)?.[1];
    const call = calls.find(({ call_uuid }) => call_uuid === one);
    if (call !== undefined) return [200, { ...call }];
    const recording = /^client\/@me\/record\/([^/]+)\/storage_url\/$/.exec(path)?.[1];
    if (recording !== undefined && recordings.includes(recording))
      return [200, { record_url: `https://storage.telphin.example/${recording}.mp3?sign=f5d4eeb5` }];
    return unknown;
  };

  const scope = nock(origin).persist();
  const interceptors = (['get', 'post'] as const).map((method) => scope[method]((uri) => uri.startsWith(base)));
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return [429, { code: 429, error: 'Too Many Requests' }];
      if (uri === `${base}/oauth/token`) {
        const form = new URLSearchParams(typeof body === 'string' ? body : '');
        const isKnown = form.get('client_id') === api?.clientId && form.get('client_secret') === api?.clientSecret;
        if (behaviour === 'refuses' || !isKnown) return [401, { error: 'invalid_client' }];
        return [200, { access_token: 'NgCXRKRz', token_type: 'Bearer', expires_in: 3600, scope: 'all' }];
      }
      if (String(this.req.headers['authorization']) !== 'Bearer NgCXRKRz')
        return [401, { code: 401, error: 'Unauthorized' }];
      if (behaviour === 'fails') return [400, { code: 400, error: 'Bad Request' }];
      const [path = '', rawQuery = ''] = uri.slice(prefix.length).split('?');
      if (this.req.method === 'GET') return get(decodeURIComponent(path), new URLSearchParams(rawQuery));
      const id = /^extension\/(\d+)\/callback\/$/.exec(path)?.[1];
      if (!extensions.some((extension) => String(extension.id) === id)) return unknown;
      stub.placed.push(body);
      return [200, { id: 77 }];
    }),
  );
  return stub;
}
