import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { newSetupCode } from '../../src/access/index.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { eventually } from '../support/eventually.ts';
import { movableClock } from '../support/movable-clock.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { type ScreenOptions, type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const password = 'три слона и чай';

whereChromiumIs('signing in by name in a browser, through the real server', () => {
  const screens = screensInBrowser();
  let app: RunningApp;
  const clock = movableClock();

  beforeAll(async () => {
    app = await runApp({ webFolder: builtScreen(), clock });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
  });

  async function open(path = '', options: ScreenOptions = {}): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}/${path}`, options);
    return screen;
  }
  const fill = async ({ page }: ScreenPage, fields: Record<string, string>): Promise<void> => {
    for (const [id, text] of Object.entries(fields)) await page.getByTestId(id).fill(text);
  };
  const submit = ({ page }: ScreenPage) => page.getByTestId('sign-in-submit').click();
  const signIn = async (screen: ScreenPage, login: string, word = password): Promise<void> => {
    await fill(screen, { 'sign-in-login': login, 'sign-in-password': word });
    await submit(screen);
  };
  async function newUser(login: string, wanted: Record<string, unknown> = {}): Promise<string> {
    const answer = await app.api('/users', 'demo-it', {
      method: 'POST',
      body: JSON.stringify({ login, name: login, role: 'reception', branches: ['center'], ...wanted }),
    });
    return ((await answer.json()) as { password: string }).password;
  }
  const shot = ({ page }: ScreenPage, name: string) => page.screenshot({ path: join(shots, `${name}.png`) });

  it('makes the first user by the setup link, who adds the second', async () => {
    const { sql } = app.db.database;
    const tokens = await sql.deleteFrom('access_token').returningAll().execute();
    const code = await newSetupCode(sql, clock.now());
    await sql
      .insertInto('access_token')
      .values(tokens.map(({ id: _, ...token }) => token))
      .execute();

    const screen = await open(`#setup=${code}`);
    const { page } = screen;
    await page.getByTestId('setup').waitFor();
    expect(page.url()).not.toContain('setup');
    expect(await seriousProblems(page)).toEqual([]);
    await fill(screen, { 'setup-name': 'Ирина Орлова', 'setup-login': 'irina', 'new-password': 'коротко' });
    await fill(screen, { 'repeat-password': 'коротко' });
    await submit(screen);
    await page.getByTestId('sign-in-error').getByText('Пароль короче 10 знаков').waitFor();
    await fill(screen, { 'new-password': password, 'repeat-password': password });
    await shot(screen, 'setup.ru.1366');
    await submit(screen);
    await screen.waitOnline();

    await page.getByTestId('page-link-users').click();
    await page.getByTestId('add-user').click();
    await fill(screen, { 'user-name': 'Анна Белова', 'user-login': 'anna' });
    await shot(screen, 'user-dialog.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByTestId('save-user').click();
    const given = await page.getByTestId('one-time-password').innerText();
    expect(given).toMatch(/^[\w-]{17}$/);
    await shot(screen, 'one-time.ru.1366');
    await page.getByTestId('password-done').click();
    await page.getByTestId('data-row').getByText('Анна Белова').waitFor();

    // Anna: an own password, then her workplace; the ring comes there.
    const anna = await open('', { width: 390, height: 844 });
    await signIn(anna, 'anna', given);
    await anna.page.getByTestId('own-password').waitFor();
    await shot(anna, 'own-password.ru.390');
    await fill(anna, { 'given-password': given, 'new-password': password, 'repeat-password': password });
    await submit(anna);
    await anna.page.getByTestId('choose-seat').waitFor();
    expect(await seriousProblems(anna.page)).toEqual([]);
    await anna.page.getByTestId('seat-reception-1').click();
    await shot(anna, 'choose-seat.ru.390');
    await submit(anna);
    await anna.waitOnline();
    expect(await anna.page.getByTestId('place').innerText()).toContain('Ресепшен 1');
    const call = uisCall();
    await app.uis(...call.incoming());
    await app.uis(...call.ringing('101'));
    await anna.card.waitFor();
    await anna.page.reload();
    await anna.card.waitFor();
    await anna.page.getByTestId('menu').click();
    await shot(anna, 'menu-user.ru.390');
    await anna.page.getByTestId('change-seat').click();
    await anna.page.getByTestId('seat-reception-2').click();
    await submit(anna);
    await anna.page.getByTestId('place').getByText('Ресепшен 2').waitFor();
    await anna.waitOnline();
    await anna.signOut();
    await anna.page.getByTestId('sign-in-login').waitFor();
    await anna.page.reload();
    await anna.page.getByTestId('sign-in-login').waitFor();
  }, 90_000);

  it('refuses alike, says how long to wait, and takes the key of a workplace as before', async () => {
    await newUser('boris');
    const screen = await open();
    const { page } = screen;
    const told: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      await signIn(screen, 'boris', 'not this one');
      await page.getByTestId('sign-in-error').waitFor();
      await eventually(async () =>
        expect(await page.getByTestId('sign-in-submit').getAttribute('data-loading')).toBeNull(),
      );
      told.push(await page.getByTestId('sign-in-error').innerText());
    }
    expect(told.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'Логин или пароль не подошли'));
    await shot(screen, 'sign-in.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    expect(await page.getByTestId('sign-in-error').innerText()).toMatch(/^Слишком много попыток. Подождите \d+ с/);
    await screen.language('en');
    await page.getByText('Too many attempts').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await shot(screen, 'sign-in.en.390');
    clock.ahead(1);
    await page.getByTestId('sign-in-other').click();
    await screen.signIn('demo-reception-1');
    await screen.waitOnline();
    await page.getByTestId('menu').click();
    await page.getByTestId('sign-out').waitFor();
    expect(await page.getByTestId('own-account').count()).toBe(0);
  }, 60_000);

  it('sets up an authenticator by keyboard and asks for its code; another session ends from here', async () => {
    const given = await newUser('vera', { role: 'manager' });
    const screen = await open();
    const { page } = screen;
    // Enter sends each form: no mouse is needed.
    await page.getByTestId('sign-in-login').waitFor();
    await page.keyboard.type('vera');
    await page.keyboard.press('Tab');
    await page.keyboard.type(given);
    await page.keyboard.press('Enter');
    await page.getByTestId('own-password').waitFor();
    await page.keyboard.type(given);
    for (const word of [password, password]) {
      await page.getByTestId(word === password ? 'new-password' : 'x').waitFor();
      await page.keyboard.press('Tab');
      // The button that shows the password is not in the way of Tab.
      await page.keyboard.type(word);
    }
    await page.keyboard.press('Enter');
    await screen.waitOnline();

    await page.getByTestId('menu').click();
    await page.getByTestId('own-account').click();
    await page.getByTestId('totp-password').fill(password);
    await page.keyboard.press('Enter');
    const secret = (await page.getByTestId('totp-secret').innerText()).replaceAll(' ', '');
    await page.getByAltText('Картинка для приложения').waitFor();
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
    await page.getByTestId('totp-code').fill(code());
    await shot(screen, 'account.ru.1366');
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('recovery-codes').waitFor();
    await shot(screen, 'recovery.ru.1366');
    await page.getByTestId('recovery-done').click();

    clock.ahead(1);
    const other = await open('', { width: 390, height: 844 });
    await signIn(other, 'vera');
    await other.page.getByTestId('sign-in-code').waitFor();
    expect(await other.page.getByTestId('sign-in-error').count()).toBe(0);
    await shot(other, 'code.ru.390');
    await other.page.getByTestId('sign-in-code').fill('000000');
    await submit(other);
    await other.page.getByTestId('sign-in-error').getByText('Код не подошел').waitFor();
    await other.page.getByTestId('sign-in-code').fill(code());
    await submit(other);
    await other.waitOnline();

    await page.reload();
    await page.getByTestId('own-session').nth(1).waitFor();
    await shot(screen, 'sessions.ru.1366');
    await page.getByTestId('end-others').click();
    await other.page.getByTestId('sign-in-login').waitFor();
    expect(await other.page.getByTestId('sign-in-error').innerText()).toContain('Вход истек или завершен');
    await eventually(async () => expect(await page.getByTestId('own-session').count()).toBe(1));
  }, 90_000);

  it('locks somebody out at once, who is told to sign in again', async () => {
    const given = await newUser('gleb', { role: 'manager' });
    const gleb = await open();
    await signIn(gleb, 'gleb', given);
    await gleb.page.getByTestId('own-password').waitFor();
    await fill(gleb, { 'given-password': given, 'new-password': password, 'repeat-password': password });
    await submit(gleb);
    await gleb.waitOnline();
    const irina = await open('settings/users', { token: 'demo-it' });
    await irina.page.getByTestId('data-row').filter({ hasText: 'gleb' }).click();
    await irina.page.getByTestId('act-lock').click();
    // The first press only asks.
    await irina.page.getByTestId('act-lock').getByText('Точно?').waitFor();
    await irina.page.setViewportSize({ width: 390, height: 844 });
    await shot(irina, 'user-dialog.ru.390');
    await irina.page.getByTestId('act-lock').click();
    await irina.page.getByTestId('data-row').filter({ hasText: 'заблокирован' }).waitFor();
    await gleb.page.getByTestId('sign-in-login').waitFor();
    expect(await gleb.page.getByTestId('sign-in-error').innerText()).toContain('Войдите еще раз');
    await shot(irina, 'users-real.ru.390');
  }, 60_000);
});
