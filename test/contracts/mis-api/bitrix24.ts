import type { Bitrix24Settings } from '../../../adapters/mis/bitrix24/settings.ts';
import { openBitrix24Stub } from '../../../adapters/mis/bitrix24/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const app = { clientId: 'local.5f3a', clientSecret: 'k9Zq-bitrix-key', applicationToken: 'portal-token-77' };
const settings = { portal: 'https://clinic.bitrix24.example', app, user: 1 };

export const bitrix24Subject: MisApiSubject = {
  settings,
  elsewhere: {
    ...{ portal: 'https://proxy.clinic.example/bitrix', user: 1 },
    app: { ...app, oauth: 'https://grants.clinic.example' },
  },
  now: new Date('2026-03-10T09:02:00Z'),
  token: { access: 'first-access-token', refresh: 'first-refresh-token', expiresAt: null },
  open(given, behaviour) {
    const stub = openBitrix24Stub(given as Bitrix24Settings, behaviour, {
      cards: [
        { type: 'CONTACT', id: 651, name: 'Иванова Мария', phone: '8 (900) 000-01-04' },
        { type: 'CONTACT', id: 701, name: 'Орлова Анна', phone: '+7 900 000 01 05' },
        { type: 'CONTACT', id: 702, name: 'Орлов Пётр', phone: '9000000105' },
        { type: 'COMPANY', id: 9, name: 'Лаборатория', phone: '+7 499 123-45-67' },
      ],
    });
    return {
      // One that was begun and not finished is a record that nobody completes.
      calls: () => [
        ...stub.finished.map(({ callId, entity, lead, duration, files }) => ({
          ...{ ref: callId, person: entity, lead, talkSeconds: duration, recordings: files },
        })),
        ...stub.open.map(({ callId, entity, lead }) => ({
          ...{ ref: callId, person: entity, lead, talkSeconds: null, recordings: 0 },
        })),
      ],
      outcomes: () => stub.comments.map(({ id, card, text }) => ({ ref: id, person: card, text })),
      editOutcome: (ref, text) => void (stub.comments.find(({ id }) => id === ref)!.text = text),
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: 'CONTACT:651' },
    ...{ household: '+79000000105', householdCards: ['CONTACT:701', 'CONTACT:702'], near: '+79111234567' },
  },
  secrets: ['second-access-token', 'second-refresh-token'],
  asks: { connectCode: 'the-first-code' },
};
