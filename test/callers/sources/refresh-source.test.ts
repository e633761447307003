import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSources, refreshSource, startSources, type SourcePorts } from '../../../src/callers/index.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { ListPeople, MisPerson } from '../../../src/contracts/mis.ts';
import type { DirectorySource } from '../../../src/platform/configuration/index.ts';
import { readPostgres } from '../../../src/platform/database/index.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { misPerson } from '../../support/fake-people-mis.ts';
import { noReaders } from './refusing-readers.ts';
import { sourceSetting } from './source-setting.ts';

let test: TestDatabase;
let clinic: TestDatabase;
let folder: string;
let now: Date;
beforeAll(async () => {
  [test, clinic] = await Promise.all([testDatabase(), testDatabase()]);
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
  await clinic.database.pool.query(`
    create table card (id int primary key, name text, born date, merged int, former text, archived boolean default false);
    create table card_phone (card int, number text, whose text, since date)`);
});
afterAll(async () => {
  await Promise.all([test.drop(), clinic.drop()]);
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  now = new Date('2026-11-18T07:00:00Z');
  await test.database.pool.query('truncate person, directory_source, directory_refresh restart identity cascade');
  await clinic.database.pool.query(`
    truncate card, card_phone;
    insert into card values (1, 'Орлова Мария Петровна', '1986-03-12'), (2, 'Орлов Сергей', '1984-07-30'), (3, 'Ким Юлия', null);
    insert into card_phone values (1, '8(916)000-11-22', null, null), (1, '8 495 123-45-67', 'работа', '2024-01-01'),
      (2, '8(916)000-11-22', 'муж', null)`);
});

const QUERY = `select c.id as "card number", c.name, c.born as birth_date, p.number as phone, p.whose as phone_note,
    p.since as phone_valid_from, c.merged as merged_into, c.former as former_id, c.archived
  from card c left join card_phone p on p.card = c.id order by c.id, p.number`;
const sqlSource = (more: Record<string, unknown> = {}): DirectorySource =>
  sourceSetting({ kind: 'sql', engine: 'postgresql', address: clinic.url, query: QUERY, ...more });

const ports = (more: Partial<SourcePorts> = {}): SourcePorts => ({
  sql: { ...noReaders, postgresql: readPostgres },
  listPeople: () => null,
  clock: { now: () => now },
  ...more,
});
const refresh = (source: DirectorySource, more: Partial<SourcePorts> & { allowLoss?: boolean } = {}) =>
  refreshSource(source, {
    ...ports(more),
    database: test.database,
    configuration: testConfiguration(),
    signal: new AbortController().signal,
    ...(more.allowLoss !== undefined && { allowLoss: more.allowLoss }),
  });
const people = async () =>
  (
    await test.database.pool.query(
      `select id, external_id, full_name, kind, merged_into, deleted_at is not null as gone, updated_at,
              array(select e164 || coalesce(' ' || note, '') || coalesce(' с ' || valid_from, '')
                    from person_phone where person_id = p.id order by e164) as phones
       from person p order by id`,
    )
  ).rows;
const view = async (source: DirectorySource) =>
  (await readSources(test.database, { directory: { sources: [source] } }, now))[0]!;
const whoHas = async (phone: string) =>
  (await test.database.pool.query('select directory_entries($1, $2, 8) as found', [[phone], now])).rows[0].found as {
    personId: number;
    fullName: string;
  }[];

