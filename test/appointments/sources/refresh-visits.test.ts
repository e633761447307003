import { readMysql } from '../../../adapters/kit/read-mysql.ts';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVisitSources, refreshVisits, type VisitSourcePorts } from '../../../src/appointments/index.ts';
import { forgetPosition } from '../../../src/appointments/sources/read-position.ts';
import { refreshId, type VisitLister } from '../../../src/appointments/sources/refresh-visits.ts';
import { readDataLevel, startRefreshes } from '../../../src/callers/index.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { ListedVisit, VisitRange } from '../../../src/contracts/mis-api.ts';
import { appointmentsSchema, type VisitSource } from '../../../src/platform/configuration/appointments-schema.ts';
import { readPostgres } from '../../../src/platform/database/index.ts';
import { workbook } from '../../callers/import/workbook.ts';
import { noReaders } from '../../callers/sources/refusing-readers.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { describeWithMariadb, startMariadb, type TestMariadb } from '../../support/mariadb.ts';

let test: TestDatabase;
let clinic: TestDatabase;
let folder: string;
let now: Date;
const configuration = testConfiguration();
const branch = [...configuration.branches.values()][0]!;

beforeAll(async () => {
  [test, clinic] = await Promise.all([testDatabase(), testDatabase()]);
  await clinic.database.pool.query(
    'create table reception (id int primary key, patient int, begins timestamp, minutes int, doctor text, cancelled text, added timestamp)',
  );
});
afterAll(() => Promise.all([test.drop(), clinic.drop()]));
beforeEach(async () => {
  now = new Date('2026-11-20T07:00:00Z');
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
  await test.database.pool.query(
    'truncate person, visit, visit_change, visit_source, visit_file, directory_source, directory_refresh restart identity cascade',
  );
  await test.database.pool.query(
    `insert into person (source, external_id, kind, full_name, updated_at)
     values ('file:patients', '1001', 'patient', 'Орлова Мария', now()), ('file:patients', '1002', 'patient', 'Ким Юлия', now())`,
  );
  await clinic.database.pool.query('truncate reception');
});
afterEach(() => rm(folder, { recursive: true }));

const setting = (told: Record<string, unknown>): VisitSource =>
  appointmentsSchema.parse({ sources: [{ id: 'visits', ...told }] }).sources[0]!;
const ports = (more: Partial<VisitSourcePorts> = {}): VisitSourcePorts => ({
  sql: { ...noReaders, postgresql: readPostgres },
  listVisits: () => null,
  clock: { now: () => now },
  ...more,
});
const refresh = (source: VisitSource, more: Partial<VisitSourcePorts> & { allowLoss?: boolean } = {}) =>
  refreshVisits(source, {
    ...ports(more),
    ...{ database: test.database, configuration, signal: new AbortController().signal },
    ...(more.allowLoss !== undefined && { allowLoss: more.allowLoss }),
  });
const visits = async () =>
  (
    await test.database.pool.query(
      'select external_id, state, starts_at, cancel_reason, marks from visit order by external_id',
    )
  ).rows.map((row) => `${row.external_id} ${row.state} ${row.starts_at.toISOString().slice(5, 16)}`);
const changes = async () =>
  (await test.database.pool.query('select external_id, kinds from visit_change order by id')).rows.map(
    ({ external_id, kinds }) => `${external_id}: ${kinds.join(' ')}`,
  );
const view = async (source: VisitSource) =>
  (
    await readVisitSources(
      test.database,
      { appointments: { sources: [source] }, branches: configuration.branches },
      now,
    )
  ).sources[0]!;
const level = async () =>
  (
    await readDataLevel(branch.id, {
      pool: test.database.pool,
      clock: { now: () => now },
      configuration: () => configuration,
    })
  ).since;
/** A report of so many minutes ago. */
async function report(name: string, text: string | Uint8Array, minutesAgo: number): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  const at = new Date(now.getTime() - minutesAgo * 60_000);
  await utimes(path, at, at);
}

