import { yeastar } from '../../../adapters/pbx/yeastar/adapter.ts';
import { openYeastarStub } from '../../../adapters/pbx/yeastar/stub.ts';
import { yeastarSettings, type YeastarSettings } from '../../../adapters/pbx/yeastar/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const settings = {
  secret: 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa',
  api: {
    url: 'https://pbx.clinic.example:8088',
    clientId: 'UEnH9Dmv6uBJEXsYcag1trNfQThYXXXX',
    clientSecret: 'ZLcXl63S9EtMnYoHUnjbVo6sA8CbXXXX',
  },
};
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const unix = (second: number): number => START / 1000 + second;

const incoming = {
  call_id: '1772435700.280',
  call_type: 'Inbound',
  call_from_number: '79000000102',
  did_number: '74950000101',
  src_trunk: 'city-1',
};
const file = '20260302101512-1772435700.280-79000000102-101-Inbound.wav';
const records = [
  // The menu answers, which is no answer.
  {
    ...incoming,
    timestamp: unix(0),
    call_to_number: '6500',
    duration: 3,
    ring_duration: 0,
    talk_duration: 3,
    disposition: 'ANSWERED',
  },
  {
    ...incoming,
    timestamp: unix(3),
    call_to_number: '101',
    duration: 65,
    ring_duration: 5,
    talk_duration: 60,
    disposition: 'ANSWERED',
    record_file: file,
  },
  {
    ...incoming,
    timestamp: unix(3),
    call_to_number: '102',
    duration: 5,
    ring_duration: 5,
    talk_duration: 0,
    disposition: 'NO ANSWER',
  },
  {
    ...incoming,
    call_id: '1772436300.281',
    call_from_number: 'anonymous',
    timestamp: unix(600),
    call_to_number: '101',
    duration: 24,
    ring_duration: 24,
    talk_duration: 0,
    disposition: 'NO ANSWER',
  },
  {
    call_id: '1772436900.282',
    call_type: 'Outbound',
    call_from_number: '101',
    call_to_number: '89000000103',
    dst_trunk: 'city-1',
    timestamp: unix(1200),
    duration: 40,
    ring_duration: 9,
    talk_duration: 31,
    disposition: 'ANSWERED',
  },
];

const event = (type: number, msg: object): CallEvent[] =>
  yeastar.parse(inboundRequest({ body: JSON.stringify({ type, sn: '1', msg: JSON.stringify(msg) }) }), {
    account: 'the-account',
    settings: yeastarSettings.parse(settings),
  });
const at = (extension: string, member_status: string, channel: string): CallEvent[] =>
  event(30011, {
    call_id: '1772435700.280',
    members: [{ extension: { number: extension, channel_id: channel, member_status } }],
  });
const caller = (member_status: string): CallEvent[] =>
  event(30011, {
    call_id: '1772435700.280',
    members: [{ inbound: { from: '79000000102', to: '74950000101', trunk_name: 'city-1', member_status } }],
  });

const told = [
  arriving(0, caller('ALERT')),
  arriving(3, at('101', 'RING', 'PJSIP/101-1')),
  arriving(3, at('102', 'RING', 'PJSIP/102-2')),
  arriving(8, at('101', 'ANSWER', 'PJSIP/101-1')),
  arriving(8, at('102', 'BYE', 'PJSIP/102-2')),
  arriving(68, at('101', 'BYE', 'PJSIP/101-1')),
  arriving(68, caller('BYE')),
  arriving(
    69,
    event(30012, {
      call_id: '1772435700.280',
      time_start: '2026-03-02 10:15:00',
      call_from: '79000000102',
      call_to: '101',
      call_duration: 68,
      talk_duration: 60,
      src_trunk_name: 'city-1',
      status: 'ANSWERED',
      type: 'Inbound',
      did_number: '74950000101',
      recording: file,
    }),
  ),
].flat();

function arriving(second: number, events: CallEvent[]): (readonly [second: number, one: CallEvent])[] {
  return events.map((one) => [second, one] as const);
}

export const yeastarSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, api: { ...settings.api, url: 'https://proxy.clinic.example/pbx' } },
  now: new Date(START + 3_600_000),
  open: (given, behaviour) =>
    openYeastarStub(given as YeastarSettings, behaviour, {
      records,
      extensions: [
        { number: '101', caller_id_name: 'Анна Смирнова' },
        { number: '102', caller_id_name: '' },
      ],
      recordings: [file],
    }),
  window: { from: new Date(START - 60_000), to: new Date(START + 3_600_000) },
  calls: [
    {
      id: '1772435700.280',
      startedAt: new Date(START),
      live: told.map(([, one]) => one),
      reachedAt: told.map(([second]) => new Date(START + second * 1000)),
    },
    { id: '1772436300.281', startedAt: new Date(START + 600_000), live: null },
    { id: '1772436900.282', startedAt: new Date(START + 1_200_000), live: null },
  ],
  asks: {
    unknownCall: '1.1',
    recordings: [
      { wanted: { ref: file, kind: 'talk', providerCallId: '1772435700.280' }, answer: 'http' },
      { wanted: { ref: 'no-such-file.wav', kind: 'talk', providerCallId: '1.1' }, answer: 'not-yet' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'request-1' },
  },
};
