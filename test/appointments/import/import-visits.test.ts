import { Buffer } from 'node:buffer';
import { importVisits, type ImportVisits } from '../../../src/appointments/index.ts';
import { importPeople, ImportRefused } from '../../../src/callers/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
const now = new Date('2026-11-18T07:00:00Z');
const clock = { now: () => now };
const center = { id: 'center', name: 'Центр', zone: 'Europe/Moscow' };
const east = { id: 'east', name: 'Восток', zone: 'Asia/Vladivostok' };

async function* bytes(text: string) {
  yield Buffer.from(text);
}

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.pool.query(
    'truncate person, visit, visit_change, visit_source, directory_source restart identity cascade',
  );
  await importPeople({
    database: test.database,
    clock,
    file: bytes('№ карты;ФИО;Телефон\n1001;Орлова Мария Петровна;89160001122\n1002;Орлов Сергей;89160001122\n'),
    kind: 'patient',
    context: { phones: { country: 'RU' }, zone: 'Europe/Moscow' },
  });
});

function run(file: string, told: Partial<ImportVisits> = {}) {
  return importVisits({
    database: test.database,
    clock,
    file: bytes(file),
    context: { zone: 'Europe/Moscow', branches: [center, east] },
    ...told,
  });
}

const visits = async () =>
  (
    await test.database.pool.query(
      `select v.external_id, p.external_id as patient, starts_at, ends_at, state, doctor, branch, zone, added_at
       from visit v left join person p on p.id = v.person_id order by v.id`,
    )
  ).rows;

const numbers = ({ rows, added, changed, unchanged, skipped, removed }: Awaited<ReturnType<typeof run>>) => ({
  rows,
  added,
  changed,
  unchanged,
  skipped,
  removed,
});

const HEADER = 'id;№ карты;Начало;Окончание;Врач;Филиал;Статус;Добавлен';
const FILE = `${HEADER}
a;1001;20.11.2026 10:00;20.11.2026 10:30;Лебедева;Центр;Подтверждён;17.11.2026 09:15
b;1002;2026-11-20T10:00;11:00;Ким;east;запланирован;
c;1001;01.10.2026 12:00;01.10.2026 13:00;Лебедева;Центр;Завершён;
`;

