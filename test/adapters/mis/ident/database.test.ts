import { ident } from '../../../../adapters/mis/ident/adapter.ts';
import type { IdentSettings } from '../../../../adapters/mis/ident/settings.ts';
import { sqlWriters } from '../../../../src/compose-commands.ts';
import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import type { MisApiContext, MisProgress, ToldTicket } from '../../../../src/contracts/mis-api.ts';
import type { SqlRow } from '../../../../src/contracts/sql-target.ts';
import { askedTicket } from '../fake-pull-ports.ts';
import { callFrom } from '../../../contracts/mis-api-asking.ts';
import { testDatabase, type TestDatabase } from '../../../support/database.ts';
import { describeWithMariadb, startMariadb, type TestMariadb } from '../../../support/mariadb.ts';

const api = ident.api!;

interface Subject {
  engine: 'postgresql' | 'mariadb';
  address: string;
  password?: string;
}

const account = (told: object): IdentSettings => ident.settings.parse({ database: told });
const contextOf = (settings: IdentSettings): MisApiContext<IdentSettings> => ({
  ...{ account: 'ident', settings, sql: sqlWriters },
  branches: [
    { id: 'center', name: 'Центр', zone: 'Europe/Moscow' },
    { id: 'north', name: 'Север', zone: 'Asia/Yekaterinburg' },
  ],
  http: { send: () => Promise.reject(new Error('not asked')), close: () => undefined },
  tokens: { get: () => Promise.reject(new Error('not asked')) },
  clock: { now: () => new Date('2026-03-10T09:02:00Z') },
  signal: new AbortController().signal,
});
const progress = (ref: string | null = null): MisProgress => ({
  ...{ ref, steps: {}, finished: async () => undefined, undone: async () => undefined, claim: async () => true },
});
const ticket = (told: Partial<ToldTicket> = {}): ToldTicket => ({
  ...callFrom('+79000000104', { result: 'missed', talkSeconds: null, waitSeconds: 25, class: 'first-time' }),
  ...{ text: 'Перезвонить', dueAt: new Date() },
  ...told,
});

function suite(subject: () => Subject): void {
  const quote = (text: string): string => (subject().engine === 'postgresql' ? text.replaceAll('`', '"') : text);
  const sql = async (text: string, effect: 'read' | 'write' = 'read'): Promise<readonly SqlRow[]> => {
    const { engine, address, password } = subject();
    const step = { text: quote(text), values: {}, effect };
    const told = { address, password, timeoutSeconds: 10, signal: new AbortController().signal, steps: [step] };
    return (await sqlWriters[engine](told))[0]!.rows;
  };
  const full = () => contextOf(account({ ...subject(), callsTable: 'IDENT_Calls' }));
  beforeAll(() => api.selfTest(full()));
  beforeEach(async () => {
    for (const table of ['Tickets', 'Calls', 'Intervals', 'Doctors', 'Branches'])
      await sql(`delete from \`IDENT_${table}\``, 'write');
  });

  it('makes the tables once, and leaves those that are there', async () => {
    await sql("insert into `IDENT_Doctors` (`Id`, `Name`) values (7, 'Петров')", 'write');
    await api.selfTest(full());
    expect(await sql('select `Name` from `IDENT_Doctors`')).toEqual([{ Name: 'Петров' }]);
  });

  it('writes a request as the HTTP variant tells it, in the time of the branch', async () => {
    expect(await api.createTicket!(ticket(), progress(), full())).toEqual({ ref: 'a'.repeat(30) });
    expect(await sql('select * from `IDENT_Tickets`')).toEqual([
      expect.objectContaining({
        ...{ Id: 'a'.repeat(30), DateAndTime: '2026-03-10 12:00:00', ClientPhone: '+79000000104' },
        ...{ FormName: 'Сайт, Центр', Comment: 'Пропущенный звонок, первичный, ждал 25 с', PlanStart: null },
      }),
    ]);
  });

  it('writes what somebody asked for on the site, with the doctor and the time', async () => {
    const { request } = askedTicket();
    await api.createTicket!(ticket({ request: request! }), progress(), full());
    expect(await sql('select * from `IDENT_Tickets`')).toEqual([
      expect.objectContaining({
        ...{ ClientPhone: '+79000000104', ClientFullName: 'Анна', DoctorId: '7', DoctorName: 'Петров П. П.' },
        ...{ PlanStart: '2026-03-11 10:00:00', PlanEnd: '2026-03-11 10:30:00', UtmCampaign: 'весна' },
        Comment: 'Заявка с сайта, первичный\nБолит зуб',
      }),
    ]);
  });

  it('writes a request of nobody not at all, and one that is told again once', async () => {
    const withheld = { ...callFrom('+79000000104', { external: null }), text: '', dueAt: new Date() };
    expect(await api.createTicket!(withheld, progress(), full())).toEqual({ skipped: 'no-number' });
    await api.createTicket!(ticket(), progress(), full());
    await sql("update `IDENT_Tickets` set `DoctorName` = 'IDENT'", 'write');
    await api.createTicket!(ticket(), progress(), full());
    expect(await sql('select `DoctorName` from `IDENT_Tickets`')).toEqual([{ DoctorName: 'IDENT' }]);
  });

  it('writes a call with its line and recording, and its correction over it', async () => {
    await api.writeCall!(callFrom('+79000000104'), progress(), full());
    await api.writeCall!(callFrom('+79000000104', { revision: 2, talkSeconds: 77 }), progress('a'.repeat(30)), full());
    await api.writeCall!(callFrom('+79000000105', { key: 'b'.repeat(30), direction: 'out' }), progress(), full());
    expect(await sql('select * from `IDENT_Calls` order by `Id`')).toEqual([
      expect.objectContaining({
        ...{ DateAndTime: '2026-03-10 12:00:00', Direction: 'in', PhoneFrom: '+79000000104', PhoneTo: '+74950000101' },
        ...{ WaitInSeconds: '4', TalkInSeconds: '77', LineDescription: 'Сайт, Центр' },
        RecordUrl: 'https://trubka.example/recordings/17/1/abc',
      }),
      expect.objectContaining({ Direction: 'out', PhoneFrom: '+74950000101', PhoneTo: '+79000000105' }),
    ]);
  });

  it('keeps the row of a call that another one took over', async () => {
    await api.writeCall!(callFrom('+79000000104', { key: 'b'.repeat(30) }), progress(), full());
    await api.writeCall!(callFrom('+79000000104'), progress('b'.repeat(30)), full());
    expect(await sql('select `Id` from `IDENT_Calls`')).toEqual([{ Id: 'b'.repeat(30) }]);
  });

  it('without the name of the table writes no calls, and says so', async () => {
    const settings = account(subject());
    expect([api.can(settings).calls, api.wants(settings).calls]).toEqual([false, false]);
    const calls = api.writeCall!(callFrom('+79000000104'), progress(), contextOf(settings));
    await expect(calls).rejects.toThrow(/callsTable does not say/);
  });

  it('reads the timetable that IDENT wrote, in the zone of the branch', async () => {
    expect(await api.timetable!.read(full())).toBeNull();
    await sql("insert into `IDENT_Branches` (`Id`, `Name`) values (1, 'Центр'), (2, 'Север')", 'write');
    await sql("insert into `IDENT_Doctors` (`Id`, `Name`) values (7, 'Петров')", 'write');
    await sql(
      `insert into \`IDENT_Intervals\` (\`BranchId\`, \`DoctorId\`, \`StartDateTime\`, \`LengthInMinutes\`, \`IsBusy\`) values
       (1, 7, '2026-03-11 10:00:00', 30, false), (2, 7, '2026-03-12 10:00:00', 60, true), (1, 7, '2026-03-01 10:00:00', 30, true)`,
      'write',
    );
    const timetable = await api.timetable!.read(full());
    expect(timetable?.branches).toEqual([
      { id: '1', name: 'Центр', branch: 'center' },
      { id: '2', name: 'Север', branch: 'north' },
    ]);
    expect(timetable?.doctors).toEqual([{ id: '7', name: 'Петров' }]);
    expect(timetable?.slots.toSorted((one, other) => Number(one.startsAt) - Number(other.startsAt))).toEqual([
      { branchId: '1', doctorId: '7', startsAt: new Date('2026-03-11T07:00:00Z'), minutes: 30, busy: false },
      { branchId: '2', doctorId: '7', startsAt: new Date('2026-03-12T05:00:00Z'), minutes: 60, busy: true },
    ]);
    expect(await api.timetable!.read(contextOf(account({ ...subject(), timetable: false })))).toBeNull();
  });

  it('a database that is not there stops the account and says what to correct', async () => {
    const elsewhere = { ...subject(), address: subject().address.replace(/\/[^/]*$/, '/no_such_database') };
    const error: unknown = await api.selfTest(contextOf(account(elsewhere))).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentFailure);
    expect(error).toMatchObject({ stops: true, message: expect.stringMatching(/no such database|end of the address/) });
  });
}

