import type { RenovatioSettings } from '../../../adapters/mis/renovatio/settings.ts';
import { openRenovatioStub } from '../../../adapters/mis/renovatio/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const settings = {
  ...{ apiKey: 'key-3971c1a15e8449', clinics: { '2': 'north' } },
  states: { planned: ['upcoming'], completed: ['completed'], cancelled: ['refused'] },
  patients: { phone: 'mobile', id: 'patient_id', names: ['last_name', 'first_name'], phones: ['mobile'] },
};

const patient = (patient_id: number, last_name: string, first_name: string, mobile: string) => ({
  ...{ patient_id, last_name, first_name, mobile },
});
const appointment = (id: number, time_start: string, status: string) => ({
  ...{ id, patient_id: 651, patient_name: 'Иванова Мария', patient_phone: '8 (900) 000-01-04', doctor_id: 7 },
  ...{ doctor: 'Петров И. И.', clinic_id: 2, time_start, status, services: [{ title: 'Осмотр', price: 100 }] },
});
const visit = (externalId: string, startsAt: string) => ({
  ...{ externalId, startsAt: new Date(startsAt), zone: 'Asia/Yekaterinburg' },
  person: { card: '651', phone: '8 (900) 000-01-04', name: 'Иванова Мария' },
  ...{ branch: 'north', doctor: { id: '7', name: 'Петров И. И.' }, service: 'Осмотр' },
});

export const renovatioSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/renovatio' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open(given, behaviour) {
    const stub = openRenovatioStub(given as RenovatioSettings, behaviour, {
      patients: [
        patient(651, 'Иванова', 'Мария', '8 (900) 000-01-04'),
        patient(701, 'Орлова', 'Анна', '+7 900 000 01 05'),
        patient(702, 'Орлов', 'Пётр', '9000000105'),
        patient(9, 'Лаборатория', '', '+7 911 123-45-67-00'),
      ],
      appointments: [
        appointment(41, '12.03.2026 10:00', 'upcoming'),
        appointment(42, '12.03.2026 11:00', 'refused'),
        appointment(43, '20.04.2026 11:00', 'another'),
        appointment(44, '20.06.2026 11:00', 'upcoming'),
      ],
    });
    return { calls: () => [], visitAnswer: () => stub.answers['41'] ?? null, close: () => stub.close() };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  asks: {
    visits: {
      range: { from: new Date('2026-03-11T00:00:00Z'), to: new Date('2026-04-30T00:00:00Z'), changedSince: null },
      answer: [
        { ...visit('41', '2026-03-12T05:00:00Z'), state: 'planned' },
        { ...visit('42', '2026-03-12T06:00:00Z'), state: 'cancelled' },
        visit('43', '2026-04-20T06:00:00Z'),
      ],
    },
    visitAnswer: {
      ...{ key: 'e'.repeat(30), visitId: '41', answer: 'confirmed', reason: null },
      at: new Date('2026-03-10T09:02:00Z'),
    },
  },
};
