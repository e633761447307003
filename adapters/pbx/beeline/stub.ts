import nock from 'nock';
import type { BeelineSettings } from './settings.ts';

/** As the clients of the portal's API saw it answer. */
export interface BeelineStub {
  employees: readonly { userId: string; firstName: string; lastName: string; extension?: string; phone?: string }[];
  /** `extTrackingId/userId` of the recordings that are whole. */
  recordings: readonly string[];
  /** Bodies of the subscriptions that were made. */
  subscribed: Record<string, unknown>[];
  close(): void;
}

export function openBeelineStub(
  { api }: Pick<BeelineSettings, 'api'>,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: Partial<Pick<BeelineStub, 'employees' | 'recordings'>> = {},
): BeelineStub {
  const stub: BeelineStub = {
    employees: known.employees ?? [],
    recordings: known.recordings ?? [],
    subscribed: [],
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const { origin, pathname } = new URL(api.url);
  const at = (rest: string) => new RegExp(`^${pathname.replace(/\/$/, '')}/${rest}$`);
  const scope = nock(origin).persist();
  const interceptors: nock.Interceptor[] = [];
  const on = (
    method: 'get' | 'put' | 'post',
    path: RegExp,
    answer: (path: string, body: unknown) => nock.ReplyFnResult,
  ): void => {
    const interceptor = scope[method]((uri) => path.test(uri));
    interceptors.push(interceptor);
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return [429, { errorCode: 429, description: 'Too many requests' }];
      if (behaviour === 'fails') return [200, { errorCode: 1015, description: 'Internal error' }];
      if (behaviour === 'refuses' || this.req.headers['x-mpbx-api-auth-token'] !== api.token)
        return [401, { errorCode: 401, description: 'Unauthorized' }];
      return answer(uri, body);
    });
  };
  on('get', at('abonents'), () => [200, [...stub.employees] as nock.Body]);
  on('put', at('subscription'), (_, body) => {
    const wanted = body as Record<string, unknown>;
    stub.subscribed.push(wanted);
    return [200, { subscriptionId: `subscription-${stub.subscribed.length}`, expires: wanted['expires'] } as nock.Body];
  });
  on('post', at('abonents/[^/]+/call\\?phoneNumber=\\d{10,15}'), () => [
    200,
    '17101:0',
    { 'content-type': 'text/plain' },
  ]);
  on('get', at('v2/records/[^/]+/[^/]+'), (uri) => {
    const [user = '', id = ''] = uri.split('/').reverse().map(decodeURIComponent);
    return stub.recordings.includes(`${id}/${user}`)
      ? [200, { id: '5512', externalId: id, duration: 60_000, fileSize: 120_000 }]
      : [404, { errorCode: 1021, description: 'Record not found' }];
  });
  return stub;
}
