import fc from 'fast-check';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { forwardAddress, forwardedRequest } from '../../src/deliveries/forward-request.ts';

function inbound(told: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'POST',
    path: '',
    query: {},
    rawQuery: '',
    headers: {},
    body: Buffer.alloc(0),
    remoteAddress: '127.0.0.1',
    ...told,
  };
}

describe('the copy of a request', () => {
  it('keeps the bytes of the body and the headers of the provider', () => {
    const body = Buffer.from([0, 255, 195, 40, 10]);
    const headers = { 'content-type': 'application/json', 'x-signature': 'abc', 'user-agent': 'UIS' };
    const copy = forwardedRequest(inbound({ headers, body }), {});
    expect(Buffer.from(copy.bodyBase64, 'base64')).toEqual(body);
    expect(copy).toMatchObject({ method: 'POST', path: '', query: '', headers });
  });

  it('has no header of this hop', () => {
    const headers = {
      host: 'trubka.clinic',
      connection: 'keep-alive, X-Hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'content-length': '12',
      te: 'trailers',
      upgrade: 'h2c',
      expect: '100-continue',
      'proxy-authorization': 'Basic x',
      'x-kept': 'yes',
    };
    expect(forwardedRequest(inbound({ headers }), {}).headers).toEqual({ 'x-kept': 'yes' });
  });

  it('keeps the path of the provider and not our secret', () => {
    const settings = {
      secret: 's3cret',
      nested: { apiToken: 'tok' },
      employees: { '1': '101' },
      zone: 'Europe/Moscow',
    };
    const path = (at: string) => forwardedRequest(inbound({ path: at }), settings).path;
    expect(path('/s3cret')).toBe('');
    expect(path('/s3cret/events/call')).toBe('/events/call');
    expect(path('/events/call')).toBe('/events/call');
    expect(path('/tok/101')).toBe('/101');
    expect(path('/с пробелом')).toBe('/%D1%81%20%D0%BF%D1%80%D0%BE%D0%B1%D0%B5%D0%BB%D0%BE%D0%BC');
    const query = (rawQuery: string) => forwardedRequest(inbound({ rawQuery }), settings).query;
    expect(query('secret=s3cret&ext=101&name=%D0%98')).toBe('ext=101&name=%D0%98');
    expect(query('a=1&a=2&b=&c')).toBe('a=1&a=2&b=&c');
  });

  it.each([
    ['https://old.example/hook', '', '', 'https://old.example/hook'],
    ['https://old.example/hook', '/events/call', 'a=2', 'https://old.example/hook/events/call?a=2'],
    ['https://old.example/hook/?x=1', '/events/call', 'a=2', 'https://old.example/hook/events/call?x=1&a=2'],
    ['https://old.example', '/e', '', 'https://old.example/e'],
    ['https://old.example/hook/', '', '', 'https://old.example/hook/'],
    ['https://old.example/h', '', 'n=%D0%98+%20x&e', 'https://old.example/h?n=%D0%98+%20x&e'],
  ])('%s + %s + %s', (to, path, query, address) => expect(forwardAddress(to, { path, query })).toBe(address));

  it('never leaves the former address, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('/', '.', '..', '%2e', '\\', '@', ':', 'a', '?', '#') }), (raw) => {
        const { path } = forwardedRequest(inbound({ path: `/${raw}` }), {});
        const address = new URL(forwardAddress('https://old.example/hook', { path, query: '' }));
        expect(address.host).toBe('old.example');
        expect(address.pathname.startsWith('/hook')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
