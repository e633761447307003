import { templates } from '../../../../adapters/pbx/uis/templates.ts';
import { uisSettings } from '../../../../adapters/pbx/uis/settings.ts';

const settings = uisSettings.parse({ secret: 'demo' });
const printed = templates('uis', settings, 'https://calls.example');

const common = 'notification_name, notification_time, virtual_phone_number, contact_phone_number, call_session_id';

it.each([
  [
    'incoming',
    'Входящий звонок на виртуальный номер',
    'scenario_name, communication_number, contact_id, contact_full_name',
  ],
  [
    'ringing',
    'Ожидание ответа',
    'leg_id, employee_id, employee_full_name, extension_phone_number, direction, call_source, external_id, contact_id',
  ],
  [
    'answered',
    'Начало разговора',
    'leg_ids, employee_id, employee_full_name, extension_phone_number, direction, call_source, external_id, contact_id',
  ],
  [
    'talk-ended',
    'Окончание разговора',
    'leg_ids, talk_time_duration, employee_id, employee_full_name, direction, call_source, external_id, scenario_name',
  ],
  [
    'ended',
    'Завершение звонка',
    'talk_time_duration, total_time_duration, wait_time_duration, direction, call_source, employee_id, employee_full_name, scenario_name, external_id, tag_names',
  ],
  ['missed', 'Потерянный звонок', 'wait_time_duration, employee_ids, scenario_name, contact_id, contact_full_name'],
  [
    'outgoing',
    'Исходящий звонок',
    'employee_id, employee_full_name, employee_phone_number, contact_id, contact_full_name',
  ],
  [
    'recorded',
    'Записанный разговор',
    'file_link, file_duration, employee_id, employee_full_name, scenario_name, tag_ids, tag_names',
  ],
  ['tagged', 'Проставление тега', 'tag_names'],
])('prints the template of %s', (event, title, placeholders) => {
  const template = printed.find(({ title: printedTitle }) => printedTitle.includes(`«${title}»`));
  expect(template).toMatchObject({ method: 'POST', url: 'https://calls.example/webhooks/uis/demo' });
  const body = template?.body ?? '';
  expect(body).toContain(`"event": "${event}"`);
  expect(body).toContain('"secret": "demo"');
  const asked = [...body.matchAll(/^ {2}"(\w+)": \{\{(\w+)\}\},?$/gm)];
  expect(asked.every(([, name, placeholder]) => name === placeholder)).toBe(true);
  expect(asked.map(([, name]) => name)).toEqual(`${common}, ${placeholders}`.split(', '));
  expect(body.split('\n')).toHaveLength(asked.length + 4);
});

it('prints nine, and the address of the interactive operation', () => {
  expect(printed).toHaveLength(10);
  expect(printed.at(-1)).toEqual({
    kind: 'address',
    title: expect.stringMatching(/«Интерактивная обработка вызова».* call_session_id, start_time, numa, numb$/),
    method: 'POST',
    url: 'https://calls.example/webhooks/uis/demo/interactive',
    body: null,
  });
});
