import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { moscow, runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import type { ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('requests in a browser', () => {
  const screens = screensInBrowser();
  let db: TestDatabase;
  let app: RunningApp;

  beforeAll(async () => {
    const webFolder = builtScreen();
    db = await testDatabase();
    const { seats } = testConfiguration();
    const configuration = testConfiguration({
      seats: new Map([...seats].map(([id, seat]) => [id, { ...seat, booksInMis: id !== 'reception-2' }])),
    });
    app = await runApp({ db, webFolder, configuration });
    await addToken(db.database.sql, systemClock, {
      ...{ label: 'Сайт', role: 'reception', seat: null, branches: ['center'], token: 'site', onlyFor: 'requests' },
    });
    const tomorrow = (hour: number) => `${moscow(new Date(Date.now() + 86_400_000)).slice(0, 10)}T${hour}:00:00+03:00`;
    const interval = (DoctorId: number, hour: number) => ({
      ...{ BranchId: 1, DoctorId, StartDateTime: tomorrow(hour), LengthInMinutes: 30, IsBusy: false },
    });
    const uploaded = await fetch(`${app.url}/ident/ident/PostTimeTable`, {
      method: 'POST',
      headers: { 'IDENT-Integration-Key': 'demo', 'content-type': 'application/json' },
      body: JSON.stringify({
        Doctors: [
          { Id: 7, Name: 'Петров П. П.' },
          { Id: 8, Name: 'Сидорова А. К.' },
        ],
        Branches: [{ Id: 1, Name: 'Центр' }],
        Intervals: [interval(7, 10), interval(7, 12), interval(8, 11)],
      }),
    });
    if (!uploaded.ok) throw new Error(`the timetable was not taken: ${uploaded.status}`);
    await db.database.pool.query(
      `with p as (insert into person (source, external_id, kind, full_name, updated_at) values
         ('file:patients', 'a', 'patient', 'Орлова Мария Петровна', now()),
         ('file:patients', 'b', 'patient', 'Орлов Иван Сергеевич', now()) returning id)
       insert into person_phone (person_id, e164) select id, '+79000000301' from p`,
    );
  }, 180_000);
  afterAll(async () => {
    await app?.stop();
    await db?.drop();
  });

  const shot = ({ page }: ScreenPage, name: string) => page.screenshot({ path: `${shots}/requests-${name}.png` });
  async function narrow({ page }: ScreenPage): Promise<void> {
    await page.setViewportSize({ width: 390, height: 844 });
  }
  const focused = (page: Page): Promise<string | null> =>
    page.evaluate('document.activeElement?.getAttribute("data-testid") ?? null');
  async function tabTo(page: Page, testId: string): Promise<void> {
    for (let step = 0; step < 60 && (await focused(page)) !== testId; step += 1) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(testId);
  }
  async function leave(body: object): Promise<void> {
    const answer = await app.api('/requests', 'site', { method: 'POST', body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
  }

  it('a workplace without IDENT makes one at the card, by keyboard alone; the one with IDENT has no such button', async () => {
    const here = await screens.open(`${app.url}/`, { token: 'demo-reception-2' });
    const there = await screens.open(`${app.url}/`, { token: 'demo-reception-1' });
    for (const screen of [here, there]) await screen.waitOnline();
    const call = uisCall({ from: '79000000302' });
    await app.uis(...call.incoming());
    await app.uis(...call.ringing('102'));
    await here.card.waitFor();
    await app.uis(...call.answered('102'));
    const { page } = here;
    await here.card.getByTestId('request-open').waitFor();
    await tabTo(page, 'request-open');
    await page.keyboard.press('Enter');
    await here.card.getByTestId('request-form').waitFor();
    await eventually(async () => expect(await focused(page)).toBe('request-slot'));
    await eventually(async () => expect(await here.card.getByTestId('request-slot').locator('option').count()).toBe(4));
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await focused(page)).toBe('request-open'));
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await focused(page)).toBe('request-slot'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Анна');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Чистка, после обеда не может');
    await shot(here, 'form.ru');
    expect(await seriousProblems(page)).toEqual([]);
    await tabTo(page, 'request-send');
    await page.keyboard.press('Enter');
    await here.card.getByTestId('request-made').waitFor();
    expect(await here.card.getByTestId('request-made').innerText()).toMatch(
      /IDENT[^]*10:00[^]*Петров П\. П\.[^]*Чистка/,
    );
    await shot(here, 'made.ru');
    await narrow(here);
    await shot(here, 'made-narrow.ru');

    const rows = await db.database.sql.selectFrom('request').selectAll().execute();
    expect(rows).toMatchObject([
      { source: 'seat', name: 'Анна', phone: '+79000000302', doctor_id: '7', task_id: null },
    ]);
    // Known at whatever workplace looks at the call, and after a reload.
    await page.reload();
    await here.card.getByTestId('request-made').waitFor();
    expect(await here.card.getByTestId('request-open').count()).toBe(0);

    const next = uisCall({ from: '79000000303' });
    await app.uis(...next.incoming());
    await app.uis(...next.ringing('101'));
    await app.uis(...next.answered('101'));
    await there.card.getByTestId('card-outcome').waitFor();
    expect(await there.card.innerText()).toContain('записан в IDENT');
    expect(await there.card.getByTestId('request-open').count()).toBe(0);
    await app.uis(...next.ended());
    await app.uis(...call.ended());
  }, 120_000);

  it('says that it was not made, and one press more makes it; in English and on a telephone', async () => {
    const screen = await screens.open(`${app.url}/`, { token: 'demo-reception-2' });
    await screen.waitOnline();
    await screen.language('en');
    const call = uisCall({ from: '79000000304' });
    await app.uis(...call.incoming());
    await app.uis(...call.ringing('102'));
    await app.uis(...call.answered('102'));
    const { page, card } = screen;
    await page.locator('[data-testid=request-open]').last().click();
    await card.getByTestId('request-comment').fill('Call back in the evening');
    await page.route('**/api/v1/requests', (route) => route.abort(), { times: 1 });
    await card.getByTestId('request-send').click();
    await card.getByTestId('request-failed').waitFor();
    await narrow(screen);
    await shot(screen, 'form-narrow.en');
    await card.getByTestId('request-send').click();
    await card.getByTestId('request-made').waitFor();
    await page.setViewportSize({ width: 1366, height: 768 });
    await shot(screen, 'made.en');
    const { rows } = await db.database.pool.query(`select from request where phone = '+79000000304'`);
    expect(rows).toHaveLength(1);
    await app.uis(...call.ended());
  }, 120_000);

  it('one of the site is a task with its own words; a person says whose it is, puts a number right, takes advertising back', async () => {
    await leave({ phone: '+79000000301', doctor: 'Сидорова А. К.', comment: 'Удобно утром', form: 'Запись на прием' });
    await leave({ phone: 'девятьсот 305', name: 'Олег', comment: 'Наберите меня' });
    await leave({
      phone: '+79000000306',
      name: 'Студия',
      comment: 'Продвижение сайтов',
      page: 'https://clinic.example/',
    });
    const screen = await screens.open(`${app.url}/tasks`, { token: 'demo-reception-1' });
    const { page } = screen;
    const rows = page.getByTestId('task-row');
    const row = (text: string) => rows.filter({ hasText: text });
    await row('Удобно утром').waitFor();
    expect(await page.getByTestId('task-group').first().innerText()).toMatch(/^Заявка\s*3/);
    await row('Удобно утром').click();
    await page.getByTestId('asked-whose').waitFor();
    await shot(screen, 'task.ru');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByTestId('asked-whose').getByRole('button', { name: 'Орлова Мария Петровна' }).click();
    await eventually(async () => expect(await page.getByTestId('asked-whose').count()).toBe(0));
    expect(await page.getByTestId('asked-for').innerText()).toContain('Орлова Мария Петровна');

    await row('девятьсот 305').click();
    await page.getByTestId('asked-number').waitFor();
    await screen.language('en');
    await shot(screen, 'number.en');
    await narrow(screen);
    await row('девятьсот 305').click();
    await page.getByTestId('asked-number').waitFor();
    await shot(screen, 'number-narrow.en');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByTestId('asked-number').fill('8 900 000 03 05');
    await page.getByTestId('asked-number').press('Enter');
    await row('+7 900 000-03-05').waitFor();

    await row('Студия').click();
    await page.getByTestId('asked-for').filter({ hasText: 'Продвижение сайтов' }).waitFor();
    await page.getByTestId('asked-withdraw').click();
    await eventually(async () => expect(await row('Студия').count()).toBe(0));
    const { rows: kept } = await db.database.pool.query(
      `select r.state, r.phone, t.state as task from request r join task t on t.id = r.task_id order by r.id`,
    );
    expect(kept).toEqual([
      { state: 'active', phone: '+79000000301', task: 'open' },
      { state: 'active', phone: '+79000000305', task: 'open' },
      { state: 'withdrawn', phone: '+79000000306', task: 'closed' },
    ]);
  }, 120_000);
});
