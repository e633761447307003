import { appointmentTroubles } from '../../../src/integrations/alarms/appointment-troubles.ts';
import { readWorkingHours } from '../../../src/platform/configuration/index.ts';
import { appointmentsSchema } from '../../../src/platform/configuration/appointments-schema.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.drop());
beforeEach(() => test.database.pool.query('truncate account_contact, visit_source, directory_refresh'));

const hours = readWorkingHours('mon-fri 09:00-21:00')!;
const basic = testConfiguration();
const appointments = appointmentsSchema.parse({
  sources: [{ id: 'reports', kind: 'report', files: [{ path: '/srv/visits.csv' }], branch: 'center' }],
});
const mis = new Map([['ident', { id: 'ident', provider: 'ident', allowFrom: [], settings: {} }]]);
const branches = (told: object) => new Map([...basic.branches].map(([id, branch]) => [id, { ...branch, ...told }]));
const troubles = (now: string, told: object = { hours }) =>
  appointmentTroubles({
    database: test.database,
    configuration: { ...basic, branches: branches(told), mis, appointments },
    now: new Date(now),
    timetableEvery: (account) => (account === 'ident' ? 10 : null),
  });
const uploaded = (at: string, account = 'ident') =>
  test.database.pool.query(`insert into account_contact (account, what, at) values ($1, 'timetable', $2)`, [
    account,
    at,
  ]);

describe('a timetable that stopped coming', () => {
  // A Wednesday; the branches are in Moscow.
  it.each([
    ['29 minutes are no three periods', '2026-11-18T12:00:00+03:00', '2026-11-18T12:29:00+03:00', false],
    ['31 minutes are', '2026-11-18T12:00:00+03:00', '2026-11-18T12:31:00+03:00', true],
    ['the night does not count', '2026-11-18T20:50:00+03:00', '2026-11-19T09:15:00+03:00', false],
    ['the morning after it does', '2026-11-18T20:50:00+03:00', '2026-11-19T09:25:00+03:00', true],
    ['the weekend does not count', '2026-11-20T20:50:00+03:00', '2026-11-22T16:00:00+03:00', false],
  ])('%s', async (_title, last, now, alarming) => {
    await uploaded(last);
    const found = await troubles(now);
    expect(found.map(({ kind, account }) => [kind, account])).toEqual(alarming ? [['timetable-stopped', 'ident']] : []);
  });

  it('without told hours a night is a night all the same', async () => {
    await uploaded('2026-11-18T18:00:00+03:00');
    expect(await troubles('2026-11-19T06:00:00+03:00', {})).toEqual([]);
    expect(await troubles('2026-11-19T10:31:00+03:00', {})).toMatchObject([{ kind: 'timetable-stopped' }]);
  });

  it('one that never came, or of an account that is gone, is none', async () => {
    await uploaded('2026-11-01T12:00:00+03:00', 'former');
    expect(await troubles('2026-11-18T12:31:00+03:00')).toEqual([]);
  });
});

describe('a source of visits', () => {
  const state = (told: { since?: string; kind?: string }) =>
    test.database.pool.query(
      `insert into directory_refresh (id, next_at, started_at, finished_at, failures, failing_since, last_error, error_kind)
       values ('visits:reports', now(), now(), now(), 1, $1, 'There is no file.', $2)`,
      [told.since, told.kind],
    );
  const read = (at: string) =>
    test.database.pool.query(`insert into visit_source (source, kind, refreshed_at) values ('reports', 'report', $1)`, [
      at,
    ]);

  it('that fails for an hour is told with its reason, one that must be mended at once', async () => {
    await state({ since: '2026-11-18T12:00:00+03:00', kind: 'transient' });
    expect(await troubles('2026-11-18T12:50:00+03:00')).toEqual([]);
    expect(await troubles('2026-11-18T13:01:00+03:00')).toMatchObject([
      { kind: 'visits-not-read', subject: 'reports', detail: { reason: 'There is no file.', branch: 'center' } },
    ]);
    await test.database.pool.query(`update directory_refresh set error_kind = 'permanent'`);
    expect(await troubles('2026-11-18T12:01:00+03:00')).toMatchObject([{ kind: 'visits-not-read' }]);
  });

  it('that brings nothing new for three days is told, too', async () => {
    await read('2026-11-16T09:00:00+03:00');
    expect(await troubles('2026-11-18T12:00:00+03:00')).toEqual([]);
    expect(await troubles('2026-11-19T09:30:00+03:00')).toMatchObject([
      { kind: 'visits-not-read', detail: { reason: null, last: '2026-11-16T06:00:00.000Z' } },
    ]);
  });
});
