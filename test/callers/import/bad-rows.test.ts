import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPeople, openDoubtFile } from '../../../src/callers/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

const HEADER =
  '№ карты;ФИО;Телефон;Дата рождения;Давний пациент;Последний прием;Примечание;Работает с;Работает до;Семья;Вид;Объединен с;Прежний номер карты;Архив;Телефон представителя;Телефон действует с;Телефон действует до';
const at = Object.fromEntries(HEADER.split(';').map((name, index) => [name, index]));

/** What is wrong, the cells, the column that must be named, and a word of the problem. */
const bad: [string, Record<string, string>, string, RegExp][] = [
  ['no name', { ФИО: '' }, 'ФИО', /no name/],
  ['a name of digits', { ФИО: '12345' }, 'ФИО', /no name/],
  ['a name of dashes', { ФИО: '---' }, 'ФИО', /no name/],
  ['a name that is an error of the sheet', { ФИО: '#ССЫЛКА!' }, 'ФИО', /no name/],
  ['a name without end', { ФИО: 'Ы'.repeat(400) }, 'ФИО', /longer than 300/],
  ['a card number without end', { '№ карты': '9'.repeat(300) }, '№ карты', /longer than 200/],
  ['a digit too few', { Телефон: '8916000112' }, 'Телефон', /No telephone number/],
  ['a digit too many', { Телефон: '891600011223' }, 'Телефон', /No telephone number/],
  ['words for a number', { Телефон: 'спросить у мужа' }, 'Телефон', /No telephone number/],
  ['rounded by Excel', { Телефон: '7,9161E+10' }, 'Телефон', /Excel has rounded/],
  ['rounded by Excel, with a point', { Телефон: '8.91600E+10' }, 'Телефон', /Excel has rounded/],
  ['rounded by Excel, Russian letter', { Телефон: '7,92Е+10' }, 'Телефон', /Excel has rounded/],
  ['an error of the sheet', { Телефон: '#ЗНАЧ!' }, 'Телефон', /No telephone number/],
  ['#### of a narrow column', { Телефон: '########' }, 'Телефон', /./],
  ['a bank card', { Телефон: '4276 3800 1234 5678' }, 'Телефон', /No telephone number/],
  ['a range that is not assigned', { Телефон: '+7 123 456-78-90' }, 'Телефон', /No telephone number/],
  ['two numbers run together', { Телефон: '8916000112289261112233' }, 'Телефон', /No telephone number/],
  ['one good number of two', { Телефон: '89160001122, 8926111223' }, 'Телефон', /A part of it/],
  ['zeros', { Телефон: '00000000000' }, 'Телефон', /No telephone number/],
  ['an e-mail', { Телефон: 'a123456789@b.ru' }, 'Телефон', /No telephone number/],
  ['a date', { Телефон: '12.03.1986' }, 'Телефон', /No telephone number/],
  ['a number of the representative', { 'Телефон представителя': '8916' }, 'Телефон представителя', /No telephone/],
  ['31 February', { 'Дата рождения': '31.02.1980' }, 'Дата рождения', /cannot be read/],
  ['an American date', { 'Дата рождения': '03/12/1986' }, 'Дата рождения', /cannot be read/],
  ['a year of two figures', { 'Дата рождения': '12.03.86' }, 'Дата рождения', /cannot be read/],
  ['a month alone', { 'Дата рождения': 'март 1986' }, 'Дата рождения', /cannot be read/],
  ['a year alone', { 'Дата рождения': '1986' }, 'Дата рождения', /cannot be read/],
  ['a day that no month has', { 'Дата рождения': '32.01.1986' }, 'Дата рождения', /cannot be read/],
  ['a thirteenth month', { 'Дата рождения': '12.13.1986' }, 'Дата рождения', /cannot be read/],
  ['a month that does not exist', { 'Дата рождения': '5 мартобря 1986' }, 'Дата рождения', /cannot be read/],
  ['an age', { 'Дата рождения': '34 года' }, 'Дата рождения', /cannot be read/],
  ['born in the future', { 'Дата рождения': '12.03.2086' }, 'Дата рождения', /Nobody was born/],
  ['born in 1086', { 'Дата рождения': '12.03.1086' }, 'Дата рождения', /Nobody was born/],
  ['perhaps', { 'Давний пациент': 'возможно' }, 'Давний пациент', /cannot be read/],
  ['yesterday', { 'Последний прием': 'вчера' }, 'Последний прием', /cannot be read/],
  ['a visit tomorrow', { 'Последний прием': '19.11.2026' }, 'Последний прием', /future/],
  ['a visit at 25:00', { 'Последний прием': '01.10.2026 25:00' }, 'Последний прием', /cannot be read/],
  ['a note without end', { Примечание: 'ы'.repeat(3000) }, 'Примечание', /longer than 2000|Longer than 2000/],
  ['a first day in words', { 'Работает с': 'с весны' }, 'Работает с', /cannot be read/],
  ['a last day in words', { 'Работает до': 'скоро' }, 'Работает до', /cannot be read/],
  [
    'gone before coming',
    { 'Работает с': '02.01.2026', 'Работает до': '01.01.2026' },
    'Работает до',
    /before the first/,
  ],
  ['a family without end', { Семья: 'ы'.repeat(300) }, 'Семья', /Longer than 200/],
  ['an unknown kind', { Вид: 'инопланетянин' }, 'Вид', /cannot be read/],
  ['merged into nobody', { 'Объединен с': 'нет-такой' }, '', /merged into is not known/],
  ['merged, but which', { '№ карты': '', 'Объединен с': '1' }, 'Объединен с', /has no number/],
  ['renamed, but which', { '№ карты': '', 'Прежний номер карты': '1' }, 'Прежний номер карты', /has no number/],
  ['archived perhaps', { Архив: 'частично' }, 'Архив', /cannot be read/],
  [
    'a number valid since spring',
    { Телефон: '89160001123', 'Телефон действует с': 'весна' },
    'Телефон действует с',
    /cannot be read/,
  ],
  [
    'a number valid until then',
    { Телефон: '89160001124', 'Телефон действует до': 'потом' },
    'Телефон действует до',
    /cannot be read/,
  ],
  ['the same card again', { '№ карты': '1', ФИО: 'Другой Человек' }, '№ карты', /same card number/],
  ['shifted by a delimiter', { лишнее: 'x' }, '', /more cells than the header/],
];

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'bad-rows-'));
});
afterAll(async () => {
  await test.drop();
  await rm(folder, { recursive: true });
});