describe('daily report files', () => {
  const source = () =>
    setting({
      kind: 'report',
      files: [
        { path: join(folder, 'added*.csv') },
        { path: join(folder, 'completed*.xlsx'), state: 'completed' },
        { path: join(folder, 'cancelled*.csv'), state: 'cancelled' },
      ],
    });
  const ADDED = 'id;№ карты;Начало;Длительность;Врач;Добавлен';

  it('added, completed and cancelled visits of a day are one visit each, whatever file tells of it', async () => {
    await report(
      'added-19.csv',
      `${ADDED}\na;1001;20.11.2026 10:00;30;Ким;19.11.2026 12:00\nb;1002;20.11.2026 11:00;30;Ким;19.11.2026 12:10\n`,
      60,
    );
    await report(
      'completed-20.xlsx',
      await workbook({
        a: [
          ['id', '№ карты', 'Начало', 'Результат'],
          ['a', 1001, new Date('2026-11-20T10:00:00Z'), 'Требуется лечение'],
        ],
      }),
      30,
    );
    // windows-1251
    const cp1251 = Buffer.from(
      Array.from('id;№ карты;Начало;Причина отмены\nb;1002;20.11.2026 11:00;Болезнь\n', (letter) => {
        const code = letter.charCodeAt(0);
        if (code < 128) return code;
        return letter === '№' ? 0xb9 : code - 0x0410 + 0xc0;
      }),
    );
    await report('cancelled-20.csv', cp1251, 10);
    expect(await refresh(source())).toMatchObject({
      outcome: 'done',
      report: { rows: 4, added: 2, changed: 2, skipped: 0 },
    });
    expect(await visits()).toEqual(['a completed 11-20T07:00', 'b cancelled 11-20T08:00']);
    const { rows } = await test.database.pool.query(
      'select cancel_reason, marks, ends_at from visit order by external_id',
    );
    expect(rows).toEqual([
      { cancel_reason: null, marks: ['needs-treatment'], ends_at: new Date('2026-11-20T07:30:00Z') },
      { cancel_reason: 'Болезнь', marks: [], ends_at: new Date('2026-11-20T08:30:00Z') },
    ]);
    expect(await changes()).toEqual(['a: added', 'b: added', 'a: completed marked', 'b: cancelled']);
  });

  it('a second run reads nothing; a file that changed is read again; the age is that of the file', async () => {
    await report('added-19.csv', `${ADDED}\na;1001;21.11.2026 10:00;30;Ким;\n`, 600);
    expect(await refresh(source())).toMatchObject({ report: { added: 1 } });
    expect(await view(source())).toMatchObject({
      state: 'ok',
      level: 'T3',
      ageSeconds: 36_000,
      fresh: true,
      visits: 1,
    });
    expect(await level()).toMatchObject({ report: '2026-11-19T21:00:00.000Z', live: null });
    expect(await refresh(source())).toEqual({ outcome: 'done', report: null });
    expect(await view(source())).toMatchObject({ report: { added: 1 }, ageSeconds: 36_000 });
    await report('added-19.csv', `${ADDED}\na;1001;21.11.2026 12:00;30;Ким;\n`, 1);
    expect(await refresh(source())).toMatchObject({ report: { added: 0, changed: 1 } });
    expect(await changes()).toEqual(['a: added', 'a: moved']);
    now = new Date('2026-11-24T07:00:00Z');
    expect(await view(source())).toMatchObject({ fresh: false });
  });

  it('an old file that is copied in later does not undo a newer one that was read with it', async () => {
    await report('cancelled-20.csv', 'id;№ карты;Начало\na;1001;20.11.2026 10:00\n', 10);
    await report('added-19.csv', `${ADDED}\na;1001;20.11.2026 10:00;30;Ким;\n`, 60);
    await refresh(source());
    expect(await visits()).toEqual(['a cancelled 11-20T07:00']);
  });

  it('every doubtful row is reported, and none is dropped in silence', async () => {
    await report(
      'added.csv',
      [
        ADDED,
        'ok;1001;21.11.2026 10:00;30;Ким;',
        'card;7777;21.11.2026 10:00;30;Ким;',
        'when;1001;32.11.2026;30;Ким;',
        'long;1001;21.11.2026 10:00;30;Ким;;лишнее',
        'ok;1002;21.11.2026 11:00;30;Ким;',
        'length;1001;22.11.2026 10:00;вечность;Ким;давно',
        '',
      ].join('\n'),
      5,
    );
    const read = await refresh(source());
    expect(read).toMatchObject({ outcome: 'done', report: { rows: 6, added: 3, skipped: 3, doubtful: 8 } });
    const { places } = (await view(source())).report!;
    expect(places.map(({ line, column }) => `${line} ${column}`)).toEqual([
      // Of two kinds of report there is no file yet.
      '0 ',
      '0 ',
      '3 № карты',
      '4 Начало',
      '5 ',
      '6 id',
      '7 Длительность',
      '7 Добавлен',
    ]);
    expect(JSON.stringify(places)).not.toContain('7777');
    expect(await visits()).toHaveLength(3);
  });

  it('a broken file is told and tried again; the others are read meanwhile', async () => {
    await report('added-18.csv', 'что-то другое\n1\n', 90);
    await report('added-19.csv', `${ADDED}\na;1001;21.11.2026 10:00;30;Ким;\n`, 60);
    const failed = await refresh(source());
    expect(failed).toMatchObject({
      outcome: 'failed',
      kind: 'transient',
      message: expect.stringContaining('added-18.csv'),
    });
    expect(await visits()).toHaveLength(1);
    expect(await view(source())).toMatchObject({ state: 'failing', error: { times: 1 }, visits: 1 });
    await report('added-18.csv', `${ADDED}\nz;1002;21.11.2026 12:00;30;Ким;\n`, 1);
    expect(await refresh(source())).toMatchObject({ outcome: 'done', report: { added: 1 } });
    expect(await view(source())).toMatchObject({ state: 'ok', error: null });
  });

  it('a folder without a file, and a file that is not there, say what to check', async () => {
    expect(await refresh(source())).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('added*.csv'),
    });
    const gone = setting({ kind: 'report', files: [{ path: join(folder, 'none.csv') }] });
    expect(await refresh(gone)).toMatchObject({ outcome: 'failed', message: expect.stringContaining('none.csv') });
  });

  it('a full report cancels what it no longer has, unless most is missing', async () => {
    const full = () => setting({ kind: 'report', files: [{ path: join(folder, 'all.csv'), full: true }] });
    const row = (id: number) => `v${id};1001;21.11.2026 ${String(8 + id).padStart(2, '0')}:00;30;Ким;`;
    const list = (ids: number[]) => [ADDED, ...ids.map(row), ''].join('\n');
    const all = Array.from({ length: 12 }, (_, index) => index);
    await report('all.csv', list(all), 60);
    await refresh(full());
    await report('all.csv', list([0, 11]), 30);
    expect(await refresh(full())).toMatchObject({ outcome: 'failed', message: expect.stringContaining('10 of 12') });
    expect(await changes()).toHaveLength(12);
    await report('all.csv', list(all.filter((id) => id !== 5)), 20);
    expect(await refresh(full())).toMatchObject({ report: { removed: 1 } });
    expect((await visits()).filter((one) => one.includes('cancelled'))).toEqual(['v5 cancelled 11-21T10:00']);
  });
});

