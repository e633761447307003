import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { builtScreen } from '../support/built-screen.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeScreenServer, startFakeScreenServer } from '../support/fake-screen-server.ts';
import { callFrameOf } from '../support/screen-calls.ts';
import { demoWorkplaces, family, firstTime, seat, tomorrow } from '../support/screen-day.ts';
import { type ScreenPage, isChromiumInstalled, openScreen, startChromium } from '../support/screen-page.ts';

const shots = fileURLToPath(new URL('./screenshots', import.meta.url));
const whereChromiumIs = isChromiumInstalled() ? describe : describe.skip;

whereChromiumIs('what reception says of a caller', () => {
  let browser: Browser;
  let folder: string;
  let server: FakeScreenServer;
  let screens: ScreenPage[] = [];

  beforeAll(async () => {
    folder = builtScreen();
    mkdirSync(shots, { recursive: true });
    browser = await startChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    server = await startFakeScreenServer({ folder, workplaces: demoWorkplaces() });
  });
  afterEach(async () => {
    for (const screen of screens) await screen.close();
    screens = [];
    await server.stop();
  });

  async function ring(caller = firstTime, width = 1366, height = 768): Promise<ScreenPage> {
    const screen = await openScreen(browser, server.url, { token: seat, width, height });
    screens.push(screen);
    await screen.waitOnline();
    server.push(seat, callFrameOf('call.ringing', '20', { caller }));
    await screen.address.waitFor();
    return screen;
  }

  it('spam is one click, and one more takes it back', async () => {
    const screen = await ring();
    await screen.card.getByTestId('spam').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(await screen.cardClass.innerText()).toBe('спам');
    expect(await screen.card.getByTestId('corrected').innerText()).toContain('Запомнили: спам');
    await screen.card.getByTestId('undo-correction').click();
    await screen.card.getByTestId('spam').waitFor();
    expect(await screen.cardClass.innerText()).toBe('первичный');
    expect(server.corrected).toMatchObject([{ callId: '20', what: 'spam' }, { undo: '1' }]);
    expect(new Set(server.corrected.map(({ key }) => key)).size).toBe(2);
  });

  it('a contractor is remembered with a name, or without one', async () => {
    const screen = await ring();
    await screen.card.getByTestId('contractor').click();
    await screen.card.getByTestId('correct-name').fill('Курьер лаборатории');
    await screen.page.keyboard.press('Enter');
    await eventually(async () => expect(await screen.address.innerText()).toBe('Курьер лаборатории'));
    await screen.card.getByTestId('undo-correction').click();
    await screen.card.getByTestId('staff').click();
    await screen.card.getByTestId('remember').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(server.corrected).toMatchObject([
      { what: 'contractor', name: 'Курьер лаборатории' },
      { undo: '1' },
      { what: 'staff', name: null },
    ]);
  });

  it('a card is found by name and gets the number', async () => {
    const screen = await ring();
    await screen.card.getByTestId('find-person').click();
    await screen.card.getByTestId('find-name').fill('семен');
    await screen.card.getByTestId('found-person').nth(1).waitFor();
    await screen.page.screenshot({ path: `${shots}/find-person.ru.png` });
    await screen.card.getByTestId('found-person').first().click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('Петр Ильич'));
    expect(server.corrected).toMatchObject([{ what: 'add-number', personId: '81' }]);
  });

  it('«not this person» takes the number off, and can be undone', async () => {
    const screen = await ring(tomorrow);
    expect(await screen.card.getByTestId('spam').count()).toBe(0);
    await screen.card.getByTestId('not-this-person').click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('+7 900 000-01-03'));
    await screen.card.getByTestId('undo-correction').click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('Анна Викторовна'));
    expect(server.corrected).toMatchObject([{ what: 'not-this-person', personId: '6' }, { undo: '1' }]);
  });

  it('what is not saved is said, and a lost answer keeps its key', async () => {
    const screen = await ring();
    await screen.page.route('**/corrections', (route) => route.abort());
    const keys: (string | undefined)[] = [];
    screen.page.on('request', (request) => {
      if (request.url().endsWith('/20/corrections')) keys.push(request.headers()['idempotency-key']);
    });
    await screen.card.getByTestId('spam').click();
    await screen.card.getByRole('alert').waitFor();
    await screen.page.unroute('**/corrections');
    await screen.card.getByTestId('spam').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('the list says by what data it was told', async () => {
    const screen = await ring();
    expect(await screen.page.getByTestId('data-level').innerText()).toContain('картотека и расписание');
  });

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)('fits: %s, %i × %i', async (language, width, height) => {
    for (const [name, caller] of Object.entries({ first: firstTime, person: tomorrow, family })) {
      const screen = await ring(caller, width, height);
      if (language === 'en') await screen.language('en');
      await screen.card.getByTestId('correct').waitFor();
      const overflow = await screen.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await screen.page.screenshot({ path: `${shots}/correct-${name}.${language}.${width}.png` });
    }
  });
});
