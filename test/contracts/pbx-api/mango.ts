import type { MangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import { openMangoStub } from '../../../adapters/pbx/mango/stub.ts';
import { attempt, group, row, users } from '../../adapters/pbx/mango-calls.ts';
import {
  at,
  employee,
  leg,
  LINE,
  PATIENT,
  read,
  settings,
  START,
  summary,
} from '../../adapters/pbx/mango-notifications.ts';
import type { KnownCall, PbxApiSubject } from '../pbx-api-subject.ts';

const RECORDING = 'MToxMDA5Njg3NzozMjY5NTQ0Mjg6MA==';
const startedAt = (seconds: number): Date => new Date((START + seconds) * 1000);
const moved = (seconds: number, told: ReturnType<typeof row>): ReturnType<typeof row> => ({
  ...told,
  context_start_time: START + seconds,
});

const answered: KnownCall = {
  id: 'E1',
  startedAt: startedAt(0),
  live: [
    leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' }),
    leg({ call: 'Q', seq: 1, at: 5, state: 'Appeared', location: 'queue' }),
    leg({ call: 'A', seq: 1, at: 6, state: 'Appeared', to: at('101') }),
    leg({ call: 'B', seq: 1, at: 6, state: 'Appeared', to: at('102') }),
    leg({ call: 'B', seq: 2, at: 11, state: 'Connected', to: at('102') }),
    leg({ call: 'A', seq: 2, at: 11, state: 'Disconnected', to: at('101'), more: { disconnect_reason: 1182 } }),
    leg({ call: 'B', seq: 3, at: 71, state: 'Disconnected', to: at('102'), more: { disconnect_reason: 1110 } }),
    summary({ to: at('102'), talk: 11, end: 71 }),
    read('/events/record/added', { entry_id: 'E1', recording_id: RECORDING, timestamp: START + 90 }),
  ].flat(),
};
const missed: KnownCall = {
  id: 'E2',
  startedAt: startedAt(600),
  live: [
    leg({ entry: 'E2', call: 'M', seq: 1, at: 600, state: 'Appeared', location: 'ivr' }),
    leg({ entry: 'E2', call: 'C', seq: 1, at: 604, state: 'Appeared', to: at('101') }),
    leg({ entry: 'E2', call: 'C', seq: 2, at: 630, state: 'Disconnected', to: at('101') }),
    summary({ entry: 'E2', began: 600, talk: null, end: 630 }),
  ].flat(),
};
// Notifications name the line of an outgoing call, statistics do not: here it is a SIP line, which is no number.
const sipLine = { number: PATIENT, line_number: 'sip:line71554@clinic.mangosip.ru' };
const outgoing: KnownCall = {
  id: 'E3',
  startedAt: startedAt(1200),
  live: [
    leg({ entry: 'E3', call: 'O', seq: 1, at: 1200, state: 'Appeared', from: employee('101'), to: sipLine }),
    leg({ entry: 'E3', call: 'O', seq: 2, at: 1207, state: 'Connected', from: employee('101'), to: sipLine }),
    leg({ entry: 'E3', call: 'O', seq: 3, at: 1260, state: 'Disconnected', from: employee('101'), to: sipLine }),
    read('/events/summary', {
      entry_id: 'E3',
      call_direction: 2,
      from: employee('101'),
      to: { number: PATIENT },
      line_number: 'sip:line71554@clinic.mangosip.ru',
      create_time: START + 1200,
      forward_time: START + 1200,
      talk_time: START + 1207,
      end_time: START + 1260,
      entry_result: 1,
      disconnect_reason: 1110,
    }),
  ].flat(),
};

const calls = [
  row({
    entry: 'E1',
    total: 71,
    talk: 60,
    legs: [
      group(5, 11, 71, [
        attempt({ user: 300043135, from: 6, to: 11, reason: 1182 }),
        attempt({ user: 300043136, from: 6, answered: 11, to: 71, recordings: [RECORDING] }),
      ]),
    ],
  }),
  moved(600, row({ entry: 'E2', total: 30, talk: 0, legs: [attempt({ user: 300043135, from: 604, to: 630 })] })),
  moved(
    1200,
    row({
      entry: 'E3',
      type: 2,
      total: 60,
      talk: 53,
      more: { caller_id: 300043135, caller_number: 'sip:user101@clinic.mangosip.ru', called_number: PATIENT },
      legs: [
        attempt({ user: 300043135, from: 1200, answered: 1207, to: 1260, more: { call_type: 'number', members: [] } }),
      ],
    }),
  ),
];

const [routed] = leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' });

/** Mango Office. */
export const mangoSubject: PbxApiSubject = {
  settings: { apiKey: settings.apiKey, apiSalt: settings.apiSalt },
  elsewhere: { apiKey: settings.apiKey, apiSalt: settings.apiSalt, apiUrl: 'https://mango.proxy.example/api/vpbx/' },
  now: startedAt(7200),
  open: (account, behaviour) =>
    openMangoStub(account as MangoSettings, behaviour, {
      calls,
      users,
      recordings: { [RECORDING]: 'saved', short: 'too-short' },
      now: () => startedAt(7200),
    }),
  window: { from: startedAt(0), to: startedAt(3600) },
  calls: [answered, missed, outgoing],
  asks: {
    unknownCall: 'E9',
    recordings: [
      { wanted: { ref: RECORDING, kind: 'talk', providerCallId: 'E1' }, answer: 'http' },
      { wanted: { ref: 'later', kind: 'talk', providerCallId: 'E2' }, answer: 'not-yet' },
      { wanted: { ref: 'short', kind: 'talk', providerCallId: 'E2' }, answer: 'never' },
    ],
    dial: { extension: '101', employeeRef: null, phone: `+${PATIENT}`, line: `+${LINE}`, requestId: 'r-1' },
    hangUp: 'E1',
    hangUpLegs: ['B'],
    route: { providerCallId: 'E1', event: routed!, extension: '102', callerName: 'Мария Петровна' },
  },
};
