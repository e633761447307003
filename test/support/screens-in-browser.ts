import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { builtScreen } from './built-screen.ts';
import { type FakeScreenServer, startFakeScreenServer } from './fake-screen-server.ts';
import { demoWorkplaces } from './screen-day.ts';
import { isChromiumInstalled, openScreen, type ScreenOptions, type ScreenPage, startChromium } from './screen-page.ts';

/** Where pictures go, to be looked at. */
export const shots = fileURLToPath(new URL('../browser/screenshots', import.meta.url));

/** As `describe`; skipped, with a line that says so, where there is no Chromium. */
export const whereChromiumIs = isChromiumInstalled() ? describe : describe.skip;
if (!isChromiumInstalled())
  process.stderr.write('The browser tests are skipped: /usr/bin/chromium is not installed.\n');

/** A browser for the tests of one `describe`; what they open is closed after each. */
export function screensInBrowser(): { open(url: string, options?: ScreenOptions): Promise<ScreenPage> } {
  let browser: Browser;
  const screens: ScreenPage[] = [];
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await startChromium();
  }, 120_000);
  afterEach(async () => {
    for (const screen of screens.splice(0)) await screen.close();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async open(url, options = {}) {
      const screen = await openScreen(browser, url, options);
      screens.push(screen);
      return screen;
    },
  };
}

/** The built app before a server that is only played, anew for each test. */
export function fakeScreens(): {
  readonly server: FakeScreenServer;
  open(path: string, options?: ScreenOptions): Promise<ScreenPage>;
} {
  const screens = screensInBrowser();
  let folder: string;
  let server: FakeScreenServer;
  beforeAll(() => {
    folder = builtScreen();
  }, 240_000);
  beforeEach(async () => {
    server = await startFakeScreenServer({ folder, workplaces: demoWorkplaces() });
  });
  afterEach(() => server.stop());
  return {
    get server() {
      return server;
    },
    open: (path, options) => screens.open(`${server.url}${path}`, options),
  };
}
