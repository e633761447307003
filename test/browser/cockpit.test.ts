import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { paperPbx, type PaperPbx } from '../support/paper-pbx.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const parts = ['accounts', 'undelivered', 'unreadable', 'data', 'latency', 'audit'] as const;

whereChromiumIs('the pages of the connections', () => {
  const screens = screensInBrowser();
  let db: TestDatabase;
  let pbx: PaperPbx;
  let app: RunningApp;

  beforeAll(async () => {
    const webFolder = builtScreen();
    db = await testDatabase();
    pbx = await paperPbx();
    const uis = testConfiguration().pbx.get('uis')!;
    app = await runApp({
      ...{ db, webFolder, roles: new Set(['web']), adapters: { pbx: [...pbxAdapters, pbx.adapter] } },
      configuration: testConfiguration({
        pbx: new Map([
          ['uis', uis],
          ['paper', { ...uis, id: 'paper', provider: 'paper', settings: pbx.settings }],
        ]),
      }),
    });
    for (const body of ['{"caller_name": "Иванова Мария", "phone": "+79161234567"', 'no json at all'])
      await fetch(`${app.url}/webhooks/paper/paper-secret`, { method: 'POST', body });
    await fetch(`${app.url}/webhooks/paper/wrong`, { method: 'POST', body: '[]' });
    await db.database.pool.query(
      `insert into delivery (account, kind, state, dead_reason, last_error, attempts, created_at, died_at, payload)
       select case n when 3 then 'ident' else 'uis' end, case n when 3 then 'ticket' else 'forward' end, 'dead',
         (array['permanent', 'gave-up', 'ambiguous'])[n], 'the former receiver answered 401', n, now(), now(),
         case n when 3 then '{"phone": "+79161234567"}'::jsonb
           else '{"method": "POST", "path": "/former", "headers": {}, "bodyBase64": "KzcgOTE2IDEyMy00NS02Nw=="}' end
       from generate_series(1, 3) n`,
    );
    await db.database.pool.query(
      `insert into account_contact (account, what, at, detail) values
         ('ident', 'polled:GetFinishedCalls', now() - interval '20 minutes', null),
         ('ident', 'timetable', now() - interval '3 hours', null)`,
    );
    await db.database.pool.query(
      `insert into mis_exchange (account, at, method, period_from, period_to, rows, status, milliseconds, address, said)
       values ('ident', now() - interval '3 hours', 'GetTickets', null, null, null, 403, 1, '192.0.2.7', 'Доступ запрещен'),
         ('ident', now(), 'GetFinishedCalls', now() - interval '3 hours', now(), 14, 200, 12, '192.0.2.7', null)`,
    );
    await db.database.pool.query(
      `insert into delivery (account, kind, state, created_at, published_at, starts_at, payload)
       select 'ident', 'call', 'offered', now(), now(), now(), '{}' from generate_series(1, 14)`,
    );
    await db.database.pool.query(
      `insert into alarm (kind, account, subject, detail, raised_at) values
         ('timetable-stopped', 'ident', 'ident', '{}', now() - interval '2 hours'),
         ('line-silent', 'uis', '+74950000101', '{"branch": "center"}', now() - interval '1 hour')`,
    );
  }, 180_000);
  afterAll(async () => {
    await app?.stop();
    await pbx?.close();
    await db?.drop();
  });

  async function open(part = '', { token = 'demo-it', width = 1366, height = 768 } = {}): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}/settings/connections${part}`, { token, width, height });
    await screen.page.getByTestId('part-accounts').waitFor();
    return screen;
  }
  const states = async (): Promise<string[]> => {
    const { rows } = await db.database.pool.query<{ state: string }>(
      `select state from delivery where kind <> 'call' order by id`,
    );
    return rows.map(({ state }) => state);
  };

  it.each([
    [1366, 768],
    [390, 844],
  ])(
    'fits and is accessible: %i × %i',
    async (width, height) => {
      const screen = await open('', { width, height });
      const { page } = screen;
      for (const part of parts) {
        await page.getByTestId(`part-${part}`).click();
        await page.locator(`[data-testid=part-${part}][aria-current=page]`).waitFor();
        await page.getByTestId('part-loading').first().waitFor({ state: 'detached' });
        for (const language of ['ru', 'en'] as const) {
          await screen.language(language);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
          await page.screenshot({ path: `${shots}/connections-${part}.${language}.${width}.png` });
        }
        expect([part, await seriousProblems(page)]).toEqual([part, []]);
      }
    },
    120_000,
  );

  it('tells of every account, tests it in words and has what to paste', async () => {
    const { page } = await open();
    const alarms = page.getByTestId('alarm');
    await alarms.first().waitFor();
    expect((await alarms.allInnerTexts()).join('\n')).toMatch(/Линия молчит[\s\S]*Расписание перестало приходить/);
    const ident = page.locator('[data-testid=account][data-account=ident]');
    expect(await ident.innerText()).toMatch(/IDENT заходил сегодня в \d\d:\d\d, ждут 14 звонков/);
    const paper = page.locator('[data-testid=account][data-account=paper]');
    await paper.getByTestId('self-test').click();
    await paper.getByTestId('self-test-result').getByText('Связь есть').waitFor();
    pbx.answer = () => 401;
    await paper.getByTestId('self-test').click();
    await paper.getByTestId('self-test-result').getByText('нужно исправить настройки: Paper PBX refuses').waitFor();
    pbx.answer = () => 200;

    await paper.getByTestId('open-requests').click();
    const requests = page.getByTestId('requests-dialog');
    expect(await requests.getByTestId('request').count()).toBe(3);
    await page.keyboard.press('Escape');
    await requests.waitFor({ state: 'detached' });

    await ident.getByTestId('open-exchanges').click();
    const exchanges = page.getByTestId('exchanges-dialog');
    await exchanges.getByTestId('exchange').first().waitFor();
    expect((await exchanges.getByTestId('exchange').allInnerTexts()).join('\n')).toMatch(
      /GetFinishedCalls[\s\S]*14 строк · 12 мс · 192\.0\.2\.7[\s\S]*Доступ запрещен/,
    );
    await exchanges.getByTestId('only-errors').click();
    await eventually(async () => {
      const answers = await exchanges
        .getByTestId('exchange')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));
      expect(answers).toHaveLength(1);
      expect(answers).not.toContain('200');
    });
    await page.keyboard.press('Escape');
    await exchanges.waitFor({ state: 'detached' });

    const uis = page.locator('[data-testid=account][data-account=uis]');
    await uis.getByTestId('open-setup').click();
    const setup = page.getByTestId('setup-dialog');
    await setup.getByTestId('setup-address').fill('https://trubka.example.ru');
    await setup.getByTestId('setup-address').press('Enter');
    await setup.getByText('https://trubka.example.ru/webhooks/uis').first().waitFor();
    expect(await setup.innerText()).toMatch(/пароль этой учетной записи[\s\S]*Тема: подключение уведомлений/);
    await page.screenshot({ path: `${shots}/connections-setup.ru.1366.png` });
    await page.keyboard.press('Escape');
    await ident.getByTestId('open-setup').click();
    await setup.getByText('/ident/ident').waitFor();
  }, 60_000);

  it('sends again one, some or all, after a second press', async () => {
    const { page } = await open('/undelivered');
    const letters = page.getByTestId('dead-letter');
    await letters.nth(2).waitFor();
    expect(await letters.first().innerText()).toContain('Неизвестно, дошло ли');
    await letters.first().getByText('Что отправляли').click();
    expect(await letters.first().innerText()).toContain('7916***4567');
    await letters.last().getByTestId('replay').click();
    expect(await states()).toEqual(['dead', 'dead', 'dead']);
    await letters.last().getByTestId('replay').click();
    await eventually(async () => expect(await states()).toEqual(['owed', 'dead', 'dead']));
    await letters.nth(2).waitFor({ state: 'detached' });
    await page.getByTestId('account-filter').selectOption('uis');
    await letters.nth(1).waitFor({ state: 'detached' });
    await page.getByTestId('replay-all').click();
    await page.getByTestId('replay-all').click();
    await eventually(async () => expect(await states()).toEqual(['owed', 'owed', 'dead']));
    await page.getByTestId('account-filter').selectOption('');
    await letters.first().getByTestId('dismiss').click();
    await letters.first().getByTestId('dismiss').click();
    await page.getByText('Недоставленного нет').waitFor();
    expect(await states()).toEqual(['owed', 'owed', 'dismissed']);
  }, 60_000);

  it('corrects what a system refused before it is sent again', async () => {
    const payload = { key: 'k', fingerprint: 'f', class: null, at: '2026-03-10T09:00:00Z' };
    const call = { external: '+79161234567', line: null, extension: '101', recordingUrl: 'https://pbx.example/broken' };
    await db.database.pool.query(
      `insert into delivery (account, kind, state, dead_reason, last_error, attempts, created_at, died_at, payload)
       values ('crm', 'mis-call', 'dead', 'permanent', 'link: refused', 1, now(), now(), $1)`,
      [JSON.stringify({ ...payload, call })],
    );
    const { page } = await open('/undelivered');
    const letter = page.getByTestId('dead-letter').first();
    await letter.getByTestId('edit').click();
    expect(await letter.getByTestId('letter-fields').innerText()).toMatch(/сейчас: \+?7916\*\*\*4567/);
    await letter.getByTestId('field-external').fill('не номер');
    await letter.getByTestId('save-payload').click();
    await letter.getByText('This is no telephone number').waitFor();
    await letter.getByTestId('field-external').fill('8 (916) 123-45-68');
    await letter.getByTestId('empty-recordingUrl').click();
    await letter.getByTestId('save-payload').click();
    await letter.getByTestId('letter-fields').waitFor({ state: 'detached' });
    const { rows } = await db.database.pool.query(
      `delete from delivery where kind = 'mis-call' returning state, payload -> 'call' as call`,
    );
    expect(rows).toEqual([{ state: 'dead', call: { ...call, external: '+79161234568', recordingUrl: null } }]);
  }, 60_000);

  it('shows what could not be read without names and numbers, reads it again, lets it go', async () => {
    const { page } = await open('/unreadable');
    const items = page.getByTestId('unreadable');
    await items.nth(1).waitFor();
    await items.nth(1).getByText('Что пришло').click();
    const shown = await items.nth(1).innerText();
    expect(shown).toContain('7916***4567');
    expect(shown).not.toMatch(/Иванова|1234567/);
    await items.first().getByTestId('read-again').click();
    await items.first().getByTestId('still-unreadable').waitFor();
    await items.first().getByTestId('dismiss-unreadable').click();
    await items.first().getByTestId('dismiss-unreadable').click();
    await items.nth(1).waitFor({ state: 'detached' });
    expect(await items.count()).toBe(1);
    await page.getByTestId('part-audit').click();
    await page.getByTestId('data-row').first().waitFor();
    await page.getByTestId('audit-what').selectOption('quarantine');
    await eventually(async () =>
      expect((await page.getByTestId('data-row').allInnerTexts())[0]).toContain('отпустил уведомление'),
    );
  }, 60_000);

  it('lets a manager read and nothing else', async () => {
    const { page } = await open('', { token: 'demo-manager' });
    await page.getByTestId('account').first().waitFor();
    expect(await page.locator('[data-testid=self-test], [data-testid=open-setup]').count()).toBe(0);
    await page.getByTestId('part-unreadable').press('Enter');
    await page.getByTestId('unreadable').first().waitFor();
    expect(await page.locator('[data-testid=read-again], [data-testid=read-all]').count()).toBe(0);
  });

  it('says that the server failed, and tries again', async () => {
    const { page } = await open('/latency');
    await page.getByTestId('intake').waitFor();
    await page.route('**/api/v1/integrations/latency', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.reload();
    await page.getByTestId('problem').waitFor();
    await page.unroute('**/api/v1/integrations/latency');
    await page.getByTestId('problem-retry').click();
    await page.getByTestId('intake').waitFor();
    expect(await page.getByTestId('problem').count()).toBe(0);
  }, 60_000);
});
