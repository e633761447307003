import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addToken, newSetupCode } from '../../src/access/index.ts';
import { serveUntilStopped } from '../../src/commands/serve-until-stopped.ts';
import { loadOrStart } from '../../src/commands/setting.ts';
import { startApp } from '../../src/commands/start-app.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { readEnvironment } from '../../src/platform/configuration/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { uisCall } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const password = 'три слона и чай';
/** Beginning anew takes as long as the machine needs. */
const anew = { timeout: 90_000 };
const steps = ['clinic', 'pbx', 'seats', 'mis', 'write', 'cabinet', 'people', 'call'] as const;

whereChromiumIs('a fresh installation is set up in a browser', () => {
  const screens = screensInBrowser();
  let db: TestDatabase;
  let folder: string;
  let path: string;
  let url = '';
  let serving: Promise<void>;
  let stop = (): void => undefined;

  beforeAll(async () => {
    builtScreen();
    db = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'trubka-first-run-'));
    path = join(folder, 'trubka.yaml');
    const environment = readEnvironment({
      ...{ PORT: '0', DATABASE_URL: db.url, TRUBKA_CONFIG: path, TRUBKA_DATA: folder, TRUBKA_ROLES: 'web' },
    });
    const asked = new Promise<NodeJS.Signals>((resolve) => (stop = () => resolve('SIGTERM')));
    await new Promise<void>((started, failed) => {
      serving = serveUntilStopped({
        ...{ asked, log: silentLog, first: loadOrStart(path).configuration },
        load: () => loadOrStart(path).configuration,
        start: (configuration, { port, restart }) =>
          startApp({
            ...{ configuration, database: db.database, log: silentLog, host: '127.0.0.1', root, restart },
            environment: { ...environment, port: port ?? environment.port },
          }),
        async onStarted({ port }) {
          url = `http://127.0.0.1:${port}`;
          started();
        },
      });
      serving.catch(failed);
    });
  }, 180_000);
  afterAll(async () => {
    stop();
    await serving;
    await db?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(address: string, width = 1366, height = 768, token?: string): Promise<ScreenPage> {
    const screen = await screens.open(`${url}/${address}`, {
      ...{ width, height },
      ...(token !== undefined && { token }),
    });
    return screen;
  }
  const at = ({ page }: ScreenPage, step: string) => page.locator(`[data-testid=setup-step][data-step=${step}]`);
  const shot = ({ page }: ScreenPage, name: string) => page.screenshot({ path: `${shots}/setup-${name}.png` });

  it('from the link on the terminal to a call whose line and telephone are bound by a press each', async () => {
    const code = await newSetupCode(db.database.sql, systemClock.now());
    const screen = await open(`#setup=${code}`);
    const { page } = screen;
    const fill = async (fields: Record<string, string>): Promise<void> => {
      for (const [id, text] of Object.entries(fields)) await page.getByTestId(id).fill(text);
    };
    const choose = async (id: string, option: string | RegExp): Promise<void> => {
      await page.getByTestId(id).click();
      await page.getByRole('option', { name: option }).click();
    };
    await fill({
      'setup-name': 'Ирина',
      'setup-login': 'irina',
      'new-password': password,
      'repeat-password': password,
    });
    await page.getByTestId('sign-in-submit').click();

    await at(screen, 'clinic').waitFor(anew);
    await fill({ 'clinic-name': 'Клиника «Ромашка»', 'branch-name': 'Центр', 'area-code': '495' });
    expect(await page.getByTestId('branch-zone').inputValue()).toBe('Europe/Moscow');
    await shot(screen, 'clinic.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByTestId('next-step').click();

    await choose('pbx-provider', 'UIS / CoMagic');
    expect(await page.getByTestId('setting-zone').inputValue()).toBe('Europe/Moscow');
    await shot(screen, 'pbx.ru.1366');
    await page.getByTestId('next-step').click();
    await page.getByTestId('add-seat').click();
    await fill({ 'seat-name': 'Ресепшен 1', 'seat-extensions': '101' });
    await shot(screen, 'seats.ru.1366');
    await page.getByTestId('next-step').click();
    await choose('mis-provider', 'IDENT');
    await shot(screen, 'mis.ru.1366');
    await page.getByTestId('next-step').click();

    await page.getByTestId('diff').getByText('+ clinic:').waitFor();
    await shot(screen, 'write.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByTestId('write').click();
    await at(screen, 'cabinet').waitFor(anew);
    const secret = readFileSync(join(folder, 'secrets/uis-secret'), 'utf8').trim();
    await page.getByTestId('cabinet-uis').getByText(`${url}/webhooks/uis/${secret}`).first().waitFor();
    await page.getByTestId('cabinet-ident').getByText(`${url}/ident/ident`).first().waitFor();
    await shot(screen, 'cabinet.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);

    await page.getByTestId('next-step').click();
    await page.getByTestId('drop-file').waitFor();
    await page.getByTestId('next-step').click();
    await page.getByTestId('waiting-call').waitFor();
    const call = uisCall({ from: '79160001122' });
    const uis = (address: string, [event, fields]: readonly [string, object]): Promise<Response> =>
      fetch(`${url}/webhooks/uis/${address}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event, secret: address, ...fields }),
      });
    expect((await uis('wrong-secret', call.incoming())).status).toBe(403);
    await page.getByTestId('refused').waitFor({ timeout: 30_000 });
    expect((await uis(secret, call.incoming())).status).toBe(200);
    expect((await uis(secret, call.ringing('102'))).status).toBe(200);
    await page.getByTestId('came-call').waitFor();
    await eventually(async () => expect(await page.getByTestId('bind').count()).toBe(2));
    expect(await page.getByTestId('came-who').innerText()).toContain('нет в картотеке');
    await shot(screen, 'call.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);

    const line = page.locator('[data-testid=bind][data-kind=line]');
    await line.getByTestId('bind-name').fill('Сайт');
    await line.getByTestId('bind-it').click();
    await line.waitFor({ state: 'detached', ...anew });
    const extension = page.locator('[data-testid=bind][data-kind=extension]');
    await extension.getByTestId('bind-it').click();
    await extension.waitFor({ state: 'detached', ...anew });
    await page.getByTestId('all-bound').waitFor(anew);
    await eventually(async () =>
      expect(await page.getByTestId('came-extensions').innerText()).toBe('102 · Ресепшен 1'),
    );
    await shot(screen, 'bound.ru.1366');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('extensions: [101, 102]');
    expect(text).toContain('number: +74950000101');
    expect(text).not.toContain(secret);
  }, 300_000);

  it('adds a branch with its workplace and line and further accounts, and each mistake stands at its field', async () => {
    await addToken(db.database.sql, systemClock, {
      ...{ label: 'it', role: 'it', seat: null, branches: ['main'], token: 'setup-it' },
    });
    writeFileSync(path, `# by hand\n${readFileSync(path, 'utf8')}`);
    const screen = await open('settings/setup', 1366, 768, 'setup-it');
    const { page } = screen;
    const step = (name: string) => page.getByTestId(`step-${name}`).click();
    const second = (what: string) => page.getByTestId(what).nth(1);
    const choose = async (id: string, provider: string): Promise<void> => {
      // Only a new account is asked what it is.
      await page.getByTestId(id).click();
      await page.getByRole('option', { name: provider }).click();
    };
    await at(screen, 'clinic').waitFor(anew);
    await page.getByTestId('add-branch').click();
    await second('branch-name').fill('Север');
    await second('hours').fill('всегда');
    await step('pbx');
    await page.getByTestId('add-pbx').click();
    await choose('pbx-provider', 'Телфин');
    await step('seats');
    const north = second('seats-of-branch');
    await north.getByTestId('add-seat').click();
    await north.getByTestId('seat-name').fill('Север 1');
    await north.getByTestId('seat-extensions').fill('201');
    await north.getByTestId('add-line').click();
    await north.getByTestId('line-number').fill('+7 495 000-01-05');
    await shot(screen, 'branches-seats.ru.1366');
    await step('mis');
    await page.getByTestId('add-mis').click();
    await choose('mis-provider', 'IDENT');

    await step('write');
    await page.getByTestId('config-problems').getByText('Филиал 2: Север · branches[1].hours').waitFor();
    expect(await page.getByTestId('write').isDisabled()).toBe(true);
    await step('clinic');
    await second('branch').getByText('Часы работы: дни и часы').waitFor();
    expect(await second('hours').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByTestId('hours').first().getAttribute('aria-invalid')).not.toBe('true');
    expect(await seriousProblems(page)).toEqual([]);
    for (const language of ['en', 'ru'] as const) {
      await screen.language(language);
      await shot(screen, `branches.${language}.1366`);
    }
    await second('hours').fill('пн-пт 9:00-21:00');
    await eventually(async () => expect(await second('hours').getAttribute('aria-invalid')).not.toBe('true'));
    await step('pbx');
    await shot(screen, 'accounts.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);

    await step('write');
    await page.getByTestId('write').click();
    await at(screen, 'cabinet').waitFor(anew);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^# by hand\n/);
    expect(text).toMatch(/- id: branch-2\n +name: Север/);
    expect(text).toMatch(/id: seat-2\n +name: Север 1\n +extensions: \[201\]/);
    expect(text).toContain('id: ident-2');
    expect(text.match(/- id: (?:uis|telphin)\n/g)).toHaveLength(2);
  }, 240_000);

  it('shows what is there, says what is wrong, and fits a telephone in both languages', async () => {
    const screen = await open('settings/setup', 390, 844, 'setup-it');
    const { page } = screen;
    await at(screen, 'clinic').waitFor(anew);
    expect(await page.getByTestId('clinic-name').inputValue()).toBe('Клиника «Ромашка»');
    await page.getByTestId('hours').first().fill('всегда');
    await page.getByTestId('step-write').click();
    await page.getByTestId('config-problems').getByText('branches[0].hours').waitFor();
    expect(await page.getByTestId('write').isDisabled()).toBe(true);
    for (const step of steps) {
      await page.getByTestId(`step-${step}`).click();
      await at(screen, step).waitFor();
      if (step === 'cabinet') await page.getByTestId('cabinet-uis').getByTestId('pasted').first().waitFor();
      for (const language of ['ru', 'en'] as const) {
        await screen.language(language);
        expect([step, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([step, 390]);
        await shot(screen, `${step}.${language}.390`);
      }
      expect([step, await seriousProblems(page)]).toEqual([step, []]);
    }
  }, 180_000);
});
