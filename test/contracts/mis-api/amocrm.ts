import type { AmocrmSettings } from '../../../adapters/mis/amocrm/settings.ts';
import { openAmocrmStub } from '../../../adapters/mis/amocrm/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';

const app = {
  clientId: 'f3a1-amo',
  clientSecret: 'k9Zq-amocrm-key',
  redirectUri: 'https://trubka.example/mis/amo/connected',
};
const settings = { url: 'https://clinic.amocrm.example', app, missedCalls: { afterMinutes: 5 } };

export const amocrmSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, url: 'https://proxy.clinic.example/amo' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: { access: 'first-access-token', refresh: 'first-refresh-token', expiresAt: null },
  open(given, behaviour) {
    const stub = openAmocrmStub(given as AmocrmSettings, behaviour, {
      contacts: [
        { id: 651, name: 'Иванова Мария', phones: ['8 (900) 000-01-04'] },
        { id: 701, name: 'Орлова Анна', phones: ['+7 900 000 01 05', '+7 495 000-01-77'] },
        { id: 702, name: 'Орлов Пётр', phones: ['9000000105'] },
        { id: 9, name: 'Лаборатория', phones: ['доб. +7 911 123-45-67-00'] },
      ],
    });
    return {
      calls: () => [
        ...stub.notes
          .filter(({ type }) => type !== 'common')
          .map(({ id, entity, params }) => ({
            ...{ ref: `call:${id}`, person: String(entity), lead: false, talkSeconds: Number(params['duration']) },
            recordings: params['link'] === undefined ? 0 : 1,
          })),
        ...stub.unsorted.flatMap(({ uid, metadata }) =>
          metadata['form_id'] !== undefined
            ? []
            : [
                {
                  ...{ ref: `unsorted:${uid}`, person: null, lead: true, talkSeconds: Number(metadata['duration']) },
                  recordings: metadata['link'] === undefined ? 0 : 1,
                },
              ],
        ),
      ],
      outcomes: () =>
        stub.notes
          .filter(({ type }) => type === 'common')
          .map(({ id, entity, params }) => ({ ref: String(id), person: String(entity), text: String(params['text']) })),
      editOutcome: (ref, text) => void (stub.notes.find(({ id }) => String(id) === ref)!.params = { text }),
      tickets: () => [
        ...stub.tasks.map(({ id }) => ({ ref: `task:${id}` })),
        ...stub.unsorted.flatMap(({ uid, metadata }) =>
          metadata['form_id'] === undefined ? [] : [{ ref: `unsorted:${uid}` }],
        ),
      ],
      close: () => stub.close(),
    };
  },
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  secrets: ['second-access-token', 'second-refresh-token'],
  asks: { connectCode: 'the-first-code' },
};
