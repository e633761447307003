import { openSipuniStub } from '../../../adapters/pbx/sipuni/stub.ts';
import type { SipuniSettings } from '../../../adapters/pbx/sipuni/settings.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';

const settings = { secret: 'k7Qm-2vX9', api: { user: '070196', key: '0.izp811apthk9' } };

export const sipuniSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, api: { ...settings.api, url: 'https://proxy.clinic.example/sipuni' } },
  now: new Date('2026-03-02T09:00:00Z'),
  open: (given, behaviour) => openSipuniStub(given as SipuniSettings, behaviour),
  window: { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-02T08:00:00Z') },
  calls: [],
  asks: {
    dial: { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'request-1' },
    hangUp: '1772435700.533505',
  },
};
