import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import type { ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const NUMBER = '+79000000301';
const LONG = 'Константинопольская-Римская Александра-Виктория Владиславовна';

whereChromiumIs('erasing a person in a browser', () => {
  const screens = screensInBrowser();
  let app: RunningApp;

  beforeAll(async () => {
    app = await runApp({ webFolder: builtScreen() });
    const { pool } = app.db.database;
    await pool.query(
      `with new_person as (
         insert into person (source, external_id, kind, full_name, birth_date, updated_at)
         values ('file:patients', '1', 'patient', $1, '1985-01-01', now()) returning id)
       insert into person_phone (person_id, e164) select id, $2 from new_person`,
      [LONG, NUMBER],
    );
    const call = uisCall({ from: NUMBER.slice(1) });
    for (const [event, fields] of [call.incoming(), call.ringing('101'), call.missed(), call.ended(20, 20, 0)])
      await app.uis(event, fields);
    // A call that still goes on is nobody's past.
    await eventually(async () => {
      const { rows } = await pool.query('select from call where settled_at is not null');
      if (rows.length !== 1) throw new Error('it is not settled yet');
    }, 60_000);
  }, 180_000);
  afterAll(() => app?.stop());

  async function open(width = 1366, height = 768): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}/settings/privacy`, { token: 'demo-manager', width, height });
    await screen.page.getByTestId('page').waitFor();
    return screen;
  }
  async function choose({ page }: ScreenPage): Promise<void> {
    await page.getByTestId('find-subject').click();
    await page.getByTestId('subject').fill('Константино');
    await page.getByTestId('found-person').click();
    await page.getByTestId('would-go').waitFor();
  }

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)('says what would go: %s, %i × %i', async (language, width, height) => {
    const screen = await open(width, height);
    const { page } = screen;
    await screen.language(language);
    await page.screenshot({ path: `${shots}/privacy-empty.${language}.${width}.png` });
    await choose(screen);
    expect(await seriousProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${shots}/privacy-preview.${language}.${width}.png` });
  });

  it('gives everything that is held, erases only what was named aloud, and keeps a line of it without the person', async () => {
    const screen = await open();
    const { page } = screen;
    await choose(screen);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('held').click()]);
    const held = await readFile(await download.path(), 'utf8');
    expect(held).toContain(LONG);
    expect(held).toContain(NUMBER);

    const erase = page.getByTestId('erase');
    expect(await erase.isDisabled()).toBe(true);
    await page.getByTestId('erase-confirm').fill('Константинопольская');
    expect(await erase.isDisabled()).toBe(true);
    await page.getByTestId('erase-confirm').fill('константинопольская-римская');
    await erase.click();
    await page.getByTestId('erased').waitFor();
    await page.getByRole('button', { name: 'Готово' }).click();
    const row = page.getByTestId('data-row').first();
    await row.waitFor();
    expect(await row.innerText()).toContain('по заявлению');
    expect(await page.content()).not.toContain('Константинопольская');
    await page.screenshot({ path: `${shots}/privacy-done.ru.1366.png` });
    const { rows } = await app.db.database.pool.query('select from person where full_name = $1', [LONG]);
    expect(rows).toEqual([]);
  });
});