describe('a query as a source of people', () => {
  it('rows of one card are one person with all numbers, their notes and validity', async () => {
    expect(await refresh(sqlSource())).toMatchObject({
      outcome: 'done',
      report: { rows: 4, added: 3, joined: 1, withoutPhone: 1, doubtful: 0 },
    });
    expect(await people()).toMatchObject([
      { full_name: 'Орлова Мария Петровна', phones: ['+74951234567 работа с 2024-01-01', '+79160001122'] },
      { full_name: 'Орлов Сергей', phones: ['+79160001122 муж'] },
      { full_name: 'Ким Юлия', phones: [] },
    ]);
    // A number on two cards is a household that was learnt, not declared.
    expect((await whoHas('+79160001122')).map(({ fullName }) => fullName)).toEqual([
      'Орлова Мария Петровна',
      'Орлов Сергей',
    ]);
  });

  it('a second refresh writes nothing but the age; a third only what changed', async () => {
    await refresh(sqlSource());
    const before = await test.database.pool.query(
      'select xmin::text, updated_at::text from person union all select xmin::text, e164 from person_phone order by 1, 2',
    );
    now = new Date('2026-11-18T08:00:00Z');
    expect(await refresh(sqlSource())).toMatchObject({ report: { added: 0, changed: 0, unchanged: 3 } });
    const after = await test.database.pool.query(
      'select xmin::text, updated_at::text from person union all select xmin::text, e164 from person_phone order by 1, 2',
    );
    expect(after.rows).toEqual(before.rows);
    expect(await view(sqlSource())).toMatchObject({ state: 'ok', ageSeconds: 0, count: 3 });
    await clinic.database.pool.query("update card set name = 'Петрова Мария Петровна' where id = 1");
    expect(await refresh(sqlSource())).toMatchObject({ report: { added: 0, changed: 1, unchanged: 2 } });
    const changed = (await people()).filter(({ updated_at }) => updated_at.getTime() === now.getTime());
    expect(changed.map(({ full_name }) => full_name)).toEqual(['Петрова Мария Петровна']);
  });

  it('scenario 24: a card that is merged, renumbered or renamed stays the same person for a call', async () => {
    await refresh(sqlSource());
    const [maria, sergey] = await people();
    await clinic.database.pool.query(`
      update card set merged = 2 where id = 1;
      insert into card values (30, 'Ким-Иванова Юлия', null, null, '3'); delete from card where id = 3;
      insert into card_phone values (30, '89031112233', null, null)`);
    expect(await refresh(sqlSource({ full: true }))).toMatchObject({ report: { merged: 1, removed: 0 } });
    const after = await people();
    expect(after).toHaveLength(3);
    expect(after[0]).toMatchObject({ id: maria.id, merged_into: sergey.id });
    expect(after[2]).toMatchObject({ external_id: '30', full_name: 'Ким-Иванова Юлия', gone: false });
    // Scenario 37: two cards, one person who may call.
    expect((await whoHas('+79160001122')).map(({ personId }) => personId)).toEqual([sergey.id]);
    expect((await whoHas('+74951234567')).map(({ personId }) => personId)).toEqual([sergey.id]);
    await clinic.database.pool.query('update card set merged = null where id = 1');
    await refresh(sqlSource());
    expect((await people())[0]).toMatchObject({ merged_into: null });
  });

  it.each([
    ['into a card that is not there', 'update card set merged = 99 where id = 1', 1],
    ['in a ring', 'update card set merged = 3 - id where id in (1, 2)', 2],
  ])('cards merged %s stay as they are, and it is told', async (_title, change, doubtful) => {
    await clinic.database.pool.query(change);
    expect(await refresh(sqlSource())).toMatchObject({ report: { added: 3, merged: 0, doubtful } });
    expect((await people()).every(({ merged_into }) => merged_into === null)).toBe(true);
  });

  it('archived there is gone here, and comes back', async () => {
    await refresh(sqlSource());
    await clinic.database.pool.query('update card set archived = true where id = 2');
    await refresh(sqlSource());
    expect((await people()).map(({ gone }) => gone)).toEqual([false, true, false]);
    expect(await refresh(sqlSource())).toMatchObject({ report: { changed: 0 } });
    await clinic.database.pool.query('update card set archived = false where id = 2');
    await refresh(sqlSource());
    expect((await people()).map(({ gone }) => gone)).toEqual([false, false, false]);
  });

  it('who is missing is gone only in a full source, and never most of them', async () => {
    await clinic.database.pool.query(`insert into card select n, 'Человек ' || n from generate_series(4, 40) n`);
    await refresh(sqlSource());
    await clinic.database.pool.query('delete from card where id = 2');
    await refresh(sqlSource());
    expect((await people()).filter(({ gone }) => gone)).toEqual([]);
    expect(await refresh(sqlSource({ full: true }))).toMatchObject({ report: { removed: 1 } });
    await clinic.database.pool.query('delete from card where id > 5');
    const refused = await refresh(sqlSource({ full: true }));
    expect(refused).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/would remove 35 of 39.*--allow-loss/),
    });
    expect((await people()).filter(({ gone }) => gone)).toHaveLength(1);
    expect(await refresh(sqlSource({ full: true }), { allowLoss: true })).toMatchObject({ report: { removed: 35 } });
  });

  it('a number that a person took off by hand does not come back', async () => {
    await refresh(sqlSource());
    await test.database.pool.query(
      "update person_phone set valid_to = '2026-11-01' where e164 = '+79160001122' and person_id = (select id from person where external_id = '2')",
    );
    await refresh(sqlSource());
    expect((await whoHas('+79160001122')).map(({ fullName }) => fullName)).toEqual(['Орлова Мария Петровна']);
  });
});

