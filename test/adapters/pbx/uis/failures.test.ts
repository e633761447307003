import nock from 'nock';
import { uis } from '../../../../adapters/pbx/uis/adapter.ts';
import { employees } from '../../../../adapters/pbx/uis/employees.ts';
import { hangUp } from '../../../../adapters/pbx/uis/command-call.ts';
import { addressesOf, uisBrands } from '../../../../adapters/pbx/uis/brands.ts';
import { apiOf, uisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../../src/contracts/http-client.ts';
import { answeredBy } from './asked-uis.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const refusing = (error: unknown) => answeredBy(() => ({ json: { jsonrpc: '2.0', id: null, error } }));
async function failure(error: unknown): Promise<Error> {
  try {
    await employees(refusing(error));
    return new Error('answered');
  } catch (caught) {
    return caught as Error;
  }
}

it.each([
  [-32001, 'access_token_expired', /make a new one/],
  [-32001, 'access_token_invalid', /brand/],
  [-32003, 'ip_not_whitelisted', /Правила и настройки безопасности/],
  [-32003, 'forbidden', /no right/],
  [-32008, 'method_component_disabled', /tariff/],
  [-32009, 'account_inactive', /support/],
  [-32602, 'date_interval_limit_reached', /three months/],
])('%d %s is for a person, who is told what to change', async (code, mnemonic, words) => {
  const told = await failure({ code, message: 'Your IP 203.0.113.7', data: { mnemonic } });
  expect(told).toBeInstanceOf(PermanentFailure);
  expect(told.message).toMatch(words);
  expect(told.message).toContain(mnemonic);
  expect(told.message).not.toContain('203.0.113.7');
});

it('tells a mnemonic that is new by its group and never repeats it', async () => {
  const told = await failure({ code: -32008, message: 'm', data: { mnemonic: 'data_key_4f1c9a77' } });
  expect(told).toEqual(new PermanentFailure('UIS get.employees: error -32008, the tariff lacks a component.'));
});

it('waits as long as the spent limit needs, the day before the minute', async () => {
  const limits = { day_remaining: 0, day_reset: 3600, minute_remaining: 0, minute_reset: 42 };
  const at = async (told: unknown) =>
    (await failure({ code: -32029, message: 'm', ...(told as object) })) as TransientFailure;
  const spent = await at({ data: { mnemonic: 'limit_exceeded', metadata: { limits } } });
  expect(spent).toBeInstanceOf(TransientFailure);
  expect(spent.retryAfterSeconds).toBe(3600);
  const minute = { metadata: { limits: { ...limits, day_remaining: 5 } } };
  expect((await at({ data: { mnemonic: 'limit_exceeded', ...minute } })).retryAfterSeconds).toBe(42);
  expect((await at({ data: { mnemonic: 'limit_exceeded' }, ...minute })).retryAfterSeconds).toBe(42);
  expect(
    (await at({ data: { mnemonic: 'limit_exceeded', metadata: { limits: 'none' } } })).retryAfterSeconds,
  ).toBeNull();
});

it('takes an internal error for transient when it read and ambiguous when it wrote', async () => {
  const error = { code: -32603, message: 'm', data: { mnemonic: 'internal_error' } };
  expect(await failure(error)).toBeInstanceOf(TransientFailure);
  await expect(hangUp(refusing(error), '5007')).rejects.toThrow(AmbiguousFailure);
});

it('reads an error under another status, and takes a status without one for a wrong address', async () => {
  const body = Buffer.from(JSON.stringify({ error: { code: -32001, data: { mnemonic: 'auth_error' } } }));
  await expect(employees(answeredBy(() => ({ status: 401, body })))).rejects.toThrow(/auth_error/);
  await expect(employees(answeredBy(() => ({ status: 404, body: Buffer.from('not found') })))).rejects.toThrow(
    new PermanentFailure('UIS get.employees: HTTP 404; check the address of the API.'),
  );
});

it('asks nothing without a key', async () => {
  const context = answeredBy(() => ({ json: null }));
  const settings = { ...context.settings, api: undefined };
  await expect(employees({ ...context, settings })).rejects.toThrow(/api.dataToken is not set/);
  expect([uis.api?.isConfigured?.(settings), uis.api?.isConfigured?.(context.settings)]).toEqual([false, true]);
});

it('sends what the documents want, with the key of each API', async () => {
  const sent: HttpRequest[] = [];
  const context = answeredBy(() => ({ json: { result: { data: [], metadata: { total_items: 0 } } } }));
  const http = { ...context.http, send: (request: HttpRequest) => (sent.push(request), context.http.send(request)) };
  await employees({ ...context, http });
  await hangUp({ ...context, http }, '5007').catch(() => undefined);
  expect(sent.map(({ method, url, effect }) => [method, url, effect])).toEqual([
    ['POST', 'https://dataapi.uiscom.ru/v2.0', 'read'],
    ['POST', 'https://callapi.uiscom.ru/v4.0', 'write'],
  ]);
  expect(sent[0]?.headers).toEqual({ 'content-type': 'application/json; charset=UTF-8' });
  const [data, command] = sent.map(({ body }) => JSON.parse(String(body)) as { params: { access_token: string } });
  expect(data).toMatchObject({ jsonrpc: '2.0', method: 'get.employees', id: expect.any(String) });
  expect([data, command].map((body) => body?.params.access_token)).toEqual(['data-key-4f1c9a77', 'call-key-90b2e6d1']);
});

it('has two addresses for every brand, each of which can be another', () => {
  const of = (settings: object) =>
    addressesOf(apiOf(uisSettings.parse({ secret: 'k7Qm', api: { dataToken: 'a-key-of-ours', ...settings } })));
  for (const brand of uisBrands) {
    expect(of({ brand }).dataApi).toMatch(/^https:\/\/dataapi.*\/v2\.0$/);
    expect(of({ brand }).callApi).toMatch(/^https:\/\/callapi.*\/v4\.0$/);
  }
  const other = { dataApiUrl: 'http://10.0.0.2/d/', callApiUrl: 'http://10.0.0.2/c', mediaUrl: 'http://10.0.0.2/m' };
  expect(of({ brand: 'novofon', ...other, cabinetUrl: 'http://10.0.0.2' })).toEqual({
    dataApi: 'http://10.0.0.2/d',
    callApi: 'http://10.0.0.2/c',
    media: 'http://10.0.0.2/m',
    cabinet: 'http://10.0.0.2',
  });
});