describe('importVisits', () => {
  it('reads an appointments file, each row in the zone of its branch', async () => {
    expect(await run(FILE)).toMatchObject({ rows: 3, added: 3, doubtful: [], ignoredColumns: [] });
    expect(await visits()).toEqual([
      {
        external_id: 'a',
        patient: '1001',
        starts_at: new Date('2026-11-20T07:00:00Z'),
        ends_at: new Date('2026-11-20T07:30:00Z'),
        state: 'confirmed',
        doctor: 'Лебедева',
        branch: 'center',
        zone: 'Europe/Moscow',
        added_at: new Date('2026-11-17T06:15:00Z'),
      },
      expect.objectContaining({
        external_id: 'b',
        patient: '1002',
        starts_at: new Date('2026-11-20T00:00:00Z'),
        ends_at: new Date('2026-11-20T01:00:00Z'),
        state: 'planned',
        branch: 'east',
        zone: 'Asia/Vladivostok',
        added_at: null,
      }),
      expect.objectContaining({ external_id: 'c', state: 'completed' }),
    ]);
    const { rows } = await test.database.pool.query('select source, kind, branches, refreshed_at from visit_source');
    expect(rows).toEqual([{ source: 'file:appointments', kind: 'file', refreshed_at: now, branches: null }]);
  });

  it('the second run changes nothing, a change only its row', async () => {
    await run(FILE);
    expect(numbers(await run(FILE))).toEqual({ rows: 3, added: 0, changed: 0, unchanged: 3, skipped: 0, removed: 0 });
    expect(numbers(await run(FILE.replace('Подтверждён', 'отменен')))).toMatchObject({ changed: 1, unchanged: 2 });
    expect((await visits())[0]).toMatchObject({ state: 'cancelled' });
  });

  it('does not touch what the file has no column for', async () => {
    await run(FILE);
    await run('id;№ карты;Начало;Окончание;Филиал\na;1001;20.11.2026 11:00;11:30;Центр\n');
    expect((await visits())[0]).toMatchObject({
      state: 'confirmed',
      doctor: 'Лебедева',
      starts_at: new Date('2026-11-20T08:00:00Z'),
    });
  });

  it.each([
    ['Дата;Время;Длительность', '20.11.2026;10:00;45', '2026-11-20T07:00:00Z', 45],
    ['Дата приема;Начало;Конец', '20.11.2026;10:00;11:15', '2026-11-20T07:00:00Z', 75],
    ['Начало;Длительность, мин', '20.11.2026 10:00;30 мин', '2026-11-20T07:00:00Z', 30],
    ['Начало;Длительность', '20.11.2026 10:00:00;1:30', '2026-11-20T07:00:00Z', 90],
    ['Start;End', '2026-11-20T10:00:00+05:00;2026-11-20T10:30:00+05:00', '2026-11-20T05:00:00Z', 30],
    ['Начало;Длительность', '2026-11-20 9:00;1 ч 15 мин', '2026-11-20T06:00:00Z', 75],
  ])('%s: %s', async (columns, cells, start, minutes) => {
    expect(await run(`№ карты;${columns}\n1001;${cells}\n`)).toMatchObject({ added: 1, doubtful: [] });
    const startsAt = new Date(start);
    expect(await visits()).toMatchObject([
      { starts_at: startsAt, ends_at: new Date(startsAt.getTime() + minutes * 60_000), branch: null },
    ]);
  });

  it.each([
    ['Запланирован', 'planned'],
    ['не подтвержден', 'planned'],
    ['', 'planned'],
    ['Подтверждено', 'confirmed'],
    ['Перенесён', 'moved'],
    ['Отказ', 'cancelled'],
    ['Пришёл', 'arrived'],
    ['Выполнен', 'completed'],
    ['Не пришёл', 'no-show'],
    ['no-show', 'no-show'],
  ])('the state «%s» is %s', async (word, state) => {
    await run(`${HEADER}\na;1001;20.11.2026 10:00;10:30;;;${word};\n`);
    expect(await visits()).toMatchObject([{ state }]);
  });

  it('a clinic has its own words for states', async () => {
    await run(`${HEADER}\na;1001;20.11.2026 10:00;10:30;;;Сел в кресло!;\n`, {
      context: { zone: 'Europe/Moscow', branches: [center, east], states: { 'Сел в кресло': 'arrived' } },
    });
    expect(await visits()).toMatchObject([{ state: 'arrived' }]);
  });

  it('the only branch of a clinic is meant where none is named', async () => {
    await run('id;№ карты;Начало;Конец\na;1001;20.11.2026 10:00;10:30\n', {
      context: { zone: 'Europe/Moscow', branches: [east] },
    });
    expect(await visits()).toMatchObject([{ branch: 'east', starts_at: new Date('2026-11-20T00:00:00Z') }]);
  });

  it('without ids visits are told apart by patient and start', async () => {
    const file = '№ карты;Начало;Конец\n1001;20.11.2026 10:00;10:30\n1001;21.11.2026 10:00;10:30\n';
    expect(await run(file)).toMatchObject({ added: 2 });
    expect(await run(file)).toMatchObject({ unchanged: 2 });
  });

  it('without an end or a length the usual one is taken, and the report says so once', async () => {
    const report = await run('id;№ карты;Начало\na;1001;20.11.2026 10:00\nb;1001;21.11.2026 10:00\n');
    expect(report.doubtful).toMatchObject([{ line: 1, problem: expect.stringContaining('60 minutes') }]);
    expect((await visits())[0]).toMatchObject({ ends_at: new Date('2026-11-20T08:00:00Z') });
  });

  it.each<[string, string, string, RegExp, boolean]>([
    ['nobody', 'a;;20.11.2026 10:00;10:30', '№ карты', /no patient/, true],
    ['nobody and no id', ';;20.11.2026 10:00;10:30', '№ карты', /no patient/, false],
    ['an unknown card', 'a;7777;20.11.2026 10:00;10:30', '№ карты', /Nobody/, true],
    ['no start', 'a;1001;;10:30', 'Начало', /start/, false],
    ['a day without a time', 'a;1001;20.11.2026;10:30', 'Начало', /start/, false],
    ['a day that is not', 'a;1001;31.02.2026 10:00;10:30', 'Начало', /start/, false],
    ['an hour that is not', 'a;1001;20.11.2026 25:00;10:30', 'Начало', /start/, false],
    ['an unknown state', 'a;1001;20.11.2026 10:00;10:30;;;в астрале', 'Статус', /state/, false],
    ['more cells than the header', 'a;1001;20.11.2026 10:00;10:30;;;;;лишнее', '', /more cells/, false],
    ['the same visit again', 'a;1001;20.11.2026 10:00;10:30\na;1001;21.11.2026 10:00;10:30', 'id', /before/, true],
    ['an id without end', `${'a'.repeat(300)};1001;20.11.2026 10:00;10:30`, 'id', /200/, false],
    ['an end before the start', 'a;1001;20.11.2026 10:00;09:30', 'Окончание', /60 minutes/, true],
    ['an end after days', 'a;1001;20.11.2026 10:00;25.11.2026 10:00', 'Окончание', /60 minutes/, true],
    ['an end that cannot be read', 'a;1001;20.11.2026 10:00;потом', 'Окончание', /60 minutes/, true],
    ['an unknown branch', 'a;1001;20.11.2026 10:00;10:30;;Юг', 'Филиал', /branch/, true],
    ['added on no day', 'a;1001;20.11.2026 10:00;10:30;;;;давно', 'Добавлен', /cannot be read/, true],
  ])('doubtful: %s', async (_title, row, column, problem, stored) => {
    const report = await run(`${HEADER}\n${row}\nok;1002;21.11.2026 10:00;10:30\n`);
    const line = row.includes('\n') ? 3 : 2;
    expect(report.doubtful).toEqual([
      {
        line,
        column,
        value: expect.any(String),
        problem: expect.stringMatching(problem),
        remedy: expect.stringMatching(/\S/),
      },
    ]);
    expect(report.rows).toBe(report.added + report.skipped);
    expect((await visits()).map((one) => one.external_id)).toEqual(stored ? ['a', 'ok'] : ['ok']);
  });

  it.each([
    ['id;Начало\na;20.11.2026 10:00\n', /card number/],
    ['id;№ карты\na;1001\n', /start/],
  ])('refuses %j', async (file, problem) => {
    await expect(run(file)).rejects.toThrow(problem);
    await expect(run(file)).rejects.toBeInstanceOf(ImportRefused);
  });

  it('missing from a complete file: open visits of its span are cancelled, others stay', async () => {
    await run(FILE);
    await run(`${HEADER}\nd;1001;25.11.2026 10:00;10:30\ne;1001;30.11.2026 10:00;10:30\n`);
    const next = `${HEADER}\nc;1001;01.10.2026 12:00;13:00;;;Завершён;\nd;1001;25.11.2026 10:00;10:30\n`;
    expect(await run(next)).toMatchObject({ removed: 0 });
    expect(await run(next, { complete: true })).toMatchObject({ removed: 2 });
    expect((await visits()).map((one) => [one.external_id, one.state])).toEqual([
      ['a', 'cancelled'],
      ['b', 'cancelled'],
      ['c', 'completed'],
      ['d', 'planned'],
      ['e', 'planned'],
    ]);
  });
});