describe('scenario 23: a refresh that fails leaves the old directory, and its age is shown', () => {
  const failing = (why: Error) => ({
    sql: {
      ...noReaders,
      async postgresql() {
        await Promise.resolve();
        throw why;
      },
    },
  });

  it.each<[string, () => Promise<unknown>, RegExp, string]>([
    [
      'the host',
      () => refresh(sqlSource(), failing(new TransientFailure('The server does not answer.'))),
      /does not answer/,
      'transient',
    ],
    [
      'the login',
      () => refresh(sqlSource(), failing(new PermanentFailure('The login is refused.'))),
      /refused/,
      'permanent',
    ],
    [
      'the query',
      () => refresh(sqlSource({ query: 'select nothing from card' })),
      /column that is not there.*nothing/,
      'permanent',
    ],
    [
      'the columns',
      () => refresh(sqlSource({ query: 'select id, born from card' })),
      /no column for the name.*called: id, born/,
      'transient',
    ],
    [
      'the mapping',
      () => refresh(sqlSource({ columns: { phone: 'mobile' } })),
      /«mobile» that the file does not have/,
      'transient',
    ],
  ])('%s', async (_title, fail, words, kind) => {
    await refresh(sqlSource());
    const before = await people();
    now = new Date('2026-11-18T09:00:00Z');
    expect(await fail()).toMatchObject({ outcome: 'failed', kind, message: expect.stringMatching(words) });
    expect(await people()).toEqual(before);
    expect(await view(sqlSource())).toMatchObject({
      state: 'failing',
      ageSeconds: 7200,
      refreshedAt: '2026-11-18T07:00:00.000Z',
      count: 3,
      error: { message: expect.stringMatching(words), kind, since: now.toISOString(), times: 1 },
      report: { rows: 4, added: 3 },
    });
    expect((await test.database.pool.query('select directory_as_of() as at')).rows[0].at).toEqual(
      new Date('2026-11-18T07:00:00Z'),
    );
    await refresh(sqlSource());
    expect(await view(sqlSource())).toMatchObject({ state: 'ok', ageSeconds: 0, error: null });
  });

  it('in the middle of the rows', async () => {
    await refresh(sqlSource());
    const before = await people();
    const rows = async function* () {
      for (let id = 0; id < 2500; id++) yield [String(id), 'Новый Человек'];
      throw new TransientFailure('The connection broke.');
    };
    const broken = { columns: ['id', 'name'], rows: rows(), close: () => Promise.resolve() };
    const sql = { ...noReaders, postgresql: () => Promise.resolve(broken) };
    expect(await refresh(sqlSource(), { sql })).toMatchObject({ outcome: 'failed', message: 'The connection broke.' });
    expect(await people()).toEqual(before);
  });

  it('what may pass is tried again soon, the rest when it is its turn', async () => {
    const source = sqlSource({ everyMinutes: 60 });
    const next = async (error: Error) => {
      await refresh(source, failing(error));
      return (Date.parse((await view(source)).nextAt ?? '') - now.getTime()) / 60_000;
    };
    expect([await next(new TransientFailure('a')), await next(new TransientFailure('b'))]).toEqual([1, 2]);
    expect(await next(new PermanentFailure('c'))).toBe(60);
  });
});

