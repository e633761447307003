import { createHash } from 'node:crypto';
import { authenticate } from '../../../../adapters/pbx/twilio/authenticate.ts';
import { twilioSettings } from '../../../../adapters/pbx/twilio/settings.ts';
import { twilioSignature } from '../../../../adapters/kit/twilio-signature.ts';
import type { InboundRequest } from '../../../../src/contracts/request.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

/** The vectors of Twilio's documentation and of the tests of its own libraries. */
const token = '12345';
const page = 'https://mycompany.com/myapp.php';
const query = { foo: '1', bar: '2' };
const form = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};

const settingsAt = (publicUrl: string, authToken = token) => ({
  ...twilioSettings.parse({ authToken: 'long enough', publicUrl: 'https://mycompany.com/myapp.php' }),
  authToken,
  publicUrl,
});

function accepts(
  signature: string | undefined,
  request: Partial<Omit<InboundRequest, 'body'>> & { body?: string },
  settings = settingsAt(page),
): boolean {
  const headers = signature === undefined ? {} : { 'x-twilio-signature': signature };
  return authenticate(inboundRequest({ headers, query, ...request }), settings);
}

describe('the published vectors', () => {
  const body = new URLSearchParams(form).toString();

  it('of a form', () => {
    expect(twilioSignature(token, `${page}?foo=1&bar=2`, Object.entries(form))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(accepts('RSOYDt4T1cUTdK1PDd93/VVr8B8=', { body })).toBe(true);
  });

  it('of repeated values: each once, in order', () => {
    const repeated = 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234';
    expect(accepts('IK+Dwps556ElfBT0I3Rgjkr1wJU=', { body: repeated })).toBe(true);
    expect(accepts('IK+Dwps556ElfBT0I3Rgjkr1wJU=', { body: `${repeated}&Digits=9` })).toBe(false);
  });

  it('of a body that is no form, by its hash in the query', () => {
    const json = '{"property": "value", "boolean": true}';
    const bodySHA256 = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    const request = { query: { ...query, bodySHA256 }, body: json };
    expect(accepts('a9nBmqA0ju/hNViExpshrM61xv4=', request)).toBe(true);
    expect(accepts('a9nBmqA0ju/hNViExpshrM61xv4=', { ...request, body: `${json} ` })).toBe(false);
    const otherHash = createHash('sha256').update('{}').digest('hex');
    const forged = { query: { ...query, bodySHA256: otherHash }, body: '{}' };
    expect(accepts('a9nBmqA0ju/hNViExpshrM61xv4=', forged)).toBe(false);
  });

  it('of a host in capitals, as it was given, with and without a port', () => {
    const mixed = { body };
    expect(accepts('g9IN/x4Cft2g517EjYvEvM/W7LU=', mixed, settingsAt('https://MyCompany.com/myapp.php'))).toBe(true);
    expect(accepts('g9IN/x4Cft2g517EjYvEvM/W7LU=', mixed)).toBe(false);
    const withPort = settingsAt('https://MyCompany.com:1234/myapp.php');
    expect(accepts('PCqOZm8cnu/L6+u5i5fuEd+Iac4=', mixed, withPort)).toBe(true);
  });
});

describe('a signature', () => {
  const body = new URLSearchParams(form).toString();
  const right = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

  it('covers the address, its query as it came, every parameter and the token', () => {
    expect(accepts(right, { body: body.replace('1234', '1235') })).toBe(false);
    expect(accepts(right, { body: `${body}&More=1` })).toBe(false);
    expect(accepts(right, { body, query: { foo: '1', bar: '3' } })).toBe(false);
    expect(accepts(right, { body, rawQuery: 'bar=2&foo=1' })).toBe(false);
    expect(accepts(right, { body, path: '/leg' })).toBe(false);
    expect(accepts(right, { body }, settingsAt(page, '12346'))).toBe(false);
    expect(accepts(right, { body }, settingsAt('https://mycompany.com/other'))).toBe(false);
    expect(accepts(undefined, { body })).toBe(false);
    expect(accepts('', { body })).toBe(false);
  });

  it('is right with the standard port and without it, wherever Twilio wrote it', () => {
    const signed = (address: string) => twilioSignature(token, `${address}?foo=1&bar=2`, Object.entries(form));
    const plain = settingsAt('https://trubka.example/webhooks/twilio');
    expect(accepts(signed('https://trubka.example:443/webhooks/twilio'), { body }, plain)).toBe(true);
    expect(accepts(signed('https://trubka.example:8443/webhooks/twilio'), { body }, plain)).toBe(false);
    const ported = settingsAt('http://trubka.example:80/webhooks/twilio');
    expect(accepts(signed('http://trubka.example/webhooks/twilio'), { body }, ported)).toBe(true);
    expect(accepts(signed('http://trubka.example:80/webhooks/twilio'), { body }, ported)).toBe(true);
  });

  it('of a GET is over the address alone, of a POST without parameters too', () => {
    const signed = twilioSignature(token, `${page}/leg?a=1`, []);
    expect(accepts(signed, { method: 'GET', path: '/leg', query: { a: '1' } })).toBe(true);
    expect(accepts(signed, { path: '/leg', query: { a: '1' } })).toBe(true);
    expect(accepts(signed, { path: '/leg', query: { a: '1' }, body: 'CallSid=CA1' })).toBe(false);
  });

  it('is over text with letters of every language', () => {
    const sent = { Caller: 'Müller', Name: 'Иванова + "&"' };
    const signed = twilioSignature(token, `${page}?foo=1&bar=2`, Object.entries(sent));
    expect(accepts(signed, { body: new URLSearchParams(sent).toString() })).toBe(true);
  });
});

it.each([
  'trubka.example/webhooks/twilio',
  'https://trubka.example',
  'https://trubka.example/',
  'https://trubka.example/webhooks/twilio/',
  'https://trubka.example/webhooks/twilio?line=1',
  'https://trubka.example/webhooks/twilio#x',
  'ftp://trubka.example/webhooks/twilio',
])('%s is not the address of a webhook', (publicUrl) => {
  const result = twilioSettings.safeParse({ authToken: 'k7Qm2vX9tR4wZ8bN', publicUrl });
  expect(result.error?.issues.map(({ path }) => path)).toEqual([['publicUrl']]);
});
