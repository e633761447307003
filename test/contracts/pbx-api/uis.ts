import { uis } from '../../../adapters/pbx/uis/adapter.ts';
import { uisSettings, type UisSettings } from '../../../adapters/pbx/uis/settings.ts';
import { stubUis, type UisWorld } from '../../../adapters/pbx/uis/stub.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const settings = {
  secret: 'k7Qm-2vX9',
  employees: { 1: '101' },
  api: {
    dataToken: 'data-key-4f1c9a77',
    callToken: 'call-key-90b2e6d1',
    dialFrom: '+7 495 000-01-01',
  },
};

const line = '74950000101';
const patient = '79000000102';
const other = '79000000103';

function call(id: number, told: Record<string, unknown>): Record<string, unknown> {
  return {
    id,
    direction: 'in',
    source: 'va',
    is_lost: false,
    finish_reason: 'subscriber_disconnects',
    contact_phone_number: patient,
    virtual_phone_number: line,
    communication_id: id,
    wait_duration: null,
    total_wait_duration: null,
    talk_duration: 0,
    call_records: [],
    full_record_file_link: null,
    voice_mail_records: [],
    tags: [],
    ...told,
  };
}

function leg(id: number, call_session_id: number, told: Record<string, unknown>): Record<string, unknown> {
  return {
    id,
    call_session_id,
    connect_time: null,
    duration: 0,
    finish_reason: 'operator_not_responsible',
    finish_reason_description: 'Сотрудник не отвечает',
    is_operator: true,
    is_coach: false,
    is_talked: false,
    employee_id: 1,
    employee_full_name: 'Иванова Мария',
    ...told,
  };
}