describe('a query', () => {
  const QUERY = `select id as "visit id", patient as "patient id", begins as "starts at", minutes, doctor,
      case when cancelled is null then 'scheduled' else 'cancelled' end as status, cancelled as reason, added as "added at"
    from reception where begins >= '{from}' and begins < '{to}'`;
  const source = (more: Record<string, unknown> = {}) =>
    setting({
      kind: 'sql',
      engine: 'postgresql',
      address: clinic.url,
      query: QUERY,
      full: true,
      daysBack: 1,
      daysAhead: 1,
      ...more,
    });
  const run = (sql: string) => clinic.database.pool.query(sql);

  it('asks for its days in the zone of the clinic; what is gone there is cancelled here', async () => {
    // Midnight in Moscow is 21:00 UTC of the day before.
    await run(`insert into reception values (1, 1001, '2026-11-18 23:30', 30, 'Ким', null, null),
      (2, 1001, '2026-11-19 00:00', 30, 'Ким', null, '2026-11-18 10:00'), (3, 1002, '2026-11-21 23:45', 30, 'Ким', null, null),
      (4, 1002, '2026-11-22 00:00', 30, 'Ким', null, null)`);
    expect(await refresh(source())).toMatchObject({ outcome: 'done', report: { rows: 2, added: 2 } });
    expect(await visits()).toEqual(['2 planned 11-18T21:00', '3 planned 11-21T20:45']);
    await run(`delete from reception where id = 3; update reception set cancelled = 'Заболел' where id = 2`);
    await run(`insert into reception values (5, 1002, '2026-11-20 09:00', 20, 'Ли', null, null)`);
    now = new Date('2026-11-20T07:15:00Z');
    expect(await refresh(source())).toMatchObject({ report: { added: 1, changed: 1, removed: 1 } });
    const { rows } = await test.database.pool.query(
      'select external_id, state, cancel_reason, added_at from visit order by external_id',
    );
    expect(rows).toEqual([
      { external_id: '2', state: 'cancelled', cancel_reason: 'Заболел', added_at: new Date('2026-11-18T07:00:00Z') },
      { external_id: '3', state: 'cancelled', cancel_reason: 'not-in-source', added_at: null },
      // It was not there a quarter of an hour ago.
      { external_id: '5', state: 'planned', cancel_reason: null, added_at: now },
    ]);
    expect(await level()).toMatchObject({ report: null, live: now.toISOString() });
    expect(await view(source())).toMatchObject({ level: 'T4', fresh: true });
  });

  it('a failure keeps what is known and shows its age', async () => {
    await run(`insert into reception values (1, 1001, '2026-11-20 10:00', 30, 'Ким', null, null)`);
    await refresh(source());
    now = new Date('2026-11-20T09:00:00Z');
    expect(await refresh(source({ query: QUERY.replace('reception', 'nothing') }))).toMatchObject({
      outcome: 'failed',
      kind: 'permanent',
    });
    expect(await view(source())).toMatchObject({
      state: 'failing',
      ageSeconds: 7200,
      visits: 1,
      error: { kind: 'permanent' },
    });
    expect(await visits()).toHaveLength(1);
  });

  it('the table emptied by a mistake cancels nothing', async () => {
    await run(`insert into reception values (1, 1001, '2026-11-20 10:00', 30, 'Ким', null, null)`);
    await refresh(source());
    await run('truncate reception');
    expect(await refresh(source())).toMatchObject({ outcome: 'failed', message: expect.stringContaining('1 of 1') });
    expect(await refresh(source(), { allowLoss: true })).toMatchObject({ outcome: 'done', report: { removed: 1 } });
  });
});

