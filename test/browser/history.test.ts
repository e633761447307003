import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { wav } from '../support/audio.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const MOTHER = '+79000000101';

whereChromiumIs('the history of contacts, through the real server', () => {
  const screens = screensInBrowser();
  let running: RunningApp;
  let folder: string;

  beforeAll(async () => {
    const webFolder = builtScreen();
    folder = await mkdtemp(join(tmpdir(), 'trubka-history-'));
    const path = join(folder, 'monitor.wav');
    await writeFile(path, wav(26));
    const uis = pbxAdapters.find(({ id }) => id === 'uis');
    if (uis === undefined) throw new Error('no UIS');
    const usual = testConfiguration();
    running = await runApp({
      configuration: testConfiguration({
        pbx: new Map([...usual.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
        recordings: { ...usual.recordings, place: { keep: 'copy', days: 30 } },
      }),
      adapters: { pbx: [{ ...uis, api: { recording: () => Promise.resolve({ kind: 'file', path }) } }] },
      dataFolder: folder,
      webFolder,
    });
    const { pool } = running.db.database;
    const { rows } = await pool.query<{ id: number }>(
      `insert into person (source, external_id, kind, surname, full_name, birth_date, updated_at)
       values ('file:patients', '1', 'patient', 'Орлова', 'Орлова Мария Петровна', '1985-01-01', now()),
         ('file:patients', '2', 'patient', 'Орлов', 'Орлов Тимофей Сергеевич', '2016-09-05', now()) returning id`,
    );
    for (const { id } of rows)
      await pool.query('insert into person_phone (person_id, e164) values ($1, $2)', [id, MOTHER]);
    await pool.query(
      `insert into directory_source (source, kind, refreshed_at, people) values ('file:patients', 'patient', now(), 2)`,
    );
    // Older calls, two of each number and a day apart: more than one page of the API.
    await pool.query(
      `insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at, ended_at,
         wait_seconds, talk_seconds, class, learnt_at, settled_at, version, answered_extension, answered_seat, fold, caller)
       select nextval('call_id'), 'uis', 'center', 'Europe/Moscow', '+74950000101', 'in', number, 'ended',
         case when i % 4 = 0 then 'missed' else 'answered' end, case when i % 4 = 0 then 'no-answer' end,
         at, case when i % 4 <> 0 then at end, at + interval '90 seconds', 6, case when i % 4 = 0 then 0 else 84 end, 'first-time', now(), now(), 1,
         case when i % 4 <> 0 then '101' end, case when i % 4 <> 0 then 'reception-1' end, '{"legs": [], "recordings": []}'::jsonb,
         jsonb_build_object('phone', number, 'kind', 'unknown', 'class', 'first-time', 'reasons', jsonb_build_array('no-such-number'), 'candidates', '[]'::jsonb, 'asOf', now())
       from (select i, '+7916' || lpad((i / 2)::text, 7, '0') as number, now() - interval '1 day' - (i / 2) * interval '20 minutes' - (i % 2) * interval '1 minute' as at
         from generate_series(0, 259) i) told`,
    );
    const call = uisCall({ from: MOTHER.slice(1), startedAt: new Date(Date.now() - 3_600_000) });
    for (const [event, fields] of [
      ...[call.incoming(), call.ringing('101'), call.ringing('102', 2), call.answered('101'), call.talkEnded('101')],
      ...[call.ended(), call.recorded('x')],
    ])
      await running.uis(event, fields);
    const missed = uisCall({ from: null, startedAt: new Date(Date.now() - 1_800_000) });
    for (const [event, fields] of [missed.incoming(), missed.ringing('101'), missed.missed()])
      await running.uis(event, fields);
    await eventually(async () => {
      await pool.query(`update recording set next_attempt_at = now() where state = 'wanted' and lease is null`);
      const { rowCount } = await pool.query(`select from recording where state = 'stored'`);
      if (rowCount !== 1) throw new Error('it is not stored yet');
    }, 30_000);
  }, 240_000);
  afterAll(async () => {
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(
    told: { width?: number; height?: number; token?: string; path?: string; dark?: boolean } = {},
  ): Promise<ScreenPage> {
    const { width = 1366, height = 768, token = 'demo-manager', path = '/history' } = told;
    const screen = await screens.open(`${running.url}${path}`, {
      ...{ token, width, height, colorScheme: told.dark === true ? 'dark' : 'light' },
    });
    await screen.page.getByTestId('contact').first().waitFor();
    return screen;
  }
  const contacts = (page: Page) => page.getByTestId('contact');
  const focused = (page: Page): Promise<string | null> =>
    page.evaluate<string | null>(`document.activeElement?.getAttribute('data-call') ?? null`);
  const shot = (page: Page, name: string) => page.screenshot({ path: `${shots}/history-${name}.png` });

  it('by keyboard alone: search, open, say who it was and what came of it, undo, close', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('орлова');
    await eventually(async () => expect(await contacts(page).count()).toBe(1));
    const id = await contacts(page).first().getAttribute('data-call');
    await contacts(page).first().focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByTestId('candidate').first().waitFor();
    expect(await drawer.getByTestId('timeline').innerText()).toContain('снята трубка');
    await shot(page, 'resolve.1366');
    await drawer.getByTestId('candidate').filter({ hasText: 'Мария Петровна' }).press('Enter');
    await drawer.getByTestId('undo-choice').waitFor();

    await drawer.locator('[data-outcome=refused]').press('Enter');
    await page.keyboard.type('дорого');
    await page.keyboard.press('Enter');
    await drawer.getByTestId('outcome-said').waitFor();
    expect(await drawer.getByTestId('outcome-said').innerText()).toContain('отказ · дорого · demo-manager');
    await drawer.getByTestId('said').filter({ hasText: 'Отмечен итог' }).getByTestId('undo-said').press('Enter');
    await drawer.getByTestId('outcome-said').waitFor({ state: 'detached' });
    await drawer.locator('[data-outcome=booked]').press('Enter');
    await drawer.getByTestId('outcome-said').waitFor();

    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await eventually(async () => expect(await focused(page)).toBe(id));
    expect(await contacts(page).first().innerText()).toContain('записан');
  }, 120_000);

  it('groups by person and day, draws what is in view, loads the rest by scrolling', async () => {
    const { page } = await open();
    expect(await contacts(page).nth(2).innerText()).toContain('2 вызова');
    await contacts(page).nth(0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const third = await contacts(page).nth(2).getAttribute('data-call');
    await eventually(async () => expect(await focused(page)).toBe(third));
    const last = async (): Promise<string | null> => page.locator('[data-row]').last().getAttribute('data-row');
    await eventually(async () => {
      await page.keyboard.press('End');
      // Two of today and 130 numbers.
      expect(await last()).toBe('131');
    }, 20_000);
    expect(await contacts(page).count()).toBeLessThan(60);
    await page.getByTestId('grouping').getByText('Без группировки').click();
    await eventually(async () => expect(await page.getByTestId('calls-of-contact').count()).toBe(0));
    expect(page.url()).toContain('grouped=false');
  }, 120_000);

  it('filters stay in the address and under a name; a manager takes the list away', async () => {
    const { page } = await open();
    await page.getByTestId('result').selectOption('missed');
    await page.getByTestId('more-filters').click();
    await page.getByTestId('class-filter').selectOption('first-time');
    await eventually(async () =>
      expect(await page.locator('[data-testid=contact]:not([data-missed])').count()).toBe(0),
    );
    await page.getByTestId('views').click();
    await page.getByTestId('view-name').fill('Пропущенные первичные');
    await page.getByTestId('save-view').click();
    await page.getByTestId('view').waitFor();
    await shot(page, 'views.1366');
    await page.goto(`${running.url}/history`);
    await contacts(page).first().waitFor();
    await page.getByTestId('views').click();
    await page.getByTestId('view').click();
    expect(await page.getByTestId('result').inputValue()).toBe('missed');
    await page.getByTestId('export').click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(66);
    await page.getByTestId('history-search').fill('такого нет');
    await page.getByTestId('page-empty').waitFor();
    await shot(page, 'empty.1366');
    await page.route('**/api/v1/history?*', (route) => route.abort());
    await page.getByTestId('all-time').click();
    await page.getByRole('alert').first().waitFor();
    await shot(page, 'failed.1366');

    const reception = await open({ token: 'demo-reception-1' });
    expect(await reception.page.getByTestId('export').count()).toBe(0);
  }, 120_000);

  it('requests of the site stand among the calls of the same number; one is opened, and one taken back', async () => {
    const { pool } = running.db.database;
    await pool.query(
      `insert into request (source, made_by, branch, zone, asked_at, received_at, phone, phone_written, name, comment, form)
       select 'site', 'site', 'center', 'Europe/Moscow', at, at, phone, phone, name, 'Болит зуб', 'Обратный звонок'
       from (select max(started_at) + interval '1 millisecond' as at, external as phone, 'Ольга' as name from call
             where external = '+79160000000' group by external
         union all select now() - interval '2 minutes', '+79165550001', 'Петр') asked`,
    );
    const { page } = await open({ path: '/history?q=79160000000' });
    const both = contacts(page).first();
    await eventually(async () => expect(await both.innerText()).toContain('1 заявка'));
    await both.press('Enter');
    const drawer = page.getByTestId('request-drawer').getByRole('dialog');
    await drawer.getByText('Болит зуб').waitFor();
    await shot(page, 'request.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await drawer.getByTestId('sibling').first().press('Enter');
    await page.getByTestId('call-drawer').getByRole('dialog').getByTestId('timeline').waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${running.url}/history`);
    await contacts(page).first().waitFor();
    await page.getByTestId('more-filters').click();
    await page.getByTestId('kind').selectOption('request');
    await eventually(async () => expect(await contacts(page).count()).toBe(2));
    await shot(page, 'requests.1366');
    await contacts(page).filter({ hasText: 'Петр' }).press('Enter');
    await drawer.getByTestId('asked-withdraw').press('Enter');
    await eventually(async () => expect(await contacts(page).count()).toBe(1));
  }, 120_000);

  it('a recording is drawn and played by keyboard; it is one listening', async () => {
    const { page } = await open({ path: '/history?recording=true' });
    await contacts(page).first().click();
    const audit = async (): Promise<unknown[]> =>
      (await running.db.database.pool.query(`select who from audit where what = 'recording.listened'`)).rows;
    await page.getByTestId('listen').waitFor();
    expect(await audit()).toEqual([]);
    await page.getByTestId('listen').click();
    await page.locator('[data-testid=wave-player][data-state=ready]').waitFor();
    const waves = page.getByTestId('waves');
    await waves.focus();
    if ((await page.getByTestId('wave-player').getAttribute('data-playing')) !== null) await page.keyboard.press(' ');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => expect(await waves.getAttribute('aria-valuenow')).toBe('10'));
    await page.keyboard.press('+');
    expect(await page.getByTestId('speed').locator('input:checked').inputValue()).toBe('1.25');
    expect(await waves.getAttribute('aria-valuemax')).toBe('26');
    await shot(page, 'player.1366');
    expect(await audit()).toEqual([{ who: 'demo-manager' }]);
  }, 120_000);

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)(
    'fits and is accessible: %s, %i × %i',
    async (language, width, height) => {
      const ring = uisCall({ from: '79000000199' });
      for (const [event, fields] of [ring.incoming(), ring.ringing('101')]) await running.uis(event, fields);
      const screen = await open({ width, height, dark: language === 'en' });
      const { page } = screen;
      if (language === 'en') await screen.language('en');
      await page.locator('[data-testid=contact][data-going]').waitFor();
      await page.getByTestId('more-filters').click();
      const fits = async (): Promise<void> => {
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
        expect(await seriousProblems(page)).toEqual([]);
      };
      await fits();
      await shot(page, `list.${language}.${width}`);
      await contacts(page).filter({ hasText: 'Орлова' }).first().click();
      await page.getByTestId('timeline').waitFor();
      await fits();
      await shot(page, `call.${language}.${width}`);
      for (const [event, fields] of [ring.missed()]) await running.uis(event, fields);
    },
    60_000,
  );
});