/** A day at the clinic: answered, missed, called out, passed on, withheld and given up in the menu. */
export const uisWorld: UisWorld = {
  dataToken: settings.api.dataToken,
  callToken: settings.api.callToken,
  zone: 'Europe/Moscow',
  mostRows: 2,
  calls: [
    call(5001, {
      start_time: '2026-03-02 10:15:00',
      finish_time: '2026-03-02 10:17:05',
      wait_duration: 11,
      total_wait_duration: 11,
      talk_duration: 113,
      total_duration: 125,
      full_record_file_link: 'https://media.uiscom.ru/5001/5f1c',
      tags: [{ tag_id: 71, tag_name: 'VIP' }],
    }),
    call(5002, {
      start_time: '2026-03-02 11:00:00',
      finish_time: '2026-03-02 11:00:42',
      is_lost: true,
      finish_reason: 'no_success_operator_call',
      total_wait_duration: 42,
      total_duration: 42,
    }),
    call(5003, {
      start_time: '2026-03-02 12:00:00',
      finish_time: '2026-03-02 12:02:11',
      direction: 'out',
      source: 'callapi',
      contact_phone_number: other,
      wait_duration: 10,
      talk_duration: 120,
      total_duration: 131,
      call_records: ['a1b2'],
    }),
    call(5004, {
      start_time: '2026-03-02 13:00:00',
      finish_time: '2026-03-02 13:03:00',
      wait_duration: 8,
      talk_duration: 170,
      total_duration: 180,
    }),
    call(5005, {
      start_time: '2026-03-02 23:59:59',
      finish_time: '2026-03-03 00:00:09',
      contact_phone_number: null,
      is_lost: true,
      finish_reason: 'disconnect_before_call_processing',
      total_wait_duration: 10,
      total_duration: 10,
    }),
    call(5006, { start_time: '2026-03-01 09:00:00', finish_time: '2026-03-01 09:00:20', total_duration: 20 }),
    call(5007, { start_time: '2026-03-03 09:59:00', finish_time: null, total_duration: null }),
  ],
  legs: [
    leg(8101, 5001, { start_time: '2026-03-02 10:15:00', total_duration: 125, is_operator: false, employee_id: null }),
    leg(8102, 5001, {
      start_time: '2026-03-02 10:15:03',
      connect_time: '2026-03-02 10:15:11',
      duration: 113,
      total_duration: 121,
      is_talked: true,
      finish_reason: 'subscriber_disconnects',
      finish_reason_description: 'Абонент разорвал соединение',
    }),
    leg(8103, 5001, {
      start_time: '2026-03-02 10:15:03',
      total_duration: 8,
      employee_id: 2,
      employee_full_name: 'Петрова Анна',
      finish_reason: 'another_operator_answer',
      finish_reason_description: 'Дозвонились до другого сотрудника',
    }),
    leg(8104, 5001, {
      start_time: '2026-03-02 10:15:20',
      connect_time: '2026-03-02 10:15:20',
      duration: 100,
      total_duration: 100,
      is_coach: true,
      is_talked: true,
      employee_id: 3,
    }),
    leg(8201, 5002, { start_time: '2026-03-02 11:00:02', total_duration: 40 }),
    leg(8301, 5003, {
      start_time: '2026-03-02 12:00:00',
      connect_time: '2026-03-02 12:00:03',
      duration: 128,
      total_duration: 131,
      is_talked: true,
    }),
    leg(8302, 5003, {
      start_time: '2026-03-02 12:00:03',
      connect_time: '2026-03-02 12:00:10',
      duration: 121,
      total_duration: 128,
      is_talked: true,
      is_operator: false,
      employee_id: null,
    }),
    leg(8401, 5004, {
      start_time: '2026-03-02 13:00:02',
      connect_time: '2026-03-02 13:00:08',
      duration: 60,
      total_duration: 66,
      is_talked: true,
    }),
    leg(8402, 5004, {
      start_time: '2026-03-02 13:01:00',
      connect_time: '2026-03-02 13:01:08',
      duration: 112,
      total_duration: 120,
      is_talked: true,
      is_transfered: true,
      employee_id: 2,
    }),
  ],
  employees: [
    { id: 1, full_name: 'Иванова Мария', extension: { extension_phone_number: '101' } },
    { id: 2, full_name: 'Петрова Анна', extension: { extension_phone_number: '102' } },
    { id: 3, full_name: 'Сидорова Ольга', extension: {} },
  ],
  tags: [
    { id: 71, name: 'VIP', is_system: false },
    { id: 72, name: 'Первичный', is_system: false },
    { id: 73, name: 'Повторный', is_system: false },
  ],
  active: [
    {
      call_session_id: 5007,
      direction: 'in',
      start_time: '2026-03-03T09:59:00.418',
      virtual_phone_number: line,
      contact_phone_number: `${patient}...9.2.3.3`,
      external_id: null,
      tags: [],
      legs: [
        { leg_id: 9700, is_operator: false, employee_id: null, state: 'Разговор' },
        { leg_id: 9701, is_operator: true, employee_id: 1, state: 'Разговор' },
        { leg_id: 9702, is_operator: true, employee_id: 2, state: 'Дозвон' },
      ],
    },
  ],
  details: {
    5002: [
      { event_time: '11:00:00', event_text: 'Поступил входящий звонок', fail_hint: null, is_failed: null, data: null },
      {
        event_time: '11:00:02',
        event_text: 'Операция <b>Ресепшен</b>',
        fail_hint: null,
        is_failed: true,
        data: [
          {
            event_time: '11:00:02',
            event_text: 'Начат вызов <b>сотруднику Иванова Мария</b>',
            fail_hint: 'не дозвонились по причине: Сотрудник не отвечает',
            is_failed: true,
            data: null,
          },
        ],
      },
    ],
  },
  notifications: [],
  reports: [31, 32],
  virtualNumbers: [line],
};

/** What the notifications of a call by our templates are read as. */
export function uisNotified(id: number, told: readonly Record<string, unknown>[]): CallEvent[] {
  const parsed: UisSettings = uisSettings.parse(settings);
  return told.flatMap((fields) => {
    const common = { virtual_phone_number: line, contact_phone_number: patient, call_session_id: id };
    const request = inboundRequest({ path: `/${settings.secret}`, body: JSON.stringify({ ...common, ...fields }) });
    return uis.parse(request, { account: 'the-account', settings: parsed });
  });
}

const maria = { employee_id: 1, extension_phone_number: '101' };
const anna = { employee_id: 2, extension_phone_number: '102' };