describeWithMariadb('a query to MariaDB', () => {
  let mariadb: TestMariadb;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await mariadb.run(
      'create table visits (id int primary key, card int, begins datetime, minutes int, first tinyint(1), note varchar(50))',
      "insert into visits values (1, 1001, '2026-11-20 10:00:00', 30, 1, 'Требуется консультация'), (2, 1002, '2026-11-22 10:00:00', 45, 0, null)",
    );
  }, 60_000);
  afterAll(() => mariadb.stop());

  it('is read like any other', async () => {
    const query = `select id, card as \`card number\`, begins as start, minutes, first as consultation, note as marks
      from visits where begins >= '{from}' and begins < '{to}'`;
    const source = setting({
      kind: 'sql',
      engine: 'mariadb',
      address: mariadb.url,
      password: 'read/only',
      query,
      daysAhead: 1,
    });
    const sql = { ...noReaders, mariadb: readMysql };
    const read = await refresh(source, { sql });
    expect(read).toMatchObject({
      outcome: 'done',
      report: { rows: 1, added: 1, doubtful: 0 },
    });
    const { rows } = await test.database.pool.query(
      'select starts_at, ends_at, marks, is_consultation, person_id from visit',
    );
    expect(rows).toEqual([
      {
        ...{ starts_at: new Date('2026-11-20T07:00:00Z'), ends_at: new Date('2026-11-20T07:30:00Z') },
        ...{ marks: ['needs-consultation'], is_consultation: true, person_id: 1 },
      },
    ]);
  });
});

