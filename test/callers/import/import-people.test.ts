import { Buffer } from 'node:buffer';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPeople, ImportRefused, type ImportPeople } from '../../../src/callers/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
let now = new Date('2026-11-18T07:00:00Z');
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  now = new Date('2026-11-18T07:00:00Z');
  await test.database.pool.query('truncate person, directory_source restart identity cascade');
});

async function* bytes(...chunks: (string | Uint8Array)[]) {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

function run(file: string | Uint8Array, told: Partial<ImportPeople> = {}) {
  return importPeople({
    database: test.database,
    clock: { now: () => now },
    file: bytes(file),
    kind: 'patient',
    context: { phones: { country: 'RU', areaCode: '495' }, zone: 'Europe/Moscow' },
    ...told,
  });
}

const people = async () =>
  (
    await test.database.pool.query(
      `select external_id, full_name, surname, given_name, patronymic, birth_date, note, household, known_before, valid_from, valid_to,
              deleted_at is not null as deleted,
              array(select e164 || case when extension = '' then '' else '#' || extension end || coalesce(' ' || note, '')
                    from person_phone where person_id = p.id order by e164, extension) as phones
       from person p order by id`,
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

const FILE = `№ карты;ФИО;Телефон;Моб. телефон;Дата рождения;Примечание;Семья;Последний прием;Давний пациент
1001;Орлова Мария Петровна;8(495)123-45-67 доб. 12, моб. мамы 8 916 000 11 22;;12.03.1986;не звонить до 12;Орловы;01.10.2026;да
1002;Орлов Сергей Иванович;;+7 926 111-22-33;1984-07-30;;Орловы;;
`;

describe('importPeople', () => {
  it('reads a file of patients: scenario 14, both numbers with their notes', async () => {
    const report = await run(FILE);
    expect(report).toEqual({
      rows: 2,
      erased: 0,
      added: 2,
      changed: 0,
      unchanged: 0,
      skipped: 0,
      joined: 0,
      merged: 0,
      withoutPhone: 0,
      removed: 0,
      doubtful: [],
      doubtfulCount: 0,
      ignoredColumns: [],
    });
    expect(await people()).toEqual([
      {
        external_id: '1001',
        full_name: 'Орлова Мария Петровна',
        surname: 'Орлова',
        given_name: 'Мария',
        patronymic: 'Петровна',
        birth_date: '1986-03-12',
        note: 'не звонить до 12',
        household: 'Орловы',
        known_before: true,
        valid_from: null,
        valid_to: null,
        deleted: false,
        phones: ['+74951234567#12', '+79160001122 моб. мамы'],
      },
      expect.objectContaining({
        external_id: '1002',
        birth_date: '1984-07-30',
        known_before: false,
        phones: ['+79261112233'],
      }),
    ]);
    const { rows: visits } = await test.database.pool.query('select source, external_id, starts_at, state from visit');
    expect(visits).toEqual([
      {
        source: 'file:patients',
        external_id: 'last:1001',
        starts_at: new Date('2026-09-30T21:00:00Z'),
        state: 'completed',
      },
    ]);
    const { rows: sources } = await test.database.pool.query('select * from directory_source');
    expect(sources).toEqual([
      { source: 'file:patients', kind: 'patient', refreshed_at: now, people: 2, without_phone: 0 },
    ]);
  });

  it('the second run changes nothing and refreshes the date of the directory', async () => {
    await run(FILE);
    const before = await test.database.pool.query(
      'select xmin::text, ctid::text from person union all select xmin::text, ctid::text from person_phone order by 1, 2',
    );
    now = new Date('2026-11-19T07:00:00Z');
    expect(numbers(await run(FILE))).toEqual({ rows: 2, added: 0, changed: 0, unchanged: 2, skipped: 0, removed: 0 });
    const after = await test.database.pool.query(
      'select xmin::text, ctid::text from person union all select xmin::text, ctid::text from person_phone order by 1, 2',
    );
    expect(after.rows).toEqual(before.rows);
    expect((await test.database.pool.query('select directory_as_of() as at')).rows[0].at).toEqual(now);
  });

  it.each<[string, (file: string) => string, Record<string, unknown>]>([
    ['a name', (file) => file.replace('Орлова Мария', 'Петрова Мария'), { surname: 'Петрова' }],
    [
      'a number',
      (file) => file.replace('000 11 22', '000 11 23'),
      { phones: ['+74951234567#12', '+79160001123 моб. мамы'] },
    ],
    [
      'the note of a number',
      (file) => file.replace('моб. мамы', 'мама'),
      { phones: ['+74951234567#12', '+79160001122 мама'] },
    ],
    ['no number any more', (file) => file.replace(/8\(495\)[^;]*/, ''), { phones: [] }],
    ['a birth date', (file) => file.replace('12.03.1986', ''), { birth_date: null }],
    ['a later last visit', (file) => file.replace('01.10.2026', '02.10.2026'), {}],
  ])('changes only the person with %s that changed', async (_title, change, expected) => {
    await run(FILE);
    expect(numbers(await run(change(FILE)))).toEqual({
      rows: 2,
      added: 0,
      changed: 1,
      unchanged: 1,
      skipped: 0,
      removed: 0,
    });
    expect((await people())[0]).toMatchObject(expected);
  });

  it('does not touch what the file has no column for', async () => {
    await run(FILE);
    expect(numbers(await run('№ карты;ФИО\n1001;Орлова Мария Петровна\n'))).toMatchObject({ changed: 0, unchanged: 1 });
    expect((await people())[0]).toMatchObject({
      note: 'не звонить до 12',
      birth_date: '1986-03-12',
      known_before: true,
    });
    expect((await people())[0].phones).toHaveLength(2);
  });

  it('keeps the numbers that a person bound or took off by hand', async () => {
    await run(FILE);
    await test.database.pool.query(`
      insert into person_phone (person_id, e164, note, bound_by) select id, '+79990001122', 'сам', 'senior' from person where external_id = '1001';
      update person_phone set valid_to = '2026-11-01' where e164 = '+79160001122'`);
    await run(FILE);
    const { rows } = await test.database.pool.query('select e164, valid_to, bound_by from person_phone order by e164');
    expect(rows).toContainEqual({ e164: '+79990001122', valid_to: null, bound_by: 'senior' });
    expect(rows).toContainEqual({ e164: '+79160001122', valid_to: '2026-11-01', bound_by: null });
  });

  it('a last visit does not move back', async () => {
    await run(FILE);
    await run(FILE.replace('01.10.2026', '01.09.2026'));
    expect((await test.database.pool.query('select starts_at from visit')).rows).toEqual([
      { starts_at: new Date('2026-09-30T21:00:00Z') },
    ]);
  });

  describe('rows that are missing', () => {
    const one = FILE.split('\n').slice(0, 2).join('\n');
    it('stay without --complete', async () => {
      await run(FILE);
      expect((await run(one)).removed).toBe(0);
      expect((await people()).map((row) => row.deleted)).toEqual([false, false]);
    });
    it('are marked as deleted with it, and come back with the next file', async () => {
      await run(FILE);
      expect((await run(one, { complete: true })).removed).toBe(1);
      expect((await people()).map((row) => row.deleted)).toEqual([false, true]);
      expect(numbers(await run(FILE))).toMatchObject({ changed: 1, unchanged: 1 });
      expect((await people()).map((row) => row.deleted)).toEqual([false, false]);
    });
    it('of another source or kind stay', async () => {
      await run(FILE);
      await run('ФИО;Телефон;Табельный номер\nБелова Анна;89000000105;11\n', { kind: 'staff', complete: true });
      await run(one, { source: 'mis', complete: true });
      expect((await people()).filter((row) => row.deleted)).toEqual([]);
    });
    it('a row that could not be read deletes nobody', async () => {
      await run(FILE);
      const report = await run(FILE.replace('Орлов Сергей Иванович', ''), { complete: true });
      expect(report).toMatchObject({ removed: 0, skipped: 1 });
    });
    it('an empty list is refused as the complete one', async () => {
      await run(FILE);
      await expect(run('№ карты;ФИО\n', { complete: true })).rejects.toThrow(ImportRefused);
      expect((await people()).filter((row) => row.deleted)).toEqual([]);
    });
  });

  it('staff with their dates, contractors by one name', async () => {
    await run(
      'Табельный номер;ФИО;Телефон;Принят;Уволен\n11;Белова Анна Игоревна;8 900 000 01 05;01.03.2024;31.10.2026\n',
      { kind: 'staff' },
    );
    await run('Код,Название,Телефон\n501,"Лаборатория ""Эталон"", ООО",84950000106\n', { kind: 'contractor' });
    expect(await people()).toMatchObject([
      { surname: 'Белова', valid_from: '2024-03-01', valid_to: '2026-10-31', phones: ['+79000000105'] },
      { full_name: 'Лаборатория "Эталон", ООО', surname: '', phones: ['+74950000106'] },
    ]);
    const { rows } = await test.database.pool.query('select source, kind from directory_source order by source');
    expect(rows).toEqual([
      { source: 'file:contractors', kind: 'contractor' },
      { source: 'file:staff', kind: 'staff' },
    ]);
  });

  describe('forms of a file', () => {
    const windows1251 = (text: string) =>
      Uint8Array.from(text, (letter) => {
        const code = letter.codePointAt(0)!;
        if (code < 0x80) return code;
        if (letter === '№') return 0xb9;
        return code - 0x410 + 0xc0;
      });
    it.each<[string, Uint8Array | string]>([
      ['UTF-8', FILE],
      ['UTF-8 with a mark', `\uFEFF${FILE}`],
      ['windows-1251', windows1251(FILE)],
      ['UTF-16 little-endian', Buffer.from(`\uFEFF${FILE}`, 'utf16le')],
      ['Windows line ends', FILE.replaceAll('\n', '\r\n')],
      ['no line end at the end', FILE.trimEnd()],
      ['tabs', FILE.replaceAll(';', '\t')],
      ['commas', FILE.replaceAll(',', '/').replaceAll(';', ',')],
      [
        'everything quoted',
        FILE.trimEnd()
          .split('\n')
          .map((line) =>
            line
              .split(';')
              .map((cell) => `"${cell}"`)
              .join(';'),
          )
          .join('\n'),
      ],
      ['the first line of Excel', `sep=;\n${FILE}`],
      ['a title above the header', `Список пациентов на 18.11.2026\n\n${FILE}`],
      ['empty lines', FILE.replaceAll('\n', '\n\n;;;;;;;;\n')],
    ])('%s', async (_title, file) => {
      expect(numbers(await run(file))).toEqual({ rows: 2, added: 2, changed: 0, unchanged: 0, skipped: 0, removed: 0 });
      expect(await people()).toMatchObject([
        { full_name: 'Орлова Мария Петровна', phones: ['+74951234567#12', '+79160001122 моб. мамы'] },
        { full_name: 'Орлов Сергей Иванович' },
      ]);
    });

    it('any cut of the bytes gives the same text', async () => {
      for (const whole of [Buffer.from(FILE), Buffer.from(windows1251(FILE))]) {
        const single = Array.from(whole, (byte) => Uint8Array.of(byte));
        await run('', { file: bytes(...single) });
        expect((await people())[0]).toMatchObject({ full_name: 'Орлова Мария Петровна' });
        await test.database.pool.query('truncate person cascade');
      }
    });

    it('windows-1251 after a long beginning without Cyrillic', async () => {
      const latin = Array.from(
        { length: 5000 },
        (_, index) => `${index},Smith John,8916${String(index).padStart(7, '0')}`,
      );
      const file = Buffer.concat([
        Buffer.from(`id,name,phone\n${latin.join('\n')}\n`),
        windows1251('9999,Орлова Мария,89160009999\n'),
      ]);
      expect(await run(file)).toMatchObject({ rows: 5001, added: 5001 });
      expect((await people()).at(-1)).toMatchObject({ full_name: 'Орлова Мария' });
    });

    it('what looks like a mark in the middle is none', async () => {
      const file = bytes('id,name\n', windows1251('1,Иванов\n2,'), Uint8Array.of(0xff, 0xfe), windows1251('ков\n'));
      async function* held() {
        yield Buffer.from('id,name\n3,');
        yield Buffer.concat([Uint8Array.of(0xff, 0xfe), windows1251('ков'), Buffer.from('\n')]);
      }
      await run('', { file });
      await run('', { file: held() });
      expect((await people()).map((row) => row.full_name)).toEqual(['Иванов', 'яюков', 'яюков']);
    });

    it('English headers, several phone columns with what they say', async () => {
      await run(
        'Card Number,Last Name,First Name,Home Phone,Work phone,Телефон мамы,E-mail\n7,Smith,John,4951234567,4957654321,9160001122,a@b.c\n',
      );
      expect(await people()).toMatchObject([
        { full_name: 'Smith John', phones: ['+74951234567 дом.', '+74957654321 раб.', '+79160001122 мамы'] },
      ]);
    });

    it('names the columns that it ignores, and reads those that a mapping names', async () => {
      const file = 'Шифр;Клиент;Куда звонить;Скидка\nA-1;Орлова Мария;89160001122;5%\n';
      const mapping = { externalId: 'Шифр', fullName: 'Клиент', phone: ['Куда звонить'] };
      expect(await run(file, { mapping })).toMatchObject({ added: 1, ignoredColumns: ['Скидка'] });
      expect(await people()).toMatchObject([{ external_id: 'A-1', phones: ['+79160001122'] }]);
    });

    it('reads from a path', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'people-'));
      try {
        await writeFile(join(folder, 'people.csv'), FILE);
        expect(await run('', { file: join(folder, 'people.csv') })).toMatchObject({ added: 2 });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });

  describe('doubtful rows', () => {
    const HEADER = '№ карты;ФИО;Телефон;Дата рождения;Давний пациент;Последний прием;Примечание;Работает до;Работает с';
    it.each<[string, string, string, RegExp, Record<string, unknown> | null]>([
      ['no name', '1;;89160001122', 'ФИО', /no name/, null],
      ['a name of figures', '1;12345;89160001122', 'ФИО', /no name/, null],
      ['a name of spaces', '1;   ;89160001122', 'ФИО', /no name/, null],
      ['a very long name', `1;${'Ы'.repeat(400)};89160001122`, 'ФИО', /300/, { external_id: '1' }],
      ['a very long card number', `${'1'.repeat(300)};Орлова;89160001122`, '№ карты', /200/, null],
      ['more cells than the header', '1;Орлова;89160001122;;;;;;;лишнее', '', /more cells/, null],
      ['a number without a digit', '1;Орлова;8916000112', 'Телефон', /No telephone/, { phones: [] }],
      ['letters for a number', '1;Орлова;спросить у мужа', 'Телефон', /No telephone/, { phones: [] }],
      ['a number in exponent form', '1;Орлова;8,91600E+10', 'Телефон', /No telephone/, { phones: [] }],
      ['a card for a number', '1;Орлова;4276 3800 1234 5678', 'Телефон', /No telephone/, { phones: [] }],
      ['a range that does not exist', '1;Орлова;+7 123 456-78-90', 'Телефон', /No telephone/, { phones: [] }],
      ['two numbers in one', '1;Орлова;8916000112289261112233', 'Телефон', /No telephone/, { phones: [] }],
      ['one good number of two', '1;Орлова;89160001122, 8926111223', 'Телефон', /A part/, { phones: ['+79160001122'] }],
      ['zeros', '1;Орлова;00000000000', 'Телефон', /No telephone/, { phones: [] }],
      ['a day that is not', '1;Орлова;;31.02.1980', 'Дата рождения', /cannot be read/, { birth_date: null }],
      ['an American date', '1;Орлова;;03/12/1986', 'Дата рождения', /cannot be read/, { birth_date: null }],
      ['a year of two figures', '1;Орлова;;12.03.86', 'Дата рождения', /cannot be read/, { birth_date: null }],
      ['words for a date', '1;Орлова;;март 1986', 'Дата рождения', /cannot be read/, { birth_date: null }],
      ['not born yet', '1;Орлова;;12.03.2086', 'Дата рождения', /Nobody was born/, { birth_date: null }],
      ['born too long ago', '1;Орлова;;12.03.1086', 'Дата рождения', /Nobody was born/, { birth_date: null }],
      ['known before: perhaps', '1;Орлова;;;возможно', 'Давний пациент', /cannot be read/, { known_before: false }],
      ['a last visit that is no date', '1;Орлова;;;;вчера', 'Последний прием', /cannot be read/, {}],
      ['a last visit tomorrow', '1;Орлова;;;;19.11.2026', 'Последний прием', /future/, {}],
      ['a last visit at 25:00', '1;Орлова;;;;01.10.2026 25:00', 'Последний прием', /cannot be read/, {}],
      ['a note without end', `1;Орлова;;;;;${'ы'.repeat(3000)}`, 'Примечание', /2000/, {}],
      ['a last day that is no date', '1;Орлова;;;;;;скоро', 'Работает до', /cannot be read/, { valid_to: null }],
      [
        'gone before coming',
        '1;Орлова;;;;;;01.01.2026;02.01.2026',
        'Работает до',
        /before the first/,
        { valid_to: '2026-01-01' },
      ],
      [
        'the same card again',
        '1;Орлова;89160001122\n1;Белова;89261112233',
        '№ карты',
        /before/,
        { phones: ['+79160001122'] },
      ],
      ['an error of the sheet', '1;Орлова;#ЗНАЧ!', 'Телефон', /No telephone/, { phones: [] }],
      ['an e-mail for a number', '1;Орлова;a123456789@b.ru', 'Телефон', /No telephone/, { phones: [] }],
      ['a date for a number', '1;Орлова;12.03.1986', 'Телефон', /No telephone/, { phones: [] }],
    ])('%s', async (_title, row, column, problem, stored) => {
      const report = await run(`${HEADER}\n${row}\n2;Верный Пётр;89031112233\n`);
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
      expect(report.doubtfulCount).toBe(1);
      expect(report.rows).toBe(report.added + report.skipped);
      const found = await people();
      expect(found.at(-1)).toMatchObject({ external_id: '2', phones: ['+79031112233'] });
      expect(found.slice(0, -1)).toMatchObject(stored === null ? [] : [stored]);
    });

    it.each(['нет', 'Нет.', '-', 'не указан', ''])(
      'a patient who has no number («%s») is counted, not doubted',
      async (phone) => {
        expect(await run(`${HEADER}\n1;Орлова;${phone}\n`)).toMatchObject({ added: 1, withoutPhone: 1, doubtful: [] });
        const { rows } = await test.database.pool.query('select people, without_phone from directory_source');
        expect(rows).toEqual([{ people: 1, without_phone: 1 }]);
      },
    );

    it('control characters and NUL are no part of a name', async () => {
      await run(`${HEADER}\n1;Орлова\u0000 Мария\u0007;89160001122\n`);
      expect(await people()).toMatchObject([{ full_name: 'Орлова Мария' }]);
    });

    it('without card numbers people are told apart by name and birth date, and the report says so', async () => {
      const file =
        'ФИО;Телефон;Дата рождения\nОрлова Мария;89160001122;12.03.1986\nОрлова Мария;89261112233;01.01.2010\n';
      const report = await run(file);
      expect(report).toMatchObject({
        added: 2,
        doubtful: [{ line: 1, problem: expect.stringContaining('card number') }],
      });
      expect(numbers(await run(file.replace('89160001122', '89160001123')))).toMatchObject({
        added: 0,
        changed: 1,
        unchanged: 1,
      });
    });

    it('keeps the first thousand and counts all', async () => {
      const rows = Array.from({ length: 1500 }, (_, index) => `${index};Орлова;что-то`);
      const report = await run(`${HEADER}\n${rows.join('\n')}\n`);
      expect(report.doubtful).toHaveLength(1000);
      expect(report).toMatchObject({ doubtfulCount: 1500, rows: 1500, added: 1500, withoutPhone: 1500 });
    });
  });

  describe('a failed import leaves the old directory', () => {
    const many = Array.from(
      { length: 2500 },
      (_, index) => `${index};Новый Человек;8916${String(index).padStart(7, '0')}`,
    ).join('\n');
    const untouched = async () => {
      expect(await people()).toHaveLength(2);
      expect((await test.database.pool.query('select directory_as_of() as at')).rows[0].at).toEqual(
        new Date('2026-11-18T07:00:00Z'),
      );
    };
    beforeEach(async () => {
      await run(FILE);
      now = new Date('2026-11-19T07:00:00Z');
    });

    it.each<[string, string | Uint8Array, RegExp]>([
      ['an empty file', '', /empty/],
      ['an Excel workbook', Buffer.from('PK\u0003\u0004 and so on'), /workbook/],
      ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /workbook/],
      ['no header that means anything', 'a;b;c\n1;2;3\n', /no column for the name/],
      [
        'a quotation mark that never ends, after thousands of rows',
        `№ карты;ФИО;Телефон\n${many}\n"1;Орлова\n${'x;y;z\n'.repeat(10)}`,
        /never closed/,
      ],
      [
        'another encoding in the middle',
        Buffer.concat([Buffer.from(`№ карты;ФИО;Телефон\n${many}\n`), Buffer.from([0xce, 0xf0, 0xeb, 0x0a])]),
        /another encoding/,
      ],
    ])('%s', async (_title, file, problem) => {
      await expect(run(file)).rejects.toThrow(problem);
      await expect(run(file)).rejects.toBeInstanceOf(ImportRefused);
      await untouched();
    });

    it('no such file', async () => {
      await expect(run('', { file: '/nowhere/people.csv' })).rejects.toThrow(/ENOENT/);
      await untouched();
    });

    it('scenario 23: the bytes stop in the middle', async () => {
      async function* broken() {
        yield Buffer.from(`№ карты;ФИО;Телефон\n${many}\n`);
        throw new Error('connection lost');
      }
      await expect(run('', { file: broken() })).rejects.toThrow(/connection lost|cannot be read/);
      await untouched();
    });

    it('a mapping that names a column that is not there', async () => {
      await expect(run(FILE, { mapping: { phone: 'Сотовый' } })).rejects.toThrow(/mapping/);
      await untouched();
    });

    it('while it runs calls see the old directory, and a second import of the source is refused', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      async function* slow() {
        yield Buffer.from(`№ карты;ФИО;Телефон\n${many}\n`);
        await held;
        yield Buffer.from('last;Последний Человек;89031112233\n');
      }
      let stored = () => {};
      const storing = new Promise<void>((resolve) => (stored = resolve));
      const first = run('', { file: slow(), progress: () => stored() });
      await storing;
      await untouched();
      await expect(run(FILE)).rejects.toThrow(/Another import/);
      release();
      expect(await first).toMatchObject({ rows: 2501 });
    });
  });

  it('tells how far it is', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `${index};Орлова;8916${String(index).padStart(7, '0')}`);
    const told: number[] = [];
    await run(`№ карты;ФИО;Телефон\n${rows.join('\n')}\n`, { progress: (count) => told.push(count) });
    expect(told).toHaveLength(3);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBe(2500);
  });
});
