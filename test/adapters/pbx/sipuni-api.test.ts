import nock from 'nock';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { api, hashOf } from '../../../adapters/pbx/sipuni/api.ts';
import { sipuniSettings } from '../../../adapters/pbx/sipuni/settings.ts';
import { openSipuniStub } from '../../../adapters/pbx/sipuni/stub.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const settings = sipuniSettings.parse({ secret: 'k7Qm-2vX9', api: { user: '070196', key: '0.izp811apthk9' } });
const wanted = { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'r' };

it('signs the values in the order of their names, then the key', () => {
  // md5('0+79000000103+0+101+070196+0.izp811apthk9')
  expect(
    hashOf({ user: '070196', sipnumber: '101', phone: '79000000103', antiaon: '0', reverse: '0' }, '0.izp811apthk9'),
  ).toBe('3051b117f2fd814a921a1e776013a9e2');
});

it('rings the employee first and ends a call by the id of its events', async () => {
  const stub = openSipuniStub(settings);
  const http = createHttpClient({ timeoutMs: 2000 });
  const context = { account: 'sipuni', settings, http, clock: { now: () => new Date('2026-03-02T09:00:00Z') } };
  try {
    expect(await api.dial!(context, wanted)).toEqual({ providerCallId: null });
    await api.hangUp!(context, '1772435700.533505', []);
    expect(stub.asked.map(({ path, form: { hash: _, ...form } }) => [path, form])).toEqual([
      ['callback/call_number', { antiaon: '0', phone: '79000000103', reverse: '0', sipnumber: '101', user: '070196' }],
      ['events/call/hangup', { callId: '1772435700.533505', user: '070196' }],
    ]);
    const other = { ...context, settings: { ...settings, api: { ...settings.api!, key: 'another-key' } } };
    await expect(api.dial!(other, wanted)).rejects.toBeInstanceOf(PermanentFailure);
    expect(api.isConfigured!({ ...settings, api: undefined })).toBe(false);
  } finally {
    http.close();
    stub.close();
  }
});
