import { createHash, createHmac } from 'node:crypto';
import { DateTime } from 'luxon';
import nock from 'nock';
import type { ZadarmaSettings } from './settings.ts';

/** As the documentation's example writes it. `call_id` is written as a number, with all its digits. */
export interface ZadarmaStubRow {
  call_id: string;
  sip: string | number;
  callstart: string;
  clid: string | number;
  destination: string | number;
  disposition: string;
  seconds: number;
  is_recorded: boolean | 'true' | 'false';
  pbx_call_id: string;
}

export interface ZadarmaStubKnown {
  rows?: readonly ZadarmaStubRow[];
  /** Call ids of recordings that can be downloaded. */
  recordings?: readonly string[];
  /** Extension and its name. */
  extensions?: Readonly<Record<string, string>>;
  now?: Date;
  /** Zone of the account, the one of the settings when left out. */
  zone?: string;
}

export interface ZadarmaStub {
  /** Every request whose signature was right, in order. */
  received: { method: string; parameters: Record<string, string> }[];
  close(): void;
}

type Answer = [status: number, body: string, headers: Record<string, string>];

/** The methods of https://zadarma.com/en/support/api/ that the adapter uses, with their errors. */
export function openZadarmaStub(
  settings: ZadarmaSettings,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: ZadarmaStubKnown = {},
): ZadarmaStub {
  const { origin, pathname } = new URL(settings.apiUrl);
  const base = pathname.replace(/\/+$/, '');
  const received: ZadarmaStub['received'] = [];

  const interceptor = nock(origin)
    .persist()
    .get((uri) => uri.startsWith(`${base}/v1/`));
  interceptor.reply(function (this: { req: { headers: Record<string, string | string[]> } }, uri): Answer {
    const [path = '', query = ''] = uri.slice(base.length).split('?');
    if (behaviour === 'over-limit') return error(429, 'You exceeded the rate limit');
    if (behaviour === 'fails') return error(200, "Check phone's number");
    const sent = String(this.req.headers['authorization']);
    if (behaviour === 'refuses' || sent !== signed(path, query)) return error(401, 'Wrong authorization');
    const parameters = Object.fromEntries(new URLSearchParams(query));
    received.push({ method: path, parameters });
    return answerTo(path, parameters);
  });

  /** Word for word the vendor's PHP, in its order of steps. */
  function signed(path: string, query: string): string {
    const sorted = query.split('&').sort().join('&');
    const md5 = createHash('md5').update(sorted).digest('hex');
    const hex = createHmac('sha1', settings.apiSecret)
      .update(path + sorted + md5)
      .digest('hex');
    return `${settings.apiKey}:${Buffer.from(hex, 'utf8').toString('base64')}`;
  }

  function answerTo(path: string, parameters: Record<string, string>): Answer {
    const info = /^\/v1\/pbx\/internal\/(\d+)\/info\/$/.exec(path)?.[1];
    if (info !== undefined) {
      const name = known.extensions?.[info];
      return name === undefined
        ? error(404, 'Number not found')
        : success({ pbx_id: 12345, number: Number(info), name, caller_id: '+74950000101', lines: '3' });
    }
    switch (path) {
      case '/v1/info/timezone/':
        return timezone();
      case '/v1/pbx/internal/':
        return success({ pbx_id: 1234, numbers: Object.keys(known.extensions ?? {}).map(Number) });
      case '/v1/pbx/record/request/':
        return record(parameters);
      case '/v1/request/callback/':
        return parameters['from'] && parameters['to']
          ? success({ from: Number(parameters['from']), to: Number(parameters['to']), time: 1435573082 })
          : error(400, 'Wrong parameters!');
      case '/v1/statistics/pbx/':
        return statistics(parameters);
      default:
        return error(404, 'Method not found');
    }
  }

  function timezone(): Answer {
    const now = DateTime.fromJSDate(known.now ?? new Date(), { zone: known.zone ?? settings.zone });
    return success({
      unixtime: Math.floor(now.toSeconds()),
      datetime: now.toFormat('yyyy-MM-dd HH:mm:ss'),
      timezone: `UTC${now.toFormat('Z')}`,
    });
  }

  function record({ call_id = '', lifetime = '1800' }: Record<string, string>): Answer {
    if (!known.recordings?.includes(call_id)) return error(404, 'Record not found');
    if (Number(lifetime) < 180 || Number(lifetime) > 5_184_000) return error(400, 'Wrong lifetime');
    const link = `${origin}${base}/v1/pbx/record/download/NjM3M/1-${call_id}-100-2016-01-11-100155.mp3`;
    return success({ link, lifetime_till: '2016-01-01 23:56:22' });
  }

  /** «If the limit in the request is exceeded, the time period automatically decreases to 30 days.» */
  function statistics({ start = '', end = '', skip = '0', limit = '1000', version }: Record<string, string>): Answer {
    const longest = DateTime.fromSQL(start).plus({ days: 30 }).toFormat('yyyy-MM-dd HH:mm:ss');
    const till = end < longest ? end : longest;
    const rows = (known.rows ?? []).filter(({ callstart }) => callstart >= start && callstart <= till);
    const page = rows.slice(Number(skip), Number(skip) + Math.min(Number(limit), 1000));
    return success({ start, end: till, version: Number(version), stats: page });
  }

  return { received, close: () => nock.removeInterceptor(interceptor) };
}

const headers = { 'content-type': 'application/json', 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99' };

function success(fields: object): Answer {
  const text = JSON.stringify({ status: 'success', ...fields });
  return [200, text.replace(/("call_id":)"([\d.]+)"/g, '$1$2'), headers];
}

function error(status: number, message: string): Answer {
  return [status, JSON.stringify({ status: 'error', message }), headers];
}