describe('tables of IDENT in a PostgreSQL', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await testDatabase()));
  afterAll(() => test.drop());
  suite(() => ({ engine: 'postgresql', address: test.url }));
});

describeWithMariadb('tables of IDENT in a MariaDB', () => {
  let server: TestMariadb;
  let address: string;
  beforeAll(async () => {
    server = await startMariadb();
    await server.run(
      'create database telephony character set utf8mb4',
      "create user 'trubka'@'%' identified by 'write/only'",
      "grant create, select, insert, update, delete on telephony.* to 'trubka'@'%'",
    );
    address = `mysql://trubka@127.0.0.1:${server.port}/telephony`;
  }, 90_000);
  afterAll(() => server.stop());
  suite(() => ({ engine: 'mariadb', address, password: 'write/only' }));
});

describe('the settings of the two variants', () => {
  const problems = (told: unknown): string[] =>
    ident.settings.safeParse(told).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  const database = { engine: 'postgresql', address: 'postgres://trubka@db/telephony' };

  it.each<[string, unknown, string[]]>([
    ['HTTP', { key: 'k' }, []],
    ['DBMS', { database }, []],
    ['neither', {}, ['key: Write key: for the HTTP variant of IDENT, or database: for the DBMS variant.']],
    ['both', { key: 'k', database }, [expect.stringMatching(/^database: IDENT uses one of the two/)]],
    [
      'an address of another engine',
      { database: { ...database, engine: 'mariadb' } },
      [expect.stringMatching(/^database\.address: Write it as mysql:\/\/user@host/)],
    ],
    ['an engine that is not known', { database: { ...database, engine: 'oracle' } }, [expect.stringMatching(/engine/)]],
    [
      'a table with a blank',
      { database: { ...database, callsTable: 'my calls' } },
      [expect.stringMatching(/name of a table/)],
    ],
  ])('%s', (_name, told, expected) => expect(problems(told)).toEqual(expected));

  it('an account is asked or written to, never both', () => {
    const http = ident.settings.parse({ key: 'k' });
    const tables = ident.settings.parse({ database });
    expect([ident.pull!.uses!(http), api.uses!(http)]).toEqual([true, false]);
    expect([ident.pull!.uses!(tables), api.uses!(tables)]).toEqual([false, true]);
  });
});
