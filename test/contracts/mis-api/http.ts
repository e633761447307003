import type { HttpSettings } from '../../../adapters/mis/http/settings.ts';
import { openHttpStub } from '../../../adapters/mis/http/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const fields = { card: '{{ person.externalId }}', seconds: '{{ seconds }}', text: 'Звонок {{ call.direction }}' };
const settings = {
  url: 'https://mis.clinic.example/api',
  headers: { 'X-Api-Key': 'secret-key-of-the-mis' },
  success: { path: 'ok', is: ['true'] },
  test: { method: 'GET', path: 'ping' },
  find: {
    ...{ method: 'GET', path: 'cards', query: { phone: '{{ national }}' } },
    ...{ rows: 'data', id: 'id', names: ['name'], phones: ['phone'] },
  },
  call: {
    ...{ method: 'POST', path: 'calls', json: { key: '{{ key }}', phone: '{{ phone }}', ...fields }, ref: 'data.id' },
    afterDoubt: 'look-up',
    lookUp: { method: 'GET', path: 'calls', query: { key: '{{ key }}' }, ref: 'data.0.id' },
    update: { method: 'PUT', path: 'calls/{{ ref }}', json: fields },
  },
  recording: { method: 'POST', path: 'calls/{{ ref }}/recording', json: { url: '{{ recording }}' } },
  ticket: { method: 'POST', path: 'tickets', json: { text: '{{ text }}', due: '{{ due }}' }, ref: 'data.id' },
  outcome: {
    ...{
      method: 'POST',
      path: 'outcomes',
      json: { card: '{{ person.externalId }}', text: '{{ text }}' },
      ref: 'data.id',
    },
    ...{ afterDoubt: 'person', update: { method: 'PUT', path: 'outcomes/{{ ref }}', json: { text: '{{ text }}' } } },
  },
  missedCalls: { afterMinutes: 5 },
};

export const httpSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/own/api' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open(given, behaviour) {
    const stub = openHttpStub(given as HttpSettings, behaviour, {
      cards: [
        { id: 651, name: 'Иванова Мария', phone: '8 (900) 000-01-04' },
        { id: 701, name: 'Орлова Анна', phone: '+7 900 000 01 05' },
        { id: 702, name: 'Орлов Пётр', phone: '9000000105' },
        { id: 9, name: 'Лаборатория', phone: '+7 911 123-45-67-00' },
      ],
    });
    return {
      calls: () =>
        stub.calls.map(({ id, card, seconds }) => ({
          ...{ ref: id, person: typeof card === 'string' ? card : null, lead: false },
          ...{ talkSeconds: seconds as number, recordings: stub.recordings.filter(({ call }) => call === id).length },
        })),
      tickets: () => stub.tickets.map(({ id }) => ({ ref: id })),
      outcomes: () =>
        stub.outcomes.map(({ id, card, text }) => ({ ref: id, person: String(card), text: String(text) })),
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  secrets: ['secret-key-of-the-mis'],
  asks: {},
};
