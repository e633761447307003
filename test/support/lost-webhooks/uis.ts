import { uis } from '../../../adapters/pbx/uis/adapter.ts';
import { uisSettings } from '../../../adapters/pbx/uis/settings.ts';
import { stubUis } from '../../../adapters/pbx/uis/stub.ts';
import { moscow } from '../running-app.ts';
import { after, LINE, listOf, type LostWebhooksVendor, type ToldCall } from './vendor.ts';

const settings = uisSettings.parse({
  secret: 'k7Qm-2vX9',
  employees: { 1: '101', 2: '102' },
  api: { dataToken: 'data-key-4f1c9a77', callToken: 'call-key-90b2e6d1' },
});

const idOf = ({ index }: ToldCall): number => 700_000 + index;
const employee = ({ extension }: ToldCall): number => Number(extension) - 100;

export const uisVendor: LostWebhooksVendor = {
  adapter: uis,
  settings,
  id: (call) => String(idOf(call)),
  requests(call) {
    const { kind, wait, talk, external, extension, recorded } = call;
    const common = { contact_phone_number: external, virtual_phone_number: LINE, call_session_id: idOf(call) };
    const operator = { employee_id: employee(call), extension_phone_number: extension, leg_id: idOf(call) * 10 };
    const direction = kind === 'outgoing' ? 'out' : 'in';
    const at = (seconds: number): { notification_time: string } => ({
      notification_time: moscow(after(call, seconds)),
    });
    const total = wait + talk;
    const told: Record<string, unknown>[] = [
      kind === 'outgoing'
        ? { event: 'outgoing', ...at(0), employee_id: employee(call), extension_phone_number: extension }
        : { event: 'incoming', ...at(0) },
      ...(kind === 'outgoing' ? [] : [{ event: 'ringing', ...at(1), direction, ...operator }]),
      ...(kind === 'missed'
        ? [{ event: 'missed', ...at(wait), wait_time_duration: wait }]
        : [
            { event: 'answered', ...at(wait), direction, ...operator },
            { event: 'talk-ended', ...at(total), direction, talk_time_duration: talk, ...operator },
          ]),
      {
        event: 'ended',
        ...at(total),
        direction,
        wait_time_duration: wait,
        talk_time_duration: talk,
        total_time_duration: total,
      },
      ...(recorded
        ? [{ event: 'recorded', ...at(total + 5), file_link: `https://media.uiscom.ru/${idOf(call)}/1` }]
        : []),
    ];
    return told.map((fields) => ({
      path: `/${settings.secret}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...common, ...fields }),
    }));
  },
  open: (calls) =>
    stubUis(settings, {
      dataToken: 'data-key-4f1c9a77',
      callToken: 'call-key-90b2e6d1',
      zone: 'Europe/Moscow',
      mostRows: 20,
      calls: listOf(calls, (call) => [callRow(call)]),
      legs: listOf(calls, (call) => [legRow(call)]),
      employees: [
        { id: 1, full_name: 'Иванова Мария', extension: { extension_phone_number: '101' } },
        { id: 2, full_name: 'Петрова Анна', extension: { extension_phone_number: '102' } },
      ],
      tags: [],
      active: [],
      details: {},
      notifications: [],
      reports: [],
      virtualNumbers: [LINE],
    }),
};

function callRow(call: ToldCall): Record<string, unknown> {
  const { kind, wait, talk, external, recorded } = call;
  return {
    id: idOf(call),
    start_time: moscow(call.startedAt),
    finish_time: moscow(after(call, wait + talk)),
    finish_reason: kind === 'missed' ? 'no_success_operator_call' : 'subscriber_disconnects',
    direction: kind === 'outgoing' ? 'out' : 'in',
    source: 'va',
    is_lost: kind === 'missed',
    contact_phone_number: external,
    virtual_phone_number: LINE,
    communication_id: idOf(call),
    wait_duration: kind === 'missed' ? null : wait,
    total_wait_duration: wait,
    talk_duration: talk,
    total_duration: wait + talk,
    call_records: [],
    full_record_file_link: recorded ? `https://media.uiscom.ru/${idOf(call)}/1` : null,
    voice_mail_records: [],
    tags: [],
  };
}

function legRow(call: ToldCall): Record<string, unknown> {
  const { kind, wait, talk } = call;
  const talked = kind !== 'missed';
  return {
    id: idOf(call) * 10,
    call_session_id: idOf(call),
    start_time: moscow(after(call, 1)),
    connect_time: talked ? moscow(after(call, wait)) : null,
    duration: talk,
    total_duration: wait + talk - 1,
    finish_reason: talked ? 'subscriber_disconnects' : 'operator_not_responsible',
    finish_reason_description: 'Абонент разорвал соединение',
    is_operator: true,
    is_coach: false,
    is_talked: talked,
    employee_id: employee(call),
    employee_full_name: 'Иванова Мария',
  };
}
