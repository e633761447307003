import type { YclientsSettings } from '../../../adapters/mis/yclients/settings.ts';
import { openYclientsStub } from '../../../adapters/mis/yclients/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const settings = {
  ...{ company: 543499, partnerToken: 'partner-db422y4ahp', userToken: 'user-29a9ec5bbf', crmToken: 'crm-77aabbccdd' },
  users: { '101': 'anna' },
};

export const yclientsSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/yclients' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open(given, behaviour) {
    const stub = openYclientsStub(given as YclientsSettings, behaviour, {
      clients: [
        { id: 651, name: 'Иванова Мария', phone: '8 (900) 000-01-04' },
        { id: 701, name: 'Орлова Анна', phone: '+79000000105' },
        { id: 702, name: 'Орлов Пётр', phone: '9000000105' },
        { id: 9, name: 'Лаборатория', phone: '+7 911 123-45-67-00' },
      ],
    });
    return {
      calls: () =>
        stub.history.map((row) => ({
          ...{ ref: String(row['call_id']), person: null, lead: false, talkSeconds: Number(row['duration']) },
          recordings: row['link'] === undefined ? 0 : 1,
        })),
      shown: () => stub.shown.map(({ phone }) => ({ phone: String(phone) })),
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  asks: {},
};
