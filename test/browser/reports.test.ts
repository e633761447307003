import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { recountDue } from '../../src/reports/recount.ts';
import { lookedAt } from '../reports/golden-day/day.ts';
import { expected } from '../reports/golden-day/expected.ts';
import { instant, liveThrough } from '../reports/golden-day/live-through.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const center = 'branch=center&from=2026-11-17&to=2026-11-17';
/** Russian digits are parted by spaces of their own, which are not looked at here. */
const digits = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]+/g, ' ').trim();

whereChromiumIs('the reports of the golden day', () => {
  const configuration = testConfiguration();
  const screens = screensInBrowser();
  let db: TestDatabase;
  let app: RunningApp;

  beforeAll(async () => {
    const webFolder = builtScreen();
    db = await testDatabase();
    await liveThrough(db.database.pool, 'T4', configuration);
    await db.database.pool.query(`insert into visit_source (source, kind, refreshed_at) values ('mis', 'mis', $1)`, [
      instant('19 11:55'),
    ]);
    await db.database.pool.query(
      `update call set fold = jsonb_set(fold, '{recordings}', '[{"providerRecordingId": "30"}]') where id = 30`,
    );
    await db.database.pool.query(`update contact set channel = 'site' where branch = 'center'`);
    // Results of visits, and calls that the PBX calls lost.
    await db.database.pool.query(
      `update visit set doctor = 'Зуев', marks = case id when 107 then '{needs-nothing}' else '{needs-treatment}'::text[] end, is_consultation = id <> 107
       where id in (103, 107, 108)`,
    );
    await db.database.pool.query(
      `insert into call_event (call_id, account, key, received_at, event)
       select id, 'uis', 'lost ' || id, started_at, '{"kind": "missed"}' from call where id in (6, 12, 29)`,
    );
    const now = instant(lookedAt);
    app = await runApp({ db, webFolder, configuration, clock: { now: () => now }, roles: new Set(['web']) });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await db?.drop();
  });

  async function open(path: string, width = 1366, height = 768, ready = 'data-note'): Promise<Page> {
    const screen = await screens.open(`${app.url}/reports/${path}`, { token: 'demo-manager', width, height });
    await screen.page.getByTestId(ready).first().waitFor();
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
    const headers = page.getByRole('region', { name: 'Конверсия: Филиал' });
    await headers.getByTestId('define-booked').press('Enter');
    await page.getByTestId('definition').getByText('Перенос — не запись').waitFor();
    await page.keyboard.press('Escape');
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

  it('tells what became of visits, whom to call, and takes one of them into tasks', async () => {
    const page = await open('visits/completed?branch=center&from=2026-11-17&to=2026-11-20');
    const tile = (name: string): Promise<string> =>
      page.locator('[data-testid=visit-tiles] > div', { hasText: name }).locator('dd').innerText().then(digits);
    expect([await tile('Нужно продолжение'), await tile('Продолжение не нужно'), await tile('В задачах')]).toEqual([
      ...['2', '1', '0'],
    ]);
    await page.getByTestId('define-completed.call-out').click();
    expect(await page.getByTestId('definition').innerText()).toContain('нет ни задачи, ни листа ожидания');
    await page.keyboard.press('Escape');
    await page.getByTestId('open-call-out').press('Enter');
    await eventually(async () => expect(await page.getByTestId('listed-visit').count()).toBe(2));
    expect(await seriousProblems(page)).toEqual([]);
    await shot(page, 'visits-list.ru.1366');
    await page.getByTestId('take-into-tasks').first().click();
    await page.getByText('Задача создана').waitFor();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await tile('В задачах')).toBe('1'));
    // Each doctor's figures open their lists too.
    await page
      .getByRole('button', { name: /, Обзвонить: 1$/ })
      .first()
      .click();
    await eventually(async () => expect(await page.getByTestId('listed-visit').count()).toBe(1));
    await page.keyboard.press('Escape');
    await page.getByTestId('visit-report').getByText('Отмененные').click();
    await page.getByTestId('visit-tiles').getByText('Возвращать не нужно').waitFor();
    // The north tells of no consultations at all.
    await page.goto(`${app.url}/reports/visits/consultations?branch=north&from=2026-11-17&to=2026-11-20`);
    await page.getByTestId('visits-why').waitFor();
    expect(await page.getByTestId('visit-steps').innerText()).toContain('нет данных');
  }, 60_000);

  it('explains every difference from the PBX and lists its calls', async () => {
    const page = await open(`director?${center}`);
    await page.getByTestId('to-differences').click();
    await page.getByTestId('differences-theirs').waitFor();
    const answered = page.getByTestId('difference').filter({ hasText: 'Ответили в другой части звонка' });
    expect(await answered.innerText()).toContain('У нас это один отвеченный звонок.');
    await answered.getByTestId('figure').press('Enter');
    await eventually(async () => expect(await page.getByTestId('listed-difference').count()).toBe(1));
    await page.getByTestId('open-call').click();
    await page.getByTestId('call-details').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Почему отличается от UIS / CoMagic' }).waitFor();
    // What the PBX knows nothing of opens in the history.
    await page.goto(`${app.url}/reports/differences?branch=center&from=2026-11-15&to=2026-11-15`);
    const asked = page.getByTestId('differences-requests');
    await asked.waitFor();
    await shot(page, 'differences-requests.ru.1366');
    await asked.getByTestId('figure').press('Enter');
    // Seven requests, two of them of one person.
    await eventually(async () => expect(await page.getByTestId('contact').count()).toBe(6));
    await page.goto(`${app.url}/reports/differences?branch=center&from=2026-10-01&to=2026-10-02`);
    await page.getByTestId('differences-unknown').waitFor();
  }, 60_000);

  it('shows which call brought a visit and takes another answer, and takes that back', async () => {
    const page = await open(`conversion?${center}`);
    await page.getByTestId('to-bookings').click();
    await eventually(async () => expect(await page.getByTestId('booking').count()).toBe(8));
    const recount = async (): Promise<void> => {
      while ((await recountDue(db.database.pool, configuration)) > 0);
    };
    const first = page.locator('[data-testid=booking][data-why=within-half-an-hour]').first();
    const visit = await first.getAttribute('data-visit');
    const booked = page.locator(`[data-testid=booking][data-visit="${visit}"]`);
    await first.getByTestId('correct-booking').click();
    await page.getByTestId('booking-call').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await shot(page, 'booking-dialog.ru.1366');
    await page.getByRole('radio', { name: 'без звонка' }).press('Space');
    await page.getByTestId('booking-save').press('Enter');
    await page.getByTestId('booking-dialog').waitFor({ state: 'hidden' });
    await eventually(async () => expect(await booked.innerText()).toContain('поправлено · demo-manager'));
    await recount();
    await booked.getByTestId('correct-booking').click();
    await page.getByRole('radio', { name: 'Как посчитано' }).press('Space');
    await page.getByTestId('booking-save').press('Enter');
    await page.getByTestId('booking-dialog').waitFor({ state: 'hidden' });
    await recount();
    await eventually(async () => expect(await booked.innerText()).toContain('в полчаса после разговора'), 20_000);
  }, 60_000);

  it('says how many of a day are not on its sheet, and lists them', async () => {
    await db.database.pool.query(
      `insert into contact (scope, key, day, branch, zone, opened_at, grp, reason, openings, missed, answer_due_at, booked_mark, waiting_list, came)
       select 'center', '+7999' || lpad(n::text, 7, '0'), '2026-11-02', 'center', 'Europe/Moscow', $1, 'unknown', 'unknown-class', 1, 1, $2,
         false, false, false
       from generate_series(1, 57) n`,
      [instant('2026-11-02 10:00'), instant('2026-11-04 00:00')],
    );
    const page = await open('day/2026-11-02?branch=center');
    expect(await page.getByTestId('waiting').locator('tbody tr').count()).toBe(50);
    expect(await page.getByTestId('waiting-more').innerText()).toBe('еще 7: открыть весь список');
    await page.getByTestId('waiting-more').press('Enter');
    await page.getByTestId('list-more').click();
    await eventually(async () => expect(await page.getByTestId('listed-contact').count()).toBe(57));
    await db.database.pool.query(`delete from contact where day = '2026-11-02'`);
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
      if (language === 'en') await page.getByTestId('language').getByText('EN', { exact: true }).click();
      for (const [path, ready] of [
        ...[
          ['director', 'data-note'] as const,
          ['conversion', 'data-note'] as const,
          ['channels', 'data-note'] as const,
        ],
        ...[['day/2026-11-17', 'data-note'] as const, ['visits/completed', 'visit-tiles'] as const],
        ...[['differences', 'difference'] as const, ['bookings', 'booking'] as const],
      ]) {
        await page.goto(`${app.url}/reports/${path}?${center}`);
        await page.getByTestId(ready).first().waitFor();
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
    expect((await row(page, 'Шесть столбцов цифрами', 5)).slice(0, 2)).toEqual(['Пришли ?', 'нет данных']);
    expect((await row(page, 'Шесть столбцов цифрами', 4))[1]).toContain('по отметкам');
    await shot(page, 'conversion-t0.ru.1366');
    await page.goto(`${app.url}/reports/conversion?branch=center&from=2026-10-01&to=2026-10-02`);
    await page.getByTestId('page-empty').waitFor();
    await page.goto(`${app.url}/reports/conversion?branch=nowhere&from=2026-10-01&to=2026-10-02`);
    await page.getByTestId('problem').waitFor();
  }, 60_000);
});
