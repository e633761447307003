import { identTables, type IdentRow } from '../../../adapters/mis/ident/stub.ts';
import type { IdentSettings } from '../../../adapters/mis/ident/settings.ts';
import type { MisApiSubject } from '../mis-api-subject.ts';
import { postgresStand } from './postgres-stand.ts';

const database = {
  engine: 'postgresql',
  address: 'postgres://trubka@192.0.2.10:5432/telephony',
  password: 'word-of-the-database',
  callsTable: 'IDENT_Calls',
};
const stand = postgresStand<IdentRow>();

/** The DBMS variant. */
export const identSubject: MisApiSubject = {
  settings: { database },
  elsewhere: { database: { ...database, address: 'postgres://trubka@192.0.2.20:5433/other' } },
  now: new Date('2026-03-10T09:02:00Z'),
  token: null,
  open: (given, behaviour) =>
    stand.open(behaviour, {
      ...identTables(given as IdentSettings),
      tell: (rows) => ({
        calls: () =>
          rows
            .filter(({ table }) => table === 'call')
            .map(({ id, seconds, url }) => ({
              ...{ ref: id, person: null, lead: false, talkSeconds: seconds, recordings: url === null ? 0 : 1 },
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