describe('an account of a MIS', () => {
  const source = (more: Record<string, unknown> = {}) =>
    setting({ kind: 'mis', account: 'clinic', patients: 'file:patients', daysBack: 0, daysAhead: 0, ...more });
  const listed = (externalId: string, time: string, told: Partial<ListedVisit> = {}): ListedVisit => ({
    ...{ externalId, zone: branch.zone, startsAt: new Date(time) },
    endsAt: new Date(new Date(time).getTime() + 1_800_000),
    ...told,
  });
  const listing = (list: VisitLister['list'], tellsChanges = false) => ({ listVisits: () => ({ tellsChanges, list }) });
  const lists = (...pages: ListedVisit[][]) => {
    const asked: VisitRange[] = [];
    return {
      asked,
      ...listing(async function* (range) {
        asked.push(range);
        yield* pages;
      }),
    };
  };

  it('is asked for whole days and taken page by page', async () => {
    const person = { card: '1001', phone: null, name: null };
    const told = lists(
      [listed('a', '2026-11-20T08:00:00Z', { person, state: 'confirmed' })],
      [listed('b', '2026-11-20T09:00:00Z', { person })],
    );
    expect(await refresh(source(), { listVisits: told.listVisits })).toMatchObject({ report: { rows: 2, added: 2 } });
    expect(told.asked).toEqual([
      { from: new Date('2026-11-19T21:00:00Z'), to: new Date('2026-11-20T20:59:59.999Z'), changedSince: null },
    ]);
    expect(await visits()).toEqual(['a confirmed 11-20T08:00', 'b planned 11-20T09:00']);
    // It tells every visit of its days.
    const fewer = lists([listed('a', '2026-11-20T08:00:00Z', { person })]);
    expect(await refresh(source(), { listVisits: fewer.listVisits })).toMatchObject({
      report: { removed: 1, unchanged: 1 },
    });
    expect(await visits()).toEqual(['a confirmed 11-20T08:00', 'b cancelled 11-20T09:00']);
  });

  it.each([
    ['breaks between two pages', new TransientFailure('The connection broke.'), 'transient'],
    ['refuses', new PermanentFailure('The key is wrong.'), 'permanent'],
  ])('that %s changes nothing', async (_title, failure, kind) => {
    const broken = listing(async function* () {
      yield [listed('a', '2026-11-20T08:00:00Z')];
      throw failure;
    });
    expect(await refresh(source(), broken)).toMatchObject({ outcome: 'failed', kind });
    expect(await visits()).toEqual([]);
  });

  describe('that can tell what was changed', () => {
    const person = { card: '1001', phone: null, name: null };
    /** The MIS: visits with the time of their last change; it keeps what it was asked. */
    function mis() {
      const held = new Map<string, ListedVisit & { changedAt: string }>();
      const told = { visits: held, asked: [] as (string | null)[], down: false };
      return Object.assign(told, {
        enter(externalId: string, startsAt: string, changedAt: string, more: Partial<ListedVisit> = {}) {
          held.set(externalId, { ...listed(externalId, startsAt, { person, ...more }), changedAt });
        },
        ...listing(async function* ({ from, to, changedSince }) {
          told.asked.push(changedSince?.toISOString().slice(11, 16) ?? null);
          const since = changedSince ?? new Date(0);
          const rows = [...held.values()].filter(({ startsAt }) => startsAt >= from && startsAt <= to);
          yield rows.filter(({ changedAt }) => new Date(changedAt) >= since);
          if (told.down) throw new TransientFailure('The connection broke.');
        }, true),
      });
    }
    const at = async (time: string, clinicMis: ReturnType<typeof mis>, more: Record<string, unknown> = {}) => {
      now = new Date(`2026-11-${time}:00Z`);
      const read = await refresh(source({ everyMinutes: 15, ...more }), clinicMis);
      return read.outcome === 'done' ? read.report : read.outcome;
    };

    it('is asked for that, a while back for its clock, and now and then for all of it', async () => {
      const told = mis();
      told.enter('a', '2026-11-20T08:00:00Z', '2026-11-19T10:00:00Z');
      told.enter('b', '2026-11-20T09:00:00Z', '2026-11-19T10:00:00Z');
      expect(await at('20T07:00', told)).toMatchObject({ rows: 2, added: 2 });
      expect((await view(source())).wholeAt).toBeNull();
      // Its clock is ten minutes behind ours.
      told.enter('c', '2026-11-20T10:00:00Z', '2026-11-20T06:52:00Z');
      told.visits.delete('b');
      expect(await at('20T07:15', told)).toMatchObject({ rows: 1, added: 1, removed: 0 });
      expect((await view(source())).wholeAt).toBe('2026-11-20T07:00:00.000Z');
      told.enter('a', '2026-11-20T08:00:00Z', '2026-11-20T07:20:00Z', { state: 'cancelled' });
      expect(await at('20T07:30', told)).toMatchObject({ rows: 1, changed: 1, removed: 0 });
      expect(await visits()).toEqual(['a cancelled 11-20T08:00', 'b planned 11-20T09:00', 'c planned 11-20T10:00']);
      expect(await at('20T07:45', told)).toMatchObject({ rows: 1, unchanged: 1 });
      expect(await at('20T08:00', told)).toMatchObject({ rows: 2, removed: 1 });
      expect(told.asked).toEqual([null, '06:45', '07:00', '07:15', null]);
      expect(await visits()).toEqual(['a cancelled 11-20T08:00', 'b cancelled 11-20T09:00', 'c planned 11-20T10:00']);
    });

    it('skips nothing after a failure, however long it lasts', async () => {
      const told = mis();
      await at('20T07:00', told, { wholeEveryMinutes: 600 });
      await at('20T07:15', told, { wholeEveryMinutes: 600 });
      told.enter('a', '2026-11-20T10:00:00Z', '2026-11-20T07:16:00Z');
      told.down = true;
      for (const time of ['07:30', '08:00', '09:00'])
        expect(await at(`20T${time}`, told, { wholeEveryMinutes: 600 })).toBe('failed');
      expect(await visits()).toEqual([]);
      told.down = false;
      expect(await at('20T09:15', told, { wholeEveryMinutes: 600 })).toMatchObject({ added: 1 });
      expect(told.asked).toEqual([null, '06:45', '07:00', '07:00', '07:00', '07:00']);
    });

    it.each<[string, (told: ReturnType<typeof mis>) => Promise<unknown>]>([
      ['another day begins', (told) => at('20T21:05', told)],
      ['more days are wanted', (told) => at('20T20:55', told, { daysBack: 1 })],
      ['another branch is wanted', (told) => at('20T20:55', told, { branch: branch.id })],
      ['the clock was put back', (told) => at('20T20:30', told)],
      [
        'a person asks for it',
        async (told) => {
          await forgetPosition(test.database.sql, 'visits');
          await at('20T20:55', told);
        },
      ],
      ['its time has come', (told) => at('20T21:00', told, { wholeEveryMinutes: 20 })],
    ])('is read as a whole when %s', async (_title, again) => {
      const told = mis();
      await at('20T20:40', told);
      told.enter('a', '2026-11-20T20:00:00Z', '2026-11-01T10:00:00Z');
      await at('20T20:50', told);
      await again(told);
      expect(told.asked).toEqual([null, '20:25', null]);
    });
  });

  it('that lists no visits says so', async () => {
    expect(await refresh(source())).toMatchObject({
      outcome: 'failed',
      kind: 'permanent',
      message: expect.stringContaining('"clinic"'),
    });
  });
});

it('the worker reads a source when its time has come', async () => {
  const source = setting({
    kind: 'sql',
    engine: 'postgresql',
    address: clinic.url,
    query: 'select 1',
    everyMinutes: 15,
  });
  let reads = 0;
  const stop = startRefreshes({
    ...{ database: test.database, what: 'visits', clock: { now: () => now }, tickMs: 5 },
    log: { info() {}, warn() {}, error() {}, debug() {} } as never,
    ids: () => [refreshId(source.id)],
    async refresh(id) {
      reads += 1;
      await test.database.sql
        .updateTable('directory_refresh')
        .set({ next_at: new Date(now.getTime() + 900_000) })
        .where('id', '=', id)
        .execute();
      return { outcome: 'done', report: null };
    },
  });
  try {
    await eventually(() => expect(reads).toBe(1));
    now = new Date(now.getTime() + 16 * 60_000);
    await eventually(() => expect(reads).toBe(2));
  } finally {
    await stop();
  }
});
