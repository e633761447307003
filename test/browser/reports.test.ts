import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { lookedAt } from '../reports/golden-day/day.ts';
import { expected } from '../reports/golden-day/expected.ts';
import { instant, liveThrough } from '../reports/golden-day/live-through.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage, isChromiumInstalled, openScreen, startChromium } from '../support/screen-page.ts';

const shots = fileURLToPath(new URL('./screenshots', import.meta.url));
const whereChromiumIs = isChromiumInstalled() ? describe : describe.skip;
const center = 'branch=center&from=2026-11-17&to=2026-11-17';
/** Russian digits are parted by spaces of their own, which are not looked at here. */
const digits = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]+/g, ' ').trim();

whereChromiumIs('the reports of the golden day', () => {
  const configuration = testConfiguration();
  let browser: Browser;
  let db: TestDatabase;
  let app: RunningApp;
  let screens: ScreenPage[] = [];

  beforeAll(async () => {
    const webFolder = builtScreen();
    mkdirSync(shots, { recursive: true });
    browser = await startChromium();
    db = await testDatabase();
    await liveThrough(db.database.pool, 'T4', configuration);
    await db.database.pool.query(`insert into visit_source (source, kind, refreshed_at) values ('mis', 'mis', $1)`, [
      instant('19 11:55'),
    ]);
    await db.database.pool.query(
      `update call set fold = jsonb_set(fold, '{recordings}', '[{"providerRecordingId": "30"}]') where id = 30`,
    );
    await db.database.pool.query(`update contact set channel = 'site' where branch = 'center'`);
    const now = instant(lookedAt);
    app = await runApp({ db, webFolder, configuration, clock: { now: () => now }, roles: new Set(['web']) });
  }, 120_000);
  afterEach(async () => {
    for (const screen of screens) await screen.close();
    screens = [];
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await db?.drop();
  });

  async function open(path: string, width = 1366, height = 768): Promise<Page> {
    const screen = await openScreen(browser, `${app.url}/reports/${path}`, { token: 'demo-manager', width, height });
    screens.push(screen);
    await screen.page.locator('[data-testid=data-note]').waitFor();
    return screen.page;
  }
  const shot = (page: Page, name: string) => page.screenshot({ path: `${shots}/reports-${name}.png` });
  /** The cells of a row of the first table. */
  const row = async (page: Page, table: string, index: number): Promise<string[]> =>
    (
      await page.getByRole('region', { name: table }).getByTestId('data-row').nth(index).locator('td').allInnerTexts()
    ).map(digits);

  it('the six columns are those of the golden day; a figure opens its rows, a row its call and recording', async () => {
    const page = await open(`conversion?${center}`);
    const totals: string[] = [];
    for (const index of [0, 1, 2, 3, 4, 5]) totals.push((await row(page, 'Шесть столбцов цифрами', index))[1] ?? '');
    const { wants } = expected.T4.columns;
    expect(totals).toEqual(Object.values({ ...expected.T4.columns, wants: `${wants} вероятно` }).map(String));
    await page.locator('[data-testid=funnel] svg').waitFor();
    expect(await page.getByTestId('funnel').getAttribute('aria-label')).toContain('Хотят записаться: 9');

    // By keyboard: the colour of those who booked, its rows, a call of them.
    await page.getByRole('button', { name: 'Записались: 4' }).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('listed-contact').first().waitFor();
    expect(await page.getByTestId('listed-contact').count()).toBe(4);
    await page.getByTestId('list-grouping').getByText('Без группировки').click();
    // c rang twice, l once, p twice, s once.
    await eventually(async () => expect(await page.getByTestId('listed-contact').count()).toBe(6));
    await page.getByTestId('list-grouping').getByText('С группировкой').click();
    await page.locator('[data-testid=open-call]', { hasText: '15:01' }).click();
    await page.getByTestId('call-details').getByTestId('listen').waitFor();
    await shot(page, 'list.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('report-list').waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: /^С группировкой, первичный: 3/ }).click();
    await eventually(async () => expect(await page.getByTestId('listed-contact').count()).toBe(3));
  }, 60_000);

  it('is told apart by administrator, line, day and branch, narrowed and widened again', async () => {
    const page = await open(`conversion?from=2026-11-17&to=2026-11-17`);
    expect(await page.getByTestId('data-note').innerText()).toContain('филиалы в сумме не дают сеть');
    await page.getByTestId('report-branch').selectOption('center');
    await eventually(async () => expect((await row(page, 'Конверсия: Администратор', 0))[0]).toBe('трубка 101'));
    await page.getByTestId('narrow').filter({ hasText: 'трубка 102' }).click();
    await page.getByTestId('widen').waitFor();
    // c, i, l, p: all of them wanted to book.
    await eventually(async () => expect((await row(page, 'Шесть столбцов цифрами', 1))[1]).toBe('4'));
    await page.getByTestId('widen').click();
    await page.getByTestId('breakdown-by').selectOption('branch');
    await eventually(async () => {
      expect((await row(page, 'Конверсия: Филиал', 0)).slice(0, 3)).toEqual(['Центр', '19', '9']);
      expect((await row(page, 'Конверсия: Филиал', 1)).slice(0, 2)).toEqual(['Север', '2']);
    });
    await page.getByTestId('grouping').getByText('Без группировки').click();
    expect((await row(page, 'Конверсия: Филиал', 0))[1]).toBe('28');
  }, 60_000);

  it('shows the director where calls are lost, and a day on one sheet', async () => {
    const page = await open(`director?${center}`);
    const tile = (name: string): Promise<string> =>
      page.getByTestId(`tile-${name}`).locator('dd').first().innerText().then(digits);
    expect([await tile('lost'), await tile('without-callback')]).toEqual(['2', '2']);
    const missed = Number(await tile('missed'));
    const cells = await page.getByTestId('heat-cell').allInnerTexts();
    // The evening before is in the four weeks of the map.
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(missed + 1);
    await page.getByRole('button', { name: 'вторник, 14:00: пропущено 6 из 7' }).press('Enter');
    await eventually(async () => expect(await page.getByTestId('listed-row').count()).toBe(6));
    await page.keyboard.press('Escape');
    await page.getByTestId('tile-without-callback').getByTestId('figure').click();
    await eventually(async () => expect(await page.getByTestId('listed-contact').count()).toBe(2));
    await page.keyboard.press('Escape');
    await page.getByTestId('to-day').click();
    await page.getByTestId('day-report').waitFor();
    expect(await page.getByTestId('waiting').getByRole('row').count()).toBe(2);
    const pdf = (await page.pdf({ format: 'A4', margin: { top: '10mm', bottom: '10mm' } })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    await shot(page, 'day.paper');
  }, 60_000);

  it('tells no costs until they are entered, and then what a contact cost', async () => {
    const page = await open('channels?from=2026-11-01&to=2026-11-30');
    await page.getByTestId('no-costs').waitFor();
    await page.getByTestId('spend-add').click();
    await page.getByTestId('spend-campaign').fill('site');
    await page.getByTestId('spend-amount').fill('90000,50');
    await page.getByTestId('spend-save').click();
    await page.getByTestId('spend-dialog').waitFor({ state: 'hidden' });
    await eventually(async () => expect(await row(page, 'Затраты на рекламу', 0)).toContain('90 000,50 ₽'));
    await shot(page, 'channels-spent.ru.1366');
    await page.getByRole('region', { name: 'Затраты на рекламу' }).getByTestId('data-row').first().press('Enter');
    await page.getByTestId('spend-remove').click();
    await page.getByTestId('no-costs').waitFor();
  }, 60_000);

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)(
    'fits and can be read: %s, %i × %i',
    async (language, width, height) => {
      const page = await open(`director?${center}`, width, height);
      if (language === 'en') await screens.at(-1)?.language('en');
      for (const path of ['director', 'conversion', 'channels', 'day/2026-11-17']) {
        await page.goto(`${app.url}/reports/${path}?${center}`);
        await page.getByTestId('data-note').waitFor();
        if (path === 'conversion') await page.locator('[data-testid=funnel] svg').waitFor();
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
        await shot(page, `${path.split('/')[0]}.${language}.${width}`);
        // Words do not change what axe looks at.
        const problems = language === 'ru' ? await seriousProblems(page) : [];
        expect([path, problems]).toEqual([path, []]);
      }
    },
    120_000,
  );

  it('says «нет данных» and not 0 where nothing tells who came', async () => {
    await db.database.pool.query('delete from visit_source');
    await db.database.pool.query('delete from directory_source');
    const page = await open(`conversion?${center}`);
    expect(await page.getByTestId('data-note').getAttribute('data-level')).toBe('T0');
    expect((await row(page, 'Шесть столбцов цифрами', 5)).slice(0, 2)).toEqual(['Пришли', 'нет данных']);
    expect((await row(page, 'Шесть столбцов цифрами', 4))[1]).toContain('по отметкам');
    await shot(page, 'conversion-t0.ru.1366');
    await page.goto(`${app.url}/reports/conversion?branch=center&from=2026-10-01&to=2026-10-02`);
    await page.getByTestId('page-empty').waitFor();
    await page.goto(`${app.url}/reports/conversion?branch=nowhere&from=2026-10-01&to=2026-10-02`);
    await page.getByTestId('problem').waitFor();
  }, 60_000);
});
