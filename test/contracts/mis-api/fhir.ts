import { generateKeyPairSync } from 'node:crypto';
import type { FhirSettings } from '../../../adapters/mis/fhir/settings.ts';
import { openFhirStub } from '../../../adapters/mis/fhir/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';
import { newVisitTold } from '../new-visit-told.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const client = {
  ...{ id: 'trubka', tokenUrl: 'https://auth.clinic.example/token', keyId: 'trubka-1', algorithm: 'ES384' },
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const settings = { url: 'https://fhir.clinic.example/r4', client, clinics: { 'location-3': 'north' } };

const patient = (id: string, family: string, given: string, phone: string) => ({
  ...{ resourceType: 'Patient', id, name: [{ use: 'official', family, given: [given] }] },
  telecom: [
    { system: 'phone', value: phone },
    { system: 'email', value: 'a@b.example' },
  ],
});
const appointment = (id: string, start: string, status: string, more: object = {}) => ({
  ...{ resourceType: 'Appointment', id, status, start, end: start.replace(':00:00', ':30:00') },
  ...{ serviceType: [{ coding: [{ display: 'Check-up' }] }], meta: { lastUpdated: '2026-03-03T15:30:12Z' } },
  participant: [
    { actor: { reference: 'Patient/651', display: 'Иванова Мария' }, status: 'accepted' },
    { actor: { reference: 'Practitioner/d-7', display: 'Dr. Albert' }, status: 'accepted' },
    { actor: { reference: 'Location/location-3' }, status: 'accepted' },
  ],
  ...more,
});
const visit = (externalId: string, hour: string) => ({
  ...{ externalId, startsAt: new Date(`2026-03-12T${hour}:00:00Z`), zone: 'Asia/Yekaterinburg' },
  endsAt: new Date(`2026-03-12T${hour}:30:00Z`),
  ...{ person: { card: '651', phone: null, name: null }, branch: 'north', doctor: { id: 'd-7', name: 'Dr. Albert' } },
  service: 'Check-up',
});
const updatedAt = new Date('2026-03-03T15:30:12Z');

const isCall = (row: Record<string, unknown>): boolean => row['medium'] !== undefined;

export const fhirSubject: MisApiSubject = {
  settings,
  elsewhere: {
    ...{ ...settings, url: 'https://proxy.clinic.example/fhir' },
    client: { ...client, tokenUrl: 'https://grants.clinic.example/token' },
  },
  now: new Date('2026-03-10T09:02:00Z'),
  token: { access: 'first-access-token', refresh: null, expiresAt: null },
  open(given, behaviour) {
    const stub = openFhirStub(given as FhirSettings, behaviour, {
      patients: [
        patient('651', 'Иванова', 'Мария', '8 (900) 000-01-04'),
        patient('701', 'Орлова', 'Анна', '+7 900 000 01 05'),
        patient('702', 'Орлов', 'Пётр', '9000000105'),
        patient('9', 'Лаборатория', '', '+7 911 123-45-67-00'),
      ],
      appointments: [
        appointment('a-1', '2026-03-12T06:00:00Z', 'booked'),
        appointment('a-2', '2026-03-12T07:00:00Z', 'booked'),
        appointment('a-3', '2026-03-12T08:00:00Z', 'proposed'),
        appointment('a-4', '2026-03-12T09:00:00Z', 'cancelled', {
          cancelationReason: { text: 'Заболел' },
          meta: { lastUpdated: '2026-03-09T17:00:00Z' },
        }),
        appointment('a-5', '2026-03-20T09:00:00Z', 'booked'),
      ],
      encounters: [
        {
          resourceType: 'Encounter',
          id: 'e-1',
          status: 'finished',
          meta: { lastUpdated: '2026-03-09T17:05:00Z' },
          appointment: [{ reference: 'Appointment/a-2' }],
        },
      ],
    });
    return {
      calls: () =>
        stub.communications.filter(isCall).map((row) => {
          const [note, attachment] = row['payload'] as Record<string, unknown>[];
          const subject = row['subject'] as { reference: string } | undefined;
          return {
            ...{ ref: row.id, person: subject?.reference.replace('Patient/', '') ?? null, lead: false },
            talkSeconds: Number(/разговор (\d+) с/.exec(String(note?.['contentString']))?.[1] ?? 0),
            recordings: attachment === undefined ? 0 : 1,
          };
        }),
      editCall(ref) {
        const find = () => stub.communications.find(({ id }) => id === ref)!;
        find()['note'] = [{ text: 'Ольга' }];
        return () => JSON.stringify(find()['note'] ?? '').includes('Ольга');
      },
      outcomes: () =>
        stub.communications
          .filter((row) => !isCall(row))
          .map((row) => ({
            ref: row.id,
            person: (row['subject'] as { reference: string }).reference.replace('Patient/', ''),
            text: (row['payload'] as { contentString: string }[])[0]!.contentString,
          })),
      editOutcome: (ref, text) =>
        void (stub.communications.find(({ id }) => id === ref)!['payload'] = [{ contentString: text }]),
      newVisits: () =>
        stub.appointments.map(({ id, start, end, participant }) => {
          const [person, doctor] = (participant as { actor: { reference: string } }[]).map(
            ({ actor }) => actor.reference.split('/')[1]!,
          );
          const startsAt = new Date(String(start));
          const minutes = (Date.parse(String(end)) - startsAt.getTime()) / 60_000;
          return { ref: id, person: person!, doctor: doctor!, startsAt, minutes };
        }),
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  secrets: ['second-access-token'],
  asks: {
    newVisit: newVisitTold({ doctor: 'd-7', startsAt: '2026-03-12T10:00:00Z', takenAt: '2026-03-12T07:00:00Z' }),
    visits: {
      range: { from: new Date('2026-03-12T00:00:00Z'), to: new Date('2026-03-13T00:00:00Z'), changedSince: null },
      answer: [
        { ...visit('a-1', '06'), state: 'planned', updatedAt },
        { ...visit('a-2', '07'), state: 'completed', updatedAt },
        {
          ...visit('a-4', '09'),
          state: 'cancelled',
          cancelReason: 'Заболел',
          updatedAt: new Date('2026-03-09T17:00:00Z'),
        },
      ],
      // The other by its encounter.
      changed: { since: new Date('2026-03-09T16:30:00Z'), ids: ['a-4', 'a-2'] },
    },
  },
};
