import { twilio } from '../../../adapters/pbx/twilio/adapter.ts';
import { openTwilioStub } from '../../../adapters/pbx/twilio/stub.ts';
import { twilioSettings, type TwilioSettings } from '../../../adapters/pbx/twilio/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const AC = 'AC00000000000000000000000000000001';
const settings = {
  authToken: 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa',
  publicUrl: 'https://trubka.example/webhooks/twilio',
  extensions: { 'sip:101@clinic.sip.twilio.com': '101', '+79260000011': '103' },
  api: { accountSid: AC, callerId: '+74950000101' },
};
const read = twilioSettings.parse(settings);
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const stamp = (second: number): string => new Date(START + second * 1000).toUTCString().replace('GMT', '+0000');
const sid = (number: number): string => `CA${String(number).padStart(32, '0')}`;

const patient = '+79000000102';
const line = '+74950000101';
const at101 = 'sip:101@clinic.sip.twilio.com';

function row(number: number, more: Record<string, string | null>): Record<string, string | null> {
  return { sid: sid(number), parent_call_sid: null, direction: 'inbound', from: patient, to: line, ...more };
}

const dialled = { parent_call_sid: sid(1), direction: 'outbound-dial' };
const calls = [
  row(1, { status: 'completed', start_time: stamp(0), end_time: stamp(68), duration: '68' }),
  row(2, { ...dialled, to: at101, status: 'completed', start_time: stamp(3), end_time: stamp(68), duration: '60' }),
  row(3, {
    ...dialled,
    to: '+79260000011',
    status: 'canceled',
    start_time: stamp(3),
    end_time: stamp(8),
    duration: '0',
  }),
  row(4, { from: '+266696687', status: 'completed', start_time: stamp(600), end_time: stamp(624), duration: '24' }),
  row(5, {
    direction: 'outbound-api',
    from: line,
    to: '+79000000103',
    status: 'no-answer',
    start_time: stamp(1200),
    end_time: stamp(1230),
    duration: '0',
  }),
  row(6, { status: 'in-progress', start_time: stamp(-3600), end_time: null, duration: null }),
  row(7, {
    ...dialled,
    parent_call_sid: sid(6),
    to: at101,
    status: 'in-progress',
    start_time: stamp(-3590),
    end_time: null,
  }),
];
const recording = {
  sid: 'RE00000000000000000000000000000001',
  call_sid: sid(1),
  status: 'completed',
  date_created: stamp(8),
};

function live(...callbacks: Record<string, string>[]): CallEvent[] {
  return callbacks.flatMap((told) =>
    twilio.parse(inboundRequest({ body: new URLSearchParams(told).toString() }), {
      account: 'the-account',
      settings: read,
    }),
  );
}

const caller = (second: number, status: string, more = {}) => ({
  CallSid: sid(1),
  Direction: 'inbound',
  From: patient,
  To: line,
  CallStatus: status,
  Timestamp: stamp(second),
  ...more,
});
const leg = (number: number, to: string, second: number, status: string, more = {}) => ({
  CallSid: sid(number),
  ParentCallSid: sid(1),
  Direction: 'outbound-dial',
  From: patient,
  To: to,
  CallStatus: status,
  Timestamp: stamp(second),
  ...more,
});

export const twilioSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, api: { ...settings.api, url: 'https://pbx.clinic.example/twilio' } },
  now: new Date(START + 3_600_000),
  open: (given, behaviour) =>
    openTwilioStub(given as TwilioSettings, behaviour, {
      calls,
      recordings: [
        recording,
        { ...recording, sid: 'RE00000000000000000000000000000002', status: 'processing', call_sid: sid(6) },
        { ...recording, sid: 'RE00000000000000000000000000000003', status: 'absent', call_sid: sid(6) },
      ],
    }),
  window: { from: new Date(START - 60_000), to: new Date(START + 3_600_000) },
  calls: [
    {
      id: sid(1),
      startedAt: new Date(START),
      live: live(
        caller(0, 'ringing'),
        leg(2, at101, 3, 'ringing'),
        leg(3, '+79260000011', 3, 'ringing'),
        leg(2, at101, 8, 'in-progress'),
        leg(3, '+79260000011', 8, 'canceled'),
        leg(2, at101, 68, 'completed', { CallDuration: '60' }),
        caller(68, 'completed', { CallDuration: '68' }),
        {
          CallSid: sid(1),
          RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${AC}/Recordings/${recording.sid}`,
          RecordingStatus: 'completed',
        },
      ),
    },
    { id: sid(4), startedAt: new Date(START + 600_000), live: null },
    { id: sid(5), startedAt: new Date(START + 1_200_000), live: null },
  ],
  asks: {
    unknownCall: sid(999),
    recordings: [
      {
        wanted: {
          ref: `https://api.twilio.com/2010-04-01/Accounts/${AC}/Recordings/${recording.sid}`,
          kind: 'talk',
          providerCallId: sid(1),
        },
        answer: 'http',
      },
      {
        wanted: { ref: 'RE00000000000000000000000000000002', kind: 'talk', providerCallId: sid(6) },
        answer: 'not-yet',
      },
      { wanted: { ref: 'RE00000000000000000000000000000003', kind: 'talk', providerCallId: sid(6) }, answer: 'never' },
      { wanted: { ref: 'RE00000000000000000000000000000009', kind: 'talk', providerCallId: sid(6) }, answer: 'never' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'request-1' },
    hangUp: sid(6),
  },
};
