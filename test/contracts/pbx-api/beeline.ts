import { openBeelineStub } from '../../../adapters/pbx/beeline/stub.ts';
import type { BeelineSettings } from '../../../adapters/pbx/beeline/settings.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';

const settings = {
  secret: 'k7Qm-2vX9',
  api: { token: '3f1c7d52-aa01-4c8e-9c55-0d5b6a1e77f0' },
  publicUrl: 'https://trubka.example/webhooks/beeline',
};
const talk = { kind: 'talk', providerCallId: 'callhalf-4401:0' } as const;

export const beelineSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, api: { ...settings.api, url: 'https://pbx.clinic.example/portal' } },
  now: new Date('2026-03-02T09:00:00Z'),
  open: (given, behaviour) =>
    openBeelineStub(given as BeelineSettings, behaviour, {
      employees: [
        { userId: '9000000201@mpbx.sip.beeline.ru', firstName: 'Анна', lastName: 'Смирнова', extension: '101' },
        { userId: '9000000202@mpbx.sip.beeline.ru', firstName: 'Ольга', lastName: 'Орлова', extension: '102' },
        { userId: 'SIP77@mpbx.sip.beeline.ru', firstName: '', lastName: 'Факс' },
      ],
      recordings: ['17101:0/9000000201@mpbx.sip.beeline.ru'],
    }),
  window: { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-02T08:00:00Z') },
  calls: [],
  asks: {
    unknownCall: '99999:0',
    recordings: [
      { wanted: { ...talk, ref: '17101:0/9000000201@mpbx.sip.beeline.ru' }, answer: 'http' },
      { wanted: { ...talk, ref: '17102:0/9000000201@mpbx.sip.beeline.ru' }, answer: 'not-yet' },
      { wanted: { ...talk, ref: 'no-such-thing' }, answer: 'never' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'request-1' },
  },
};
