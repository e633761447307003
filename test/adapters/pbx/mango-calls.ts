import type { MangoStubCall } from '../../../adapters/pbx/mango/stub.ts';
import { LINE, PATIENT, START } from './mango-notifications.ts';

/** Employees of the statistics, by the extension that notifications name. */
export const users = [
  { user_id: 300043135, name: 'Сергей', extension: '101' },
  { user_id: 300043136, name: 'Анна', extension: '102' },
  { user_id: 300043137, name: 'Робот' },
];

const flags = {
  DirectionInbound: true,
  DirectionOutbound: false,
  ModeConversation: true,
  ModeListen: false,
  ModePrompt: false,
  ModeConference: false,
  ModeGroup: false,
  RecordInbound: false,
  RecordOutbound: true,
  BlindTransfer: false,
  ConsultTransfer: false,
  OutboundDialing: false,
  Intercepted: false,
  IvrNotUsed: true,
};

interface Attempt {
  user: number;
  from: number;
  /** Null: nobody answered. */
  answered?: number | null;
  to: number;
  reason?: number;
  recordings?: readonly string[];
  more?: object;
}

/** A leg at one employee, seconds after the start. */
export function attempt({ user, from, answered = null, to, reason = 1110, recordings = [], more }: Attempt): object {
  return {
    call_type: 'user',
    call_abonent_id: user,
    call_abonent_info: 'Сотрудник',
    call_abonent_number: 'sip:user@clinic.mangosip.ru',
    call_start_time: START + from,
    call_answer_time: answered === null ? null : START + answered,
    call_end_time: START + to,
    call_duration: to - from,
    talk_duration: answered === null ? 0 : to - answered,
    dial_duration: (answered ?? to) - from,
    hold_duration: null,
    call_end_reason: reason,
    recording_id: recordings,
    ...flags,
    members: null,
    ...more,
  };
}

/** A group and the attempts at its employees. */
export function group(from: number, answered: number | null, to: number, members: readonly object[]): object {
  return attempt({
    user: 10051192,
    from,
    answered,
    to,
    more: {
      call_type: 'group',
      call_abonent_info: 'Администраторы',
      call_abonent_number: null,
      ModeGroup: true,
      members,
    },
  });
}

interface Row {
  entry: string;
  at?: number;
  type?: 1 | 2 | 3;
  total: number;
  talk: number;
  more?: object;
  legs?: readonly object[];
}

/** A row of the extended statistics as the vendor's example has it. */
export function row({ entry, at = 0, type = 1, total, talk, more, legs = [] }: Row): MangoStubCall {
  return {
    entry_id: entry,
    context_type: type,
    context_status: talk > 0 ? 1 : 0,
    caller_id: null,
    caller_name: PATIENT,
    caller_number: PATIENT,
    called_number: LINE,
    context_start_time: START + at,
    duration: total,
    talk_duration: talk,
    context_init_type: 0,
    recall_status: 2,
    cost: 10.3,
    context_calls: legs,
    ...more,
  };
}