const row = (index: number, cells: Record<string, string>): string => {
  const line = HEADER.split(';').map(() => '');
  line[0] = String(1000 + index);
  line[1] = `Орлова Мария ${index}`;
  for (const [name, cell] of Object.entries(cells)) line[at[name] ?? line.length] = cell;
  return line.join(';');
};
const FILE = [HEADER, '1;Верный Пётр;89031112233', ...bad.map(([, cells], index) => row(index, cells))].join('\n');

async function imported(path: string, show: boolean) {
  const doubts = await openDoubtFile(path, { show });
  async function* file() {
    yield Buffer.from(FILE);
  }
  const report = await importPeople({
    database: test.database,
    clock: { now: () => new Date('2026-11-18T07:00:00Z') },
    file: file(),
    kind: 'patient',
    context: { phones: { country: 'RU', areaCode: '495' }, zone: 'Europe/Moscow' },
    onDoubt: doubts.add,
  });
  return { report, written: await doubts.close(), text: await readFile(path, 'utf8') };
}

describe('a file with fifty kinds of bad rows', () => {
  it('has fifty', () => expect(bad.length).toBeGreaterThanOrEqual(50));

  it('each is in the report, with its row, its column and what to change; nothing is dropped in silence', async () => {
    const { report, written } = await imported(join(folder, 'shown.csv'), true);
    for (const [index, [title, , column, problem]] of bad.entries()) {
      const line = index + 3;
      const found = report.doubtful.filter((doubt) => doubt.line === line);
      expect([title, found]).toEqual([
        title,
        expect.arrayContaining([
          expect.objectContaining({
            line,
            column,
            problem: expect.stringMatching(problem),
            remedy: expect.stringMatching(/\S{3}/),
          }),
        ]),
      ]);
    }
    expect(report.rows).toBe(bad.length + 1);
    expect(report.added + report.skipped + report.joined).toBe(report.rows);
    expect(written).toBe(report.doubtfulCount);
    expect(report.doubtful.some(({ line }) => line === 2)).toBe(false);
    const { rows } = await test.database.pool.query<{ count: number }>('select count(*) from person');
    expect(rows[0]?.count).toBe(report.added);
  });

  it('the report file opens in Excel, shows the shape of a cell only, and no formula of it is run', async () => {
    const { text } = await imported(join(folder, 'masked.csv'), false);
    expect(text.startsWith('\uFEFFrow;column;value;problem;what to change\r\n')).toBe(true);
    expect(text).toContain('"Телефон";"\'+# ### ###-##-##"');
    expect(text).not.toContain('8916000112');
    expect(text).not.toMatch(/спросить|b\.ru|инопланетянин/);
    expect((await stat(join(folder, 'masked.csv'))).mode & 0o077).toBe(0);
  });

  it('a good file leaves no report behind', async () => {
    const path = join(folder, 'none.csv');
    const doubts = await openDoubtFile(path, { show: false });
    expect(await doubts.close()).toBe(0);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});
