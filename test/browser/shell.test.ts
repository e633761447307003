import { beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seriousProblems } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { callFrameOf, closedFrameOf, minutesFromNow } from '../support/screen-calls.ts';
import { family, firstTime, manager, seat, tomorrow } from '../support/screen-day.ts';
import { type ScreenOptions, type ScreenPage } from '../support/screen-page.ts';
import { fakeScreens, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const users = [
  {
    ...{ id: '1', login: 'irina', name: 'Ирина Орлова', role: 'it', branches: ['*'], seat: null, totp: true },
    ...{ mustChangePassword: false, signedInAt: minutesFromNow(-90), disabledAt: null },
  },
];

whereChromiumIs('the shell of the app in a browser', () => {
  const fake = fakeScreens();
  beforeEach(() => {
    // A workplace whose key may also look after users: it has calls and more than one page.
    Object.assign(fake.server.workplace(seat).me, { role: 'it' });
  });

  async function open(path = '', options: ScreenOptions & { token?: string } = {}): Promise<ScreenPage> {
    const { token = seat, ...rest } = options;
    const screen = await fake.open(path, { token, ...rest });
    await screen.page.route('**/api/v1/users', (route) => route.fulfill({ json: { items: users } }));
    await screen.waitOnline();
    return screen;
  }
  const toUsers = async ({ page }: ScreenPage): Promise<void> => {
    await page.getByTestId('navigation').waitFor();
    const link = page.getByTestId('page-link-users');
    // A narrow screen has room for a few pages only.
    if (!(await link.isVisible())) await page.getByTestId('more-pages').click();
    await link.click();
    await page.getByTestId('data-row').first().waitFor();
  };

  it('goes from page to page without losing the connection, and back by the browser', async () => {
    const screen = await open();
    await screen.rows.first().waitFor();
    await toUsers(screen);
    expect(screen.page.url()).toBe(`${fake.server.url}settings/users`);
    expect(await screen.page.title()).toBe('Пользователи · Трубка');
    expect(await screen.page.getByTestId('page-link-users').getAttribute('aria-current')).toBe('page');
    await screen.page.goBack();
    await screen.rows.first().waitFor();
    expect(await screen.page.title()).toBe('Трубка');
    expect(fake.server.received.filter((frame) => frame['type'] === 'subscribe')).toEqual([{ type: 'subscribe' }]);
  });

  it('opens a deep address at once, and says where there is no page', async () => {
    const screen = await open('settings/users');
    await screen.page.reload();
    await screen.page.getByTestId('navigation').waitFor();
    expect(await screen.page.getByTestId('page').innerText()).toContain('Пользователи');
    const lost = await open('no-such/page');
    await lost.page.getByText('Такой страницы нет').waitFor();
  });

  it('asks who is here once, while it is still loading, in few files', async () => {
    const screen = await open();
    const asked: string[] = [];
    screen.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await screen.page.reload();
    await screen.waitOnline();
    await screen.rows.first().waitFor();
    expect(asked.filter((path) => path === '/api/v1/me')).toHaveLength(1);
    const files = asked.filter((path) => /\/assets\/.*\.(js|css)$/.test(path));
    expect(files.length).toBeLessThanOrEqual(8);
    expect(files[0]).toMatch(/\/(rolldown-runtime|start)-/);
  });

  it('offers nobody a page that is not theirs', async () => {
    Object.assign(fake.server.workplace(seat).me, { role: 'reception' });
    const screen = await open('settings/users');
    await screen.page.getByText('Такой страницы нет').waitFor();
    await screen.page.goto(fake.server.url);
    await screen.rows.first().waitFor();
    expect(await screen.page.locator('[data-testid=page-link-users]').count()).toBe(0);
  });

  it('shows a ring on every page, in the corner, without focus, shift or cover', async () => {
    const screen = await open();
    await toUsers(screen);
    const { page } = screen;
    await page.getByTestId('add-user').focus();
    const before = await places(page);
    fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
    const corner = page.getByTestId('corner-call');
    await corner.waitFor();
    expect(await corner.innerText()).toMatch(/Входящий вызов[\s\S]*Анна Викторовна[\s\S]*уже записан/);
    expect(await places(page)).toEqual(before);
    expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('add-user');
    expect(await page.title()).toBe('● Входящий, Центр · Трубка');
    expect(await page.getByTestId('announcement').innerText()).toContain('Анна Викторовна');
    fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: firstTime }));
    await corner.getByText('еще 1').waitFor();
    await page.screenshot({ path: join(shots, 'corner.ru.1366.png') });
    fake.server.push(seat, closedFrameOf('21', 'answered-elsewhere'));
    await corner.getByText('Анна Викторовна').waitFor();
    await page.getByTestId('corner-open').click();
    await screen.address.waitFor();
    expect(await screen.address.innerText()).toBe('Анна Викторовна');
    expect(await page.getByTestId('corner-call').count()).toBe(0);
    expect(page.url()).toBe(fake.server.url);
  });

  it('opens the call of the corner, not another that is on the big card', async () => {
    const screen = await open();
    await toUsers(screen);
    fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
    fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: family }));
    const corner = screen.page.locator('[data-testid=corner-call][data-call="21"]');
    await corner.getByTestId('corner-open').click();
    await screen.card.waitFor();
    expect(await screen.card.getAttribute('data-call')).toBe('21');
  });

  it('leaves those who look after several seats in peace on other pages', async () => {
    Object.assign(fake.server.workplace(manager).me, { role: 'it' });
    const screen = await open('', { token: manager });
    await toUsers(screen);
    fake.server.push(manager, callFrameOf('call.ringing', '20', { caller: tomorrow }));
    await eventually(() => expect(fake.server.received).toContainEqual({ type: 'ack', cursor: '1' }));
    expect(await screen.page.getByTestId('corner-call').count()).toBe(0);
  });

  it('is gone through by keyboard alone', async () => {
    const screen = await open();
    await screen.rows.first().waitFor();
    const { page } = screen;
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('К содержанию');
    const reach = async (testId: string): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        if (
          (await page
            .locator(':focus')
            .getAttribute('data-testid')
            .catch(() => null)) === testId
        )
          return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`${testId} is not reached by Tab`);
    };
    await reach('page-link-users');
    await page.keyboard.press('Enter');
    await page.getByTestId('data-row').first().waitFor();
    await reach('data-row');
    await page.keyboard.press('Enter');
    await page.getByTestId('user-dialog').getByText('Изменить: Ирина Орлова').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('save-user').waitFor({ state: 'detached' });
    await eventually(async () => expect(await page.locator(':focus').getAttribute('data-testid')).toBe('data-row'));
  });

  it('says what went wrong and tries again', async () => {
    const screen = await open();
    let failing = true;
    await screen.page.route('**/api/v1/users', (route) =>
      failing
        ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"title":"busy"}' })
        : route.fulfill({ json: { items: users } }),
    );
    await screen.page.getByTestId('page-link-users').click();
    await screen.page.getByTestId('page-loading').waitFor();
    await screen.page.getByTestId('problem').getByText('Сервер не справился').waitFor();
    failing = false;
    await screen.page.getByTestId('problem-retry').click();
    await screen.page.getByTestId('data-row').first().waitFor();
    expect(await screen.page.getByTestId('problem').count()).toBe(0);
  });

  it('adds the first of a list that has nobody yet', async () => {
    const { page } = await open('settings/users');
    await page.unroute('**/api/v1/users');
    await page.route('**/api/v1/users', (route) => route.fulfill({ json: { items: [] } }));
    await page.reload();
    await page.getByTestId('page-empty').waitFor();
    await page.getByTestId('add-user').click();
    expect(await page.getByTestId('user-name').inputValue()).toBe('');
  });

  it('says what is off without HTTPS, until it was read', async () => {
    const screen = await open();
    expect(await screen.page.getByTestId('insecure').count()).toBe(0);
    await screen.page.addInitScript('Object.defineProperty(window, "isSecureContext", { value: false })');
    await screen.page.reload();
    const line = screen.page.getByTestId('insecure');
    expect(await line.innerText()).toContain('уведомлений о вызовах нет');
    await line.getByRole('button').click();
    await line.waitFor({ state: 'detached' });
    await screen.page.reload();
    await screen.rows.first().waitFor();
    expect(await line.count()).toBe(0);
  });

  it.each([
    { width: 1366, height: 768, colorScheme: 'light' as const },
    { width: 390, height: 844, colorScheme: 'light' as const },
    { width: 1366, height: 768, colorScheme: 'dark' as const },
  ])(
    'has no serious accessibility problem and nothing sideways at $width, $colorScheme',
    async (size) => {
      const screen = await open('', size);
      await toUsers(screen);
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: family }));
      await screen.page.getByTestId('corner-call').waitFor();
      for (const language of ['ru', 'en'] as const) {
        await screen.language(language);
        await screen.page.getByRole('heading', { name: language === 'ru' ? 'Пользователи' : 'Users' }).waitFor();
        expect(await screen.page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
        await screen.page.screenshot({
          path: join(shots, `users.${size.colorScheme}.${language}.${size.width}.png`),
        });
      }
      expect(await seriousProblems(screen.page)).toEqual([]);
      await screen.page.getByTestId('page-link-workplace').click();
      await screen.address.waitFor();
      expect(await seriousProblems(screen.page)).toEqual([]);
      await screen.page.screenshot({ path: join(shots, `workplace.${size.colorScheme}.${size.width}.png`) });
    },
    60_000,
  );
});

/** Where the things of the page stand. */
function places(page: Page): Promise<unknown> {
  return Promise.all(
    ['add-user', 'data-table', 'data-row', 'page-link-users', 'connection'].map(async (id) => [
      id,
      await page.getByTestId(id).first().boundingBox(),
    ]),
  );
}
