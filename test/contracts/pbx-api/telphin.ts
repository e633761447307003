import { telphin } from '../../../adapters/pbx/telphin/adapter.ts';
import { openTelphinStub } from '../../../adapters/pbx/telphin/stub.ts';
import { telphinSettings, type TelphinSettings } from '../../../adapters/pbx/telphin/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const settings = {
  secret: 'k7Qm-2vX9',
  entryExtensions: ['099'],
  api: { clientId: '0f3a7c11d2', clientSecret: '9b1d5e77c3a04f26' },
};
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const gmt = (second: number): string => new Date(START + second * 1000).toISOString().slice(0, 19).replace('T', ' ');

const incoming = { flow: 'in', from_username: '79000000102', to_username: '3515*099', did_number: '74950000101' };
const phone = (extension: string, more: object) => ({
  extension_type: 'phone',
  flow: 'in',
  from_username: '79000000102',
  to_username: `3515*${extension}`,
  init_time_gmt: gmt(3),
  record_uuid: null,
  ...more,
});
const recording = '124575-76c8491e9d37';
const calls = [
  {
    ...incoming,
    call_uuid: '76c8491e9d37',
    init_time_gmt: gmt(0),
    start_time_gmt: gmt(0),
    bridged_time_gmt: gmt(8),
    hangup_time_gmt: gmt(68),
    duration: 68,
    bridged_duration: 60,
    bridged_username: '3515*101',
    result: 'bridged',
    cdr: [
      { extension_type: 'ivr', flow: 'in', to_username: '3515*099', init_time_gmt: gmt(0), result: 'answered' },
      phone('101', { result: 'answered', record_uuid: recording }),
      phone('102', { result: 'not answered' }),
    ],
  },
  {
    ...incoming,
    call_uuid: '76c8491e9d38',
    from_username: 'anonymous',
    init_time_gmt: gmt(600),
    start_time_gmt: gmt(600),
    bridged_time_gmt: null,
    hangup_time_gmt: gmt(624),
    duration: 24,
    bridged_duration: null,
    bridged_username: null,
    result: 'answered',
    cdr: [],
  },
  {
    call_uuid: '6d5229729eae',
    flow: 'out',
    from_username: '3515*101',
    to_username: '89000000103',
    did_number: null,
    init_time_gmt: gmt(1200),
    start_time_gmt: gmt(1200),
    bridged_time_gmt: gmt(1210),
    hangup_time_gmt: gmt(1270),
    duration: 70,
    bridged_duration: 60,
    bridged_username: '89000000103',
    result: 'bridged',
    cdr: null,
  },
];

/** The same call as the PBX notified it. */
function told(type: string, second: number, extension: string, more: Record<string, string> = {}): CallEvent[] {
  const form = new URLSearchParams({
    EventType: type,
    EventTime: String((START + second * 1000) * 1000),
    CallID: '76c8491e9d37',
    SubCallID: `124575-${extension}`,
    CallFlow: 'in',
    CallStatus: type === 'dial-in' ? 'CALLING' : 'ANSWER',
    CallerIDNum: type === 'answer' ? extension : '+79000000102',
    CallerIDName: '+79000000102',
    CalledDID: '74950000101',
    CalledExtension: `3515*${extension}@sipproxy.telphin.ru`,
    ...more,
  });
  return telphin.parse(inboundRequest({ body: form.toString() }), {
    account: 'the-account',
    settings: telphinSettings.parse(settings),
  });
}

export const telphinSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, api: { ...settings.api, url: 'https://proxy.clinic.example/telphin' } },
  now: new Date(START + 3_600_000),
  open: (given, behaviour) =>
    openTelphinStub(given as TelphinSettings, behaviour, {
      calls,
      extensions: [
        { id: 94413, name: '3515*101', label: 'Анна Смирнова', type: 'phone' },
        { id: 94415, name: '3515*102', label: null, type: 'phone' },
        { id: 94420, name: '3515*099', label: 'Меню', type: 'ivr' },
      ],
      recordings: [recording],
    }),
  window: { from: new Date(START - 60_000), to: new Date(START + 3_600_000) },
  calls: [
    {
      id: '76c8491e9d37',
      startedAt: new Date(START),
      live: [
        told('dial-in', 0, '099'),
        told('dial-in', 3, '101'),
        told('dial-in', 3, '102'),
        told('answer', 8, '101'),
        told('hangup', 8, '102', { CallStatus: 'CANCEL' }),
        told('hangup', 68, '101', { Duration: '60000000', RecID: recording }),
        told('hangup', 68, '099', { Bridged: 'yes' }),
      ].flat(),
    },
    { id: '76c8491e9d38', startedAt: new Date(START + 600_000), live: null },
    { id: '6d5229729eae', startedAt: new Date(START + 1_200_000), live: null },
  ],
  asks: {
    unknownCall: 'ffffffffffff',
    recordings: [
      { wanted: { ref: recording, kind: 'talk', providerCallId: '76c8491e9d37' }, answer: 'http' },
      { wanted: { ref: '124575-000000000000', kind: 'talk', providerCallId: '76c8491e9d37' }, answer: 'not-yet' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'request-1' },
  },
};
