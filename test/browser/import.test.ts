import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const FILE = `Список пациентов;;;;
Код карты;Пациент;Моб. телефон;Тел. дом.;Год и день
1001;Орлова Мария Петровна;8 916 000 11 22;;12.03.1986
1002;Орлов Сергей Иванович;+7 926 111-22-33;495 123-45-67;
1003;Белов Петр;не помнит 12;;
`;

whereChromiumIs('the import of people in a browser', () => {
  const screens = screensInBrowser();
  let app: RunningApp;
  beforeAll(async () => {
    app = await runApp({ webFolder: builtScreen(), roles: new Set(['web']) });
  }, 180_000);
  afterAll(async () => {
    await app?.stop();
  });

  async function open(width = 1366, height = 768): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}/settings/import`, { token: 'demo-it', width, height });
    await screen.page.getByTestId('choose-file').waitFor();
    return screen;
  }
  const send = ({ page }: ScreenPage, text: string | Buffer, name = 'пациенты.csv') =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const figures = async ({ page }: ScreenPage): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        ['added', 'changed', 'unchanged', 'doubtful'].map(async (figure) => [
          figure,
          await page.getByTestId(`figure-${figure}`).locator('dd').innerText(),
        ]),
      ),
    );

  it('shows the columns, takes what a person says of them, tries, imports, and tells the doubtful rows', async () => {
    const screen = await open();
    const { page } = screen;
    // As Excel of an old computer writes it.
    await send(screen, windows1251(FILE));
    const columns = page.getByTestId('column');
    await eventually(async () => expect(await columns.count()).toBe(5));
    expect(await page.getByTestId('encoding').inputValue()).toBe('windows-1251');
    expect(await columns.nth(1).innerText()).toContain('Орлова Мария Петровна · Орлов Сергей Иванович');
    const fields = async (): Promise<string[]> =>
      Promise.all((await page.getByTestId('column-field').all()).map((one) => one.inputValue()));
    await eventually(async () =>
      expect(await fields()).toEqual(['не нужен', 'Имя целиком (ФИО)', 'Телефон', 'Телефон', 'не нужен']),
    );
    for (const [index, field] of [
      [0, 'Номер карты'],
      [4, 'Дата рождения'],
    ] as const) {
      await page.getByTestId('column-field').nth(index).click();
      await page.getByRole('option', { name: field, exact: true }).click();
    }
    await eventually(async () =>
      expect(await fields()).toEqual(['Номер карты', 'Имя целиком (ФИО)', 'Телефон', 'Телефон', 'Дата рождения']),
    );
    await page.screenshot({ path: `${shots}/import-columns.ru.1366.png` });
    expect(await seriousProblems(page)).toEqual([]);

    await page.getByTestId('try-import').click();
    await page.getByTestId('outcome').getByText('Если импортировать: 3 строки').waitFor();
    expect(await figures(screen)).toEqual({ added: '3', changed: '0', unchanged: '0', doubtful: '1' });
    await page.getByText('Первое сомнительное место').click();
    await page.getByText('Строка 5 Моб. телефон «xx xxxxxx ##»: Номер телефона не читается.').waitFor();
    const downloaded = page.waitForEvent('download');
    await page.getByTestId('download').first().click();
    expect((await downloaded).suggestedFilename()).toBe('doubtful.csv');
    await page.screenshot({ path: `${shots}/import-tried.ru.1366.png`, fullPage: true });
    // A reload loses nothing but what was said of the columns.
    await page.getByTestId('run-import').click();
    await page.getByTestId('outcome').getByText('Готово: 3 строки').waitFor();
    const { rows } = await app.db.database.pool.query<{ birth_date: string }>(
      `select birth_date::text from person where external_id = '1001'`,
    );
    expect(rows).toEqual([{ birth_date: '1986-03-12' }]);
    await page.reload();
    await page.getByTestId('outcome').getByText('Готово: 3 строки').waitFor();

    // The second time only what changed.
    await page.getByTestId('another-file').click();
    await send(
      screen,
      FILE.replace('Белов', 'Белый').replace('Код карты', '№ карты').replace('Год и день', 'Дата рождения'),
    );
    await eventually(async () => expect(await page.getByTestId('encoding').inputValue()).toBe('utf-8'));
    await page.getByTestId('try-import').click();
    await page.getByTestId('outcome').getByText('Если импортировать').waitFor();
    expect(await figures(screen)).toEqual({ added: '0', changed: '1', unchanged: '2', doubtful: '1' });
  }, 90_000);

  it('shows how far it is and can be stopped', async () => {
    const screen = await open();
    const { page } = screen;
    const rows = Array.from({ length: 60_000 }, (_, n) => `${n};Кузнецов ${n};8926${1000000 + n}`).join('\n');
    await send(screen, `№ карты;ФИО;Телефон\n${rows}\n`);
    await page.getByTestId('people-kind').click();
    await page.getByRole('option', { name: 'Контрагенты' }).click();
    await page.getByTestId('try-import').click();
    await page
      .getByTestId('running')
      .getByText(/\d+ % · [\d\s]+ строк\S* · [\d\s]+ в секунду/)
      .waitFor();
    await page.screenshot({ path: `${shots}/import-running.ru.1366.png` });
    await page.getByTestId('cancel-import').click();
    await page.getByTestId('import-cancelled').waitFor();
    expect(await page.getByTestId('outcome').count()).toBe(0);
    await page.getByTestId('try-import').waitFor();
  }, 90_000);

  it('says what is wrong with a file', async () => {
    const screen = await open();
    const { page } = screen;
    await send(screen, Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3]), 'старая.xlsx');
    await page.getByTestId('problem').getByText('Эта книга Excel не читается.').waitFor();
    await page.getByTestId('another-file').click();
    await send(screen, 'Колонка;Еще\n1;2\n');
    await page.getByTestId('lacks').waitFor();
    expect(await page.getByTestId('try-import').isDisabled()).toBe(true);
  }, 60_000);

  it('fits a telephone, in both languages', async () => {
    const screen = await open(390, 844);
    const { page } = screen;
    await page.screenshot({ path: `${shots}/import-empty.ru.390.png` });
    await send(screen, FILE);
    await eventually(async () => expect(await page.getByTestId('column').count()).toBe(5));
    await page.getByTestId('try-import').click();
    await page.getByTestId('outcome').waitFor();
    for (const language of ['ru', 'en'] as const) {
      await screen.language(language);
      await eventually(async () =>
        expect(await page.getByTestId('try-import').innerText()).toBe(
          language === 'ru' ? 'Проверить без записи' : 'Check without writing',
        ),
      );
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.screenshot({ path: `${shots}/import.${language}.390.png`, fullPage: true });
    }
    expect(await seriousProblems(page)).toEqual([]);
  }, 60_000);
});

function windows1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0) ?? 63;
      if (code < 128) return code;
      if (letter === 'ё') return 0xb8;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : letter === '№' ? 0xb9 : 63;
    }),
  );
}
