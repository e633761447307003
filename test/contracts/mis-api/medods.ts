import type { MedodsSettings } from '../../../adapters/mis/medods/settings.ts';
import { openMedodsStub } from '../../../adapters/mis/medods/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const settings = {
  ...{ url: 'https://clinic.medods.example', identity: 'identity-aabbccdd', secret: 'secret-1332ea456eb651f0b8a60d' },
  ...{ clinics: { '2': 'north' }, states: { planned: ['need_approval'], completed: ['billed'] } },
  rangeQuery: { from: 'dateStart', to: 'dateEnd' },
};
const now = new Date('2026-03-10T09:02:00Z');

const client = (id: number, surname: string, name: string, phone: string): Record<string, unknown> => ({
  ...{ id, surname, name, secondName: '', phone },
});
const appointment = (id: number, time: string, status: string): Record<string, unknown> => ({
  ...{ id, clientId: 651, userId: 7, clinicId: 2, date: '2026-03-12', time, duration: 60, status },
});
const visit = { zone: 'Asia/Yekaterinburg' };
const rest = { person: { card: '651', phone: null, name: null }, branch: 'north', doctor: { id: '7', name: '7' } };

export const medodsSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/medods' },
  now,
  token: null,
  open(given, behaviour) {
    const stub = openMedodsStub(given as MedodsSettings, behaviour, {
      now,
      clients: [
        client(651, 'Иванова', 'Мария', '8 (900) 000-01-04'),
        client(701, 'Орлова', 'Анна', '+7 900 000 01 05'),
        client(702, 'Орлов', 'Пётр', '9000000105'),
        client(9, 'Лаборатория', '', '+7 911 123-45-67-00'),
      ],
      appointments: [
        appointment(31, '10:00', 'billed'),
        appointment(32, '11:00', 'need_approval'),
        appointment(33, '12:30', 'another'),
        { ...appointment(34, '12:30', 'billed'), date: '2026-03-20' },
      ],
      changes: { 32: new Date('2026-03-09T17:00:00Z'), 34: new Date('2026-03-09T18:00:00Z') },
    });
    return { calls: () => [], close: () => stub.close() };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  asks: {
    visits: {
      range: { from: new Date('2026-03-12T00:00:00Z'), to: new Date('2026-03-13T00:00:00Z'), changedSince: null },
      answer: [
        {
          ...{ externalId: '31', startsAt: new Date('2026-03-12T05:00:00Z'), ...visit },
          ...{ endsAt: new Date('2026-03-12T06:00:00Z'), ...rest, state: 'completed' },
        },
        {
          ...{ externalId: '32', startsAt: new Date('2026-03-12T06:00:00Z'), ...visit },
          ...{ endsAt: new Date('2026-03-12T07:00:00Z'), ...rest, state: 'planned' },
        },
        {
          ...{ externalId: '33', startsAt: new Date('2026-03-12T07:30:00Z'), ...visit },
          ...{ endsAt: new Date('2026-03-12T08:30:00Z'), ...rest },
        },
      ],
      changed: { since: new Date('2026-03-09T16:30:00Z'), ids: ['32'] },
    },
  },
};
