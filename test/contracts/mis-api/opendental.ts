import type { OpenDentalSettings } from '../../../adapters/mis/opendental/settings.ts';
import { openOpenDentalStub } from '../../../adapters/mis/opendental/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';
import { newVisitTold } from '../new-visit-told.ts';

const settings = {
  ...{ developerKey: 'NFFdeveloperKey', customerKey: 'VzkcustomerKey', zone: 'America/Denver' },
  ...{ clinics: { '3': 'north' }, confirmed: ['Appointment Confirmed'], corrections: true, secondsPerRequest: 0 },
  pageSize: 2,
  operatories: { '1': 3 },
};

const appointment = (AptNum: number, AptDateTime: string, more: object = {}): Record<string, unknown> => ({
  ...{ serverDateTime: '2026-03-10 03:02:00', AptNum, PatNum: 651, AptStatus: 'Scheduled', Pattern: '//XXXX//' },
  ...{ Confirmed: 19, confirmed: 'Not Called', Op: 3, Note: '', ProvNum: 1, provAbbr: 'DOC1', AptDateTime },
  ...{ ProcDescript: 'Seal, Seal', ClinicNum: 3, IsNewPatient: 'false', DateTimeArrived: '0001-01-01 00:00:00' },
  ...{ SecDateTEntry: '2026-03-01 09:12:05', DateTStamp: '2026-03-03 08:30:12', ...more },
});
const visit = {
  ...{ zone: 'Asia/Yekaterinburg', person: { card: '651', phone: null, name: null }, branch: 'north' },
  ...{ doctor: { id: '1', name: 'DOC1' }, service: 'Seal, Seal' },
};
const stamps = { addedAt: new Date('2026-03-01T16:12:05Z'), updatedAt: new Date('2026-03-03T15:30:12Z') };

export const openDentalSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/opendental' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open(given, behaviour) {
    const stub = openOpenDentalStub(given as OpenDentalSettings, behaviour, {
      patients: [{ PatNum: 651 }, { PatNum: 701 }, { PatNum: 702 }, { PatNum: 9 }],
      appointments: [
        appointment(18, '2026-03-12 08:30:00'),
        appointment(19, '2026-03-12 10:00:00', {
          ...{ confirmed: 'Appointment Confirmed', IsNewPatient: 'true', DateTStamp: '2026-03-09 11:00:00' },
        }),
        appointment(20, '2026-03-12 11:00:00', { AptStatus: 'Planned' }),
        appointment(21, '2026-03-12 12:00:00', { DateTimeArrived: '2026-03-12 11:55:00', Pattern: '' }),
        appointment(22, '2026-03-13 23:30:00', { AptStatus: 'Broken' }),
      ],
    });
    return {
      calls: () =>
        stub.commlogs
          .filter(({ Note }) => Note.includes('звонок'))
          .map(({ CommlogNum, PatNum, Note }) => ({
            ...{ ref: String(CommlogNum), person: String(PatNum), lead: false },
            talkSeconds: Number(/разговор (\d+) с/.exec(Note)?.[1] ?? 0),
            recordings: Note.includes('https://trubka.example/recordings/') ? 1 : 0,
          })),
      editCall(ref) {
        const log = stub.commlogs.find(({ CommlogNum }) => String(CommlogNum) === ref)!;
        log.Note += '\nПеревести на английский, Ольга';
        return () => log.Note.includes('Ольга') && log.Note.includes('77 с');
      },
      outcomes: () =>
        stub.commlogs
          .filter(({ Note }) => !Note.includes('звонок'))
          .map(({ CommlogNum, PatNum, Note }) => ({ ref: String(CommlogNum), person: String(PatNum), text: Note })),
      editOutcome: (ref, text) =>
        void (stub.commlogs.find(({ CommlogNum }) => String(CommlogNum) === ref)!.Note = text),
      newVisits: () =>
        stub.appointments.map(({ AptNum, PatNum, ProvNum, AptDateTime, Pattern }) => ({
          ...{ ref: String(AptNum), person: String(PatNum), doctor: String(ProvNum) },
          startsAt: new Date(`${String(AptDateTime).replace(' ', 'T')}-06:00`),
          minutes: String(Pattern).length * 5,
        })),
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  asks: {
    // Half past eight in Denver, where the daylight saving began on the 8th.
    newVisit: newVisitTold({ doctor: '1', startsAt: '2026-03-12T20:00:00Z', takenAt: '2026-03-12T14:30:00Z' }),
    visits: {
      range: { from: new Date('2026-03-12T00:00:00Z'), to: new Date('2026-03-13T00:00:00Z'), changedSince: null },
      answer: [
        {
          ...{ externalId: '18', startsAt: new Date('2026-03-12T14:30:00Z'), zone: visit.zone },
          ...{ endsAt: new Date('2026-03-12T15:10:00Z'), ...visit, state: 'planned', isConsultation: false, ...stamps },
        },
        {
          ...{ externalId: '19', startsAt: new Date('2026-03-12T16:00:00Z'), zone: visit.zone },
          ...{
            endsAt: new Date('2026-03-12T16:40:00Z'),
            ...visit,
            state: 'confirmed',
            isConsultation: true,
            ...{ ...stamps, updatedAt: new Date('2026-03-09T17:00:00Z') },
          },
        },
        {
          ...{ externalId: '21', startsAt: new Date('2026-03-12T18:00:00Z'), zone: visit.zone },
          ...{ ...visit, state: 'arrived', isConsultation: false, ...stamps },
        },
      ],
      changed: { since: new Date('2026-03-09T16:30:00Z'), ids: ['19'] },
    },
  },
};