describe('other kinds of sources', () => {
  it('a file is read again; its doubtful places are kept masked', async () => {
    const path = join(folder, 'people.csv');
    await writeFile(path, '№ карты;ФИО;Телефон\n1;Орлова Мария;8916000112\n');
    const source = sourceSetting({ kind: 'csv', path });
    expect(await refresh(source)).toMatchObject({ outcome: 'done', report: { doubtful: 1 } });
    expect((await view(source)).report?.places).toMatchObject([{ line: 2, column: 'Телефон', value: '##########' }]);
    await writeFile(path, '№ карты;ФИО;Телефон\n1;Орлова Мария;89160001122\n');
    expect(await refresh(source)).toMatchObject({ report: { changed: 1, doubtful: 0 } });
    await rm(path);
    expect(await refresh(source)).toMatchObject({ outcome: 'failed', message: expect.stringMatching(/ENOENT/) });
    expect(await people()).toHaveLength(1);
  });

  it('a MIS that lists its people', async () => {
    const cards: MisPerson[] = [
      misPerson({
        externalId: 'a',
        fullName: 'Орлова Мария',
        lastVisit: new Date('2026-10-01T06:30:00Z'),
        phones: [
          { written: '89160001122', note: null, validFrom: null, validTo: null },
          { written: '84951234567', note: 'мама', validFrom: null, validTo: '2026-12-31' },
        ],
      }),
      misPerson({ externalId: 'b', fullName: 'Белова Анна', kind: 'staff', validTo: '2026-10-31' }),
      misPerson({ externalId: 'c', fullName: 'Лаборатория', kind: 'contractor' }),
    ];
    const list: ListPeople = async function* () {
      yield { people: cards.slice(0, 1), total: 3 };
      await Promise.resolve();
      yield { people: cards.slice(1), total: 3 };
    };
    const source = sourceSetting({ kind: 'mis', account: 'clinic-mis' });
    expect(await refresh(source, { listPeople: () => list })).toMatchObject({ report: { added: 3, doubtful: 0 } });
    expect(await people()).toMatchObject([
      { external_id: 'a', kind: 'patient', phones: ['+74951234567 мама', '+79160001122'] },
      { external_id: 'b', kind: 'staff' },
      { external_id: 'c', kind: 'contractor' },
    ]);
    const { rows } = await test.database.pool.query('select starts_at from visit');
    expect(rows).toEqual([{ starts_at: new Date('2026-10-01T06:30:00Z') }]);
    expect(await refresh(source)).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/does not list people. Use a file or a query/),
    });
  });
});

describe('who refreshes', () => {
  it('one at a time; the second is told', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const rows = async function* () {
      await held;
      yield ['1', 'Орлова Мария'];
    };
    const slow = { columns: ['id', 'name'], rows: rows(), close: () => Promise.resolve() };
    const first = refresh(sqlSource(), { sql: { ...noReaders, postgresql: () => Promise.resolve(slow) } });
    await eventually(async () => expect((await view(sqlSource())).state).toBe('running'));
    expect(await refresh(sqlSource())).toEqual({ outcome: 'busy' });
    release();
    expect(await first).toMatchObject({ outcome: 'done' });
  });

  it('the worker, when it is due or was asked for, and no more after it stopped', async () => {
    const source = sqlSource({ everyMinutes: 60 });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
    const stop = startSources({
      database: test.database,
      configuration: () => testConfiguration({ directory: { sources: [source] } }),
      ports: ports(),
      log,
      tickMs: 50,
    });
    try {
      await eventually(async () => {
        expect(await people()).toHaveLength(3);
        // Its next turn is counted from the end of this one.
        expect((await view(source)).state).not.toBe('running');
      });
      await clinic.database.pool.query("insert into card values (4, 'Новая Карта')");
      now = new Date(now.getTime() + 61 * 60_000);
      await eventually(async () => expect(await people()).toHaveLength(4));
    } finally {
      await stop();
    }
    await clinic.database.pool.query("insert into card values (5, 'Поздняя Карта')");
    now = new Date(now.getTime() + 61 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await people()).toHaveLength(4);
  });
});
