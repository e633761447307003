import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importVisits } from '../../../src/appointments/index.ts';
import { importPeople, ImportRefused, type ImportPeople } from '../../../src/callers/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { workbook } from './workbook.ts';

let test: TestDatabase;
const now = new Date('2026-11-18T07:00:00Z');
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
beforeEach(() => test.database.pool.query('truncate person, directory_source restart identity cascade'));

async function* inPieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const run = (file: Buffer, told: Partial<ImportPeople> = {}) =>
  importPeople({
    database: test.database,
    clock: { now: () => now },
    file: inPieces(file),
    kind: 'patient',
    context: { phones: { country: 'RU', areaCode: '495' }, zone: 'Europe/Moscow' },
    ...told,
  });

const people = async () =>
  (
    await test.database.pool.query(
      `select external_id, full_name, birth_date, note,
              array(select e164 || coalesce(' ' || note, '') from person_phone where person_id = p.id order by e164) as phones
       from person p order by id`,
    )
  ).rows;

const HEADER = ['№ карты', 'ФИО', 'Телефон', 'Дата рождения', 'Примечание'];

describe('an Excel workbook', () => {
  it.each([true, false])('numbers, days and texts as a person sees them (shared texts: %s)', async (sharedStrings) => {
    const file = await workbook(
      {
        Пациенты: [
          ['Список на 18.11.2026'],
          [],
          HEADER,
          [1001, 'Орлова Мария Петровна', 79160001122, new Date('1986-03-12'), 'не звонить до 12'],
          ['1002', 'Орлов Сергей', '8(495)123-45-67, моб. 8 926 111-22-33', '30.07.1984', null],
          [1003, 'Белова Анна', 9031112233, 31483, null],
          [
            1004,
            sharedStrings ? { richText: [{ text: 'Ким ' }, { text: 'Юлия' }] } : 'Ким Юлия',
            { text: '+7 903 111-22-34', hyperlink: 'tel:1' },
          ],
          [1005, { formula: 'A1', result: 'Формула Иван' }, { formula: 'B1', result: 89031112235 }],
        ],
      },
      { sharedStrings },
    );
    const report = await run(file);
    expect(report).toMatchObject({ rows: 5, added: 5, doubtful: [] });
    expect(await people()).toEqual([
      {
        external_id: '1001',
        full_name: 'Орлова Мария Петровна',
        birth_date: '1986-03-12',
        note: 'не звонить до 12',
        phones: ['+79160001122'],
      },
      {
        external_id: '1002',
        full_name: 'Орлов Сергей',
        birth_date: '1984-07-30',
        note: null,
        phones: ['+74951234567', '+79261112233 моб.'],
      },
      expect.objectContaining({ external_id: '1003', birth_date: '1986-03-12', phones: ['+79031112233'] }),
      expect.objectContaining({ full_name: 'Ким Юлия', phones: ['+79031112234'] }),
      expect.objectContaining({ full_name: 'Формула Иван', phones: ['+79031112235'] }),
    ]);
    expect(await run(file)).toMatchObject({ added: 0, changed: 0, unchanged: 5 });
  });

  it('takes the sheet that names the columns, and tells rows by their number in it', async () => {
    const file = await workbook({
      'О выгрузке': [['Выгружено', 'из МИС']],
      Пациенты: [HEADER, [1, 'Орлова Мария', '8916000112']],
    });
    const report = await run(file);
    expect(report.doubtful).toMatchObject([{ line: 2, column: 'Телефон', value: '8916000112' }]);
    expect(await people()).toHaveLength(1);
  });

  it('a text of every length comes whole out of thousands', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => [
      index,
      `Орлова ${'ы'.repeat(index % 200)}${index}`,
      `8916${String(index).padStart(7, '0')}`,
      '',
      `примечание${'я'.repeat((index * 7) % 300)}`,
    ]);
    await run(await workbook({ a: [HEADER, ...rows] }));
    const found = await people();
    expect(found).toHaveLength(3000);
    for (const [index, row] of rows.entries())
      expect(found[index]).toMatchObject({ full_name: String(row[1]), note: String(row[4]) });
  }, 60_000);

  it('visits come from a workbook, too', async () => {
    await run(await workbook({ a: [HEADER, [1, 'Орлова Мария', '89160001122']] }));
    const file = await workbook({
      a: [
        ['№ карты', 'Начало', 'Конец', 'Врач'],
        [1, new Date('2026-11-21T10:00:00Z'), new Date('2026-11-21T10:30:00Z'), 'Соколов'],
      ],
    });
    const report = await importVisits({
      database: test.database,
      clock: { now: () => now },
      file: inPieces(file),
      context: { zone: 'Europe/Moscow', branches: [] },
    });
    expect(report).toMatchObject({ added: 1, doubtful: [] });
    const { rows } = await test.database.pool.query('select starts_at, ends_at from visit');
    expect(rows).toEqual([{ starts_at: new Date('2026-11-21T07:00:00Z'), ends_at: new Date('2026-11-21T07:30:00Z') }]);
  });

  describe('that is none', () => {
    it.each<[string, (file: Buffer) => Buffer]>([
      ['cut in the middle', (file) => file.subarray(0, file.length / 2)],
      ['a zip with noise behind', (file) => Buffer.concat([file.subarray(0, 40), Buffer.alloc(3000, 7)])],
      ['only its first bytes', (file) => file.subarray(0, 10)],
    ])(
      '%s: is refused, nothing is left behind',
      async (_title, spoil) => {
        const before = (await readdir(tmpdir())).filter((name) => name.startsWith('trubka-xlsx-')).length;
        const rows = Array.from({ length: 500 }, (_, index) => [index, `Орлова ${index}`, `8916${index + 1_000_000}`]);
        const file = await workbook({ a: [HEADER, ...rows] });
        await expect(run(spoil(file))).rejects.toBeInstanceOf(ImportRefused);
        expect(await people()).toEqual([]);
        expect((await readdir(tmpdir())).filter((name) => name.startsWith('trubka-xlsx-')).length).toBeLessThanOrEqual(
          before,
        );
      },
      20_000,
    );

    it('without a sheet that has the name', async () => {
      await expect(run(await workbook({ a: [['x', 'y']], b: [['z']] }))).rejects.toThrow(/no column for the name/);
    });
  });

  it('reads from a path, whatever the file is called', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'people-'));
    try {
      const path = join(folder, 'people.csv');
      await writeFile(path, await workbook({ a: [HEADER, [1, 'Орлова Мария', '89160001122']] }));
      expect(await run(Buffer.alloc(0), { file: path })).toMatchObject({ added: 1 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
