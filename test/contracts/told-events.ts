import type { Told } from '../../src/contracts/mis-push.ts';
import type { PushedCall } from '../../src/contracts/pushed-event.ts';

export const person = { name: 'Иванова Мария Петровна', phone: '+79000000104' };

const call: PushedCall = {
  id: '17',
  account: 'uis',
  direction: 'in',
  external: person.phone,
  line: '+74950000101',
  lineName: 'Сайт, Центр',
  campaign: 'site',
  branch: 'center',
  zone: 'Europe/Moscow',
  startedAt: '2026-03-10T09:00:00.000Z',
  endedAt: '2026-03-10T09:01:00.000Z',
  result: 'answered',
  missedReason: null,
  waitSeconds: 4,
  talkSeconds: 56,
  extension: '101',
  kind: 'patient',
  class: 'returning',
  reasons: ['completed-visit'],
  candidates: [
    {
      ...{
        id: '5',
        source: 'file:patients',
        externalId: 'A-1',
        name: person.name,
        kind: 'patient',
        class: 'returning',
      },
      ...{ relation: null, nextVisit: null, rank: 1, why: 'known-number', chosen: false },
    },
  ],
  recordingUrl: 'https://media.example/17',
  late: false,
  mergedIds: [],
};

const timestamp = '2026-03-10T09:01:15.000Z';

/** One of each thing that a MIS is told. */
export const toldEvents: readonly Told[] = [
  { id: 'msg_a_1', event: { type: 'call.settled', timestamp, data: { revision: 1, call } } },
  {
    id: 'msg_a_2',
    event: { type: 'call.updated', timestamp, data: { revision: 2, call: { ...call, class: 'spam' } } },
  },
  {
    id: 'msg_b_1',
    event: {
      type: 'recording.ready',
      timestamp,
      data: { callId: '17', url: null, recordings: [{ id: '3', kind: 'talk', kept: 'here', seconds: 56 }] },
    },
  },
  { id: 'msg_c_1', event: { type: 'ping', timestamp, data: { account: 'crm' } } },
];
