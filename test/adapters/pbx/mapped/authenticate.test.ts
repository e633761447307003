import { createHmac } from 'node:crypto';
import { authenticate } from '../../../../adapters/pbx/mapped/authenticate.ts';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const common = {
  secret: 'k7Qm-2vX9',
  fields: { event: 'type', callId: 'id', from: 'from', extension: 'ext' },
  events: { ringing: ['RING'] },
  directionWhenMissing: 'in',
};

function accepts(settings: Record<string, unknown>, request: Parameters<typeof inboundRequest>[0]): boolean {
  return authenticate(inboundRequest(request), mappedSettings.parse({ ...common, ...settings }));
}

it('reads the secret from the first part of the address only', () => {
  expect(accepts({}, { path: '/k7Qm-2vX9' })).toBe(true);
  expect(accepts({}, { path: '/k7Qm-2vX9/ringing' })).toBe(true);
  for (const path of ['', '/', '/ringing/k7Qm-2vX9', '/k7Qm-2vX9x', '/K7QM-2VX9'])
    expect([path, accepts({}, { path })]).toEqual([path, false]);
});

it('reads the secret from a field of JSON, form or query', () => {
  const settings = { secretIn: 'field', secretName: 'auth.token' };
  expect(accepts(settings, { body: '{"auth":{"token":"k7Qm-2vX9"}}' })).toBe(true);
  expect(accepts(settings, { body: 'auth.token=k7Qm-2vX9' })).toBe(true);
  expect(accepts(settings, { method: 'GET', query: { 'auth.token': 'k7Qm-2vX9' } })).toBe(true);
  for (const body of ['{"auth":{"token":"other"}}', '{"auth":{"token":["k7Qm-2vX9"]}}', '{}', '', '<xml/>'])
    expect([body, accepts(settings, { body })]).toEqual([body, false]);
});

it('reads the secret from a header behind its prefix', () => {
  const settings = { secretIn: 'header', secretName: 'Authorization', secretPrefix: 'Bearer ' };
  expect(accepts(settings, { headers: { authorization: 'Bearer k7Qm-2vX9' } })).toBe(true);
  for (const authorization of ['k7Qm-2vX9', 'Bearer ', 'Bearer k7Qm', 'bearer k7Qm-2vX9', 'Basic k7Qm-2vX9'])
    expect([authorization, accepts(settings, { headers: { authorization } })]).toEqual([authorization, false]);
  expect(accepts(settings, {})).toBe(false);
});

describe('a signed body', () => {
  const body = '{"type":"RING","id":"ё"}';

  it.each([
    ['sha256', 'hex', ''],
    ['sha256', 'base64', ''],
    ['sha1', 'hex', 'sha1='],
    ['sha512', 'base64', ''],
    ['md5', 'hex', ''],
  ] as const)('%s in %s is checked over the bytes as received', (algorithm, encoding, prefix) => {
    const signature = prefix + createHmac(algorithm, common.secret).update(body).digest(encoding);
    const settings = {
      secretIn: 'signature',
      secretName: 'X-Signature',
      secretPrefix: prefix,
      signatureAlgorithm: algorithm,
      signatureEncoding: encoding,
    };
    const given = (sent: string, over: string, method: 'GET' | 'POST' = 'POST') =>
      accepts(settings, { method, headers: { 'x-signature': sent }, body: over });
    expect(given(signature, body)).toBe(true);
    expect(given(signature, `${body} `)).toBe(false);
    expect(given(signature.slice(0, -3), body)).toBe(false);
    expect(given(signature, body, 'GET')).toBe(false);
    expect(given(prefix + createHmac(algorithm, common.secret).update('').digest(encoding), '')).toBe(false);
    expect(given(prefix + createHmac(algorithm, 'other').update(body).digest(encoding), body)).toBe(false);
    expect(given('', body)).toBe(false);
  });

  it('takes hexadecimal in capitals', () => {
    const signature = createHmac('sha256', common.secret).update(body).digest('hex').toUpperCase();
    const settings = { secretIn: 'signature', secretName: 'x-signature' };
    expect(accepts(settings, { headers: { 'x-signature': signature }, body })).toBe(true);
  });
});
