import type { CallEventKind, Direction } from '../../../src/contracts/call-event.ts';

export const uisEventNames = [
  'incoming',
  'ringing',
  'answered',
  'talk-ended',
  'ended',
  'missed',
  'outgoing',
  'recorded',
  'tagged',
] as const;
export type UisEventName = (typeof uisEventNames)[number];

export interface UisNotification {
  /** The event's name in the cabinet. */
  title: string;
  kind: CallEventKind;
  /** Where the event itself tells the direction; null: the placeholder `direction` does, if it is there. */
  direction: Direction | null;
  /** Placeholders of the template beside those of every event. */
  placeholders: readonly string[];
}

export const commonPlaceholders = [
  'notification_name',
  'notification_time',
  'virtual_phone_number',
  'contact_phone_number',
  'call_session_id',
] as const;

/** UIS sends only what the customer's template asks for; which placeholders an event knows is from integrators. */
export const uisNotifications: Readonly<Record<UisEventName, UisNotification>> = {
  incoming: {
    title: 'Входящий звонок на виртуальный номер',
    kind: 'started',
    direction: 'in',
    placeholders: ['scenario_name', 'communication_number', 'contact_id', 'contact_full_name'],
  },
  ringing: {
    title: 'Ожидание ответа',
    kind: 'ringing',
    direction: null,
    placeholders: [
      'leg_id',
      'employee_id',
      'employee_full_name',
      'extension_phone_number',
      'direction',
      'call_source',
      'external_id',
      'contact_id',
    ],
  },
  answered: {
    title: 'Начало разговора',
    kind: 'answered',
    direction: null,
    placeholders: [
      'leg_ids',
      'employee_id',
      'employee_full_name',
      'extension_phone_number',
      'direction',
      'call_source',
      'external_id',
      'contact_id',
    ],
  },
  'talk-ended': {
    title: 'Окончание разговора',
    kind: 'leg-ended',
    direction: null,
    placeholders: [
      'leg_ids',
      'talk_time_duration',
      'employee_id',
      'employee_full_name',
      'direction',
      'call_source',
      'external_id',
      'scenario_name',
    ],
  },
  ended: {
    title: 'Завершение звонка',
    kind: 'ended',
    direction: null,
    placeholders: [
      'talk_time_duration',
      'total_time_duration',
      'wait_time_duration',
      'direction',
      'call_source',
      'employee_id',
      'employee_full_name',
      'scenario_name',
      'external_id',
      'tag_names',
    ],
  },
  missed: {
    title: 'Потерянный звонок',
    kind: 'missed',
    direction: 'in',
    placeholders: ['wait_time_duration', 'employee_ids', 'scenario_name', 'contact_id', 'contact_full_name'],
  },
  outgoing: {
    title: 'Исходящий звонок',
    kind: 'started',
    direction: 'out',
    placeholders: ['employee_id', 'employee_full_name', 'employee_phone_number', 'contact_id', 'contact_full_name'],
  },
  recorded: {
    title: 'Записанный разговор',
    kind: 'recorded',
    direction: null,
    placeholders: [
      'file_link',
      'file_duration',
      'employee_id',
      'employee_full_name',
      'scenario_name',
      'tag_ids',
      'tag_names',
    ],
  },
  tagged: { title: 'Проставление тега', kind: 'tagged', direction: null, placeholders: ['tag_names'] },
};

/** What stands in `event` of templates that are not ours, as seen in live cabinets. */
const foreignNames: Readonly<Record<string, UisEventName>> = { call_end: 'ended', record_call: 'recorded' };

export const knownEventWords = [...uisEventNames, ...Object.keys(foreignNames).map((word) => word.toUpperCase())];

export function eventNameOf(word: string | null): UisEventName | null {
  const name = word?.toLowerCase() ?? '';
  if (Object.hasOwn(foreignNames, name)) return foreignNames[name] ?? null;
  return uisEventNames.find((known) => known === name) ?? null;
}