export const uisSubject: PbxApiSubject = {
  settings,
  elsewhere: {
    ...settings,
    api: {
      ...settings.api,
      dataApiUrl: 'https://uis.clinic.example/data/v2.0/',
      callApiUrl: 'https://uis.clinic.example/call/v4.0',
      mediaUrl: 'https://media.clinic.example/uis',
      cabinetUrl: 'https://cabinet.clinic.example',
    },
  },
  now: new Date('2026-03-03T07:00:00Z'),
  open: (parsed, behaviour) => stubUis(parsed as UisSettings, uisWorld, behaviour),
  window: { from: new Date('2026-03-01T21:00:00Z'), to: new Date('2026-03-02T20:59:59Z') },
  calls: [
    {
      id: '5001',
      startedAt: new Date('2026-03-02T07:15:00Z'),
      live: uisNotified(5001, [
        { event: 'incoming', notification_time: '2026-03-02 10:15:00' },
        { event: 'ringing', notification_time: '2026-03-02 10:15:03', direction: 'in', leg_id: 9101, ...maria },
        { event: 'ringing', notification_time: '2026-03-02 10:15:03', direction: 'in', leg_id: 9102, ...anna },
        { event: 'answered', notification_time: '2026-03-02 10:15:11', direction: 'in', leg_ids: [9101], ...maria },
        {
          event: 'talk-ended',
          notification_time: '2026-03-02 10:17:04',
          leg_ids: [9101],
          talk_time_duration: 113,
          ...maria,
        },
        {
          event: 'ended',
          notification_time: '2026-03-02 10:17:05',
          direction: 'in',
          wait_time_duration: 11,
          talk_time_duration: 113,
          total_time_duration: 125,
        },
        {
          event: 'recorded',
          notification_time: '2026-03-02 10:17:20',
          file_link: 'https://media.uiscom.ru/5001/5f1c',
          file_duration: 113,
        },
      ]),
    },
    {
      id: '5002',
      startedAt: new Date('2026-03-02T08:00:00Z'),
      live: uisNotified(5002, [
        { event: 'incoming', notification_time: '2026-03-02 11:00:00' },
        { event: 'ringing', notification_time: '2026-03-02 11:00:02', direction: 'in', leg_id: 9201, ...maria },
        { event: 'missed', notification_time: '2026-03-02 11:00:42', wait_time_duration: 42 },
        { event: 'ended', notification_time: '2026-03-02 11:00:42', direction: 'in', total_time_duration: 42 },
      ]),
    },
    {
      id: '5003',
      startedAt: new Date('2026-03-02T09:00:00Z'),
      live: uisNotified(
        5003,
        [
          { event: 'outgoing', notification_time: '2026-03-02 12:00:00', employee_id: 1 },
          { event: 'answered', notification_time: '2026-03-02 12:00:10', direction: 'out', leg_ids: [9301], ...maria },
          {
            event: 'ended',
            notification_time: '2026-03-02 12:02:11',
            direction: 'out',
            talk_time_duration: 120,
            total_time_duration: 131,
          },
        ].map((told) => ({ ...told, contact_phone_number: other })),
      ),
    },
    {
      id: '5004',
      startedAt: new Date('2026-03-02T10:00:00Z'),
      live: uisNotified(5004, [
        { event: 'incoming', notification_time: '2026-03-02 13:00:00' },
        { event: 'ringing', notification_time: '2026-03-02 13:00:02', direction: 'in', leg_id: 9401, ...maria },
        { event: 'answered', notification_time: '2026-03-02 13:00:08', direction: 'in', leg_ids: [9401], ...maria },
        { event: 'ringing', notification_time: '2026-03-02 13:01:00', direction: 'in', leg_id: 9402, ...anna },
        { event: 'answered', notification_time: '2026-03-02 13:01:08', direction: 'in', leg_ids: [9402], ...anna },
        { event: 'ended', notification_time: '2026-03-02 13:03:00', direction: 'in', talk_time_duration: 170 },
      ]),
    },
    {
      id: '5005',
      startedAt: new Date('2026-03-02T20:59:59Z'),
      live: uisNotified(
        5005,
        [
          { event: 'incoming', notification_time: '2026-03-02 23:59:59' },
          { event: 'missed', notification_time: '2026-03-03 00:00:09', wait_time_duration: 10 },
        ].map((told) => ({ ...told, contact_phone_number: null })),
      ),
    },
  ],
  asks: {
    unknownCall: '999999999',
    recordings: [
      {
        wanted: { ref: 'https://media.uiscom.ru/5001/5f1c', kind: 'talk', providerCallId: '5001' },
        answer: 'http',
      },
      { wanted: { ref: 'a1b2', kind: 'talk', providerCallId: '5003' }, answer: 'http' },
      { wanted: { ref: 'a1b2', kind: 'talk', providerCallId: '5005' }, answer: 'not-yet' },
      { wanted: { ref: 'a1b2', kind: 'talk', providerCallId: '5006' }, answer: 'never' },
    ],
    dial: {
      extension: '102',
      employeeRef: null,
      phone: `+${other}`,
      line: null,
      requestId: 'f1b8f0a2-7f7e-4b51-9b3f-0c8f5a1d2e3f',
    },
    hangUp: '5007',
    writeTags: { providerCallId: '5001', tags: ['Первичный'], ours: ['Первичный', 'Повторный'] },
    trace: '5002',
  },
};
