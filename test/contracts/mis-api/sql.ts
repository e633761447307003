import { readSqlTables, sqlStatements, sqlTables, type SqlRowRead } from '../../../adapters/mis/sql/stub.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';
import { postgresStand } from './postgres-stand.ts';

const settings = {
  ...sqlStatements,
  engine: 'postgresql',
  address: 'postgres://trubka@192.0.2.10:5432/clinic',
  password: 'word-of-the-database',
  missedCalls: { afterMinutes: 5 },
};
const stand = postgresStand<SqlRowRead>();

export const sqlSubject: MisApiSubject = {
  settings,
  elsewhere: { ...settings, address: 'postgres://trubka@192.0.2.20:5433/other' },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open: (_given, behaviour) =>
    stand.open(behaviour, {
      empty: [
        ...sqlTables,
        'truncate calls, requests, cards',
        `insert into cards values (651, 'Иванова Мария', '8 (900) 000-01-04', null), (701, 'Орлова Анна', null, '+7 900 000 01 05'),
         (702, 'Орлов Пётр', '9000000105', null), (9, 'Лаборатория', '+7 911 123-45-67-00', null)`,
      ],
      read: readSqlTables,
      tell: (rows) => ({
        calls: () =>
          rows
            .filter(({ table }) => table === 'call')
            .map(({ id, card, seconds, recording }) => ({
              ...{ ref: id, person: card, lead: false, talkSeconds: seconds, recordings: recording === null ? 0 : 1 },
            })),
        tickets: () => rows.filter(({ table }) => table === 'ticket').map(({ id }) => ({ ref: id })),
      }),
    }),
  finished: () => stand.drop(),
  people: {
    ...{ known: '+79000000104', knownCard: '651' },
    ...{ household: '+79000000105', householdCards: ['701', '702'], near: '+79111234567' },
  },
  secrets: ['word-of-the-database'],
  asks: {},
};
