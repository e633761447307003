import { itoolabs } from '../../adapters/pbx/itoolabs/adapter.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { createPbxAccess } from '../../src/platform/pbx-access.ts';
import { testConfiguration } from '../support/configuration.ts';

function asked(settings: unknown): string[] {
  const account = { ...[...testConfiguration().pbx.values()][0]!, id: 'megafon', provider: 'itoolabs', settings };
  const { access } = createPbxAccess({
    accounts: () => new Map([['megafon', account]]),
    adapters: new Map<string, PbxAdapter>([['itoolabs', itoolabs]]),
    openHttp: () => {
      return { send: () => Promise.reject(new Error('nothing is sent here')), close: () => undefined };
    },
    clock: systemClock,
  });
  return Object.keys(access('megafon')?.api ?? {});
}

const api = { generation: 'rest', url: 'https://vats.example.ru/crmapi/v1', key: 'k7Qm-2vX9' };

it('asks a PBX nothing whose API is not configured', () => {
  expect(asked({ secret: 'k7Qm-2vX9' })).toEqual([]);
});

it('compares no calls until somebody confirmed that the ids are the same, and does the rest', () => {
  const cautious = asked({ secret: 'k7Qm-2vX9', api: { ...api, uidIsCallid: false } });
  expect(cautious).toEqual(expect.arrayContaining(['dial', 'employees', 'selfTest']));
  expect(cautious).not.toContain('history');
  expect(cautious).not.toContain('call');
  expect(asked({ secret: 'k7Qm-2vX9', api: { ...api, uidIsCallid: true } })).toEqual(
    expect.arrayContaining(['history', 'call', 'dial']),
  );
});
