import { existsSync } from 'node:fs';
import { type Browser, type Locator, type Page, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

export function isChromiumInstalled(): boolean {
  return existsSync(executablePath);
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The reception screen as a person uses it. */
export interface ScreenPage {
  page: Page;
  card: Locator;
  address: Locator;
  surname: Locator;
  candidates: Locator;
  otherCalls: Locator;
  boardCalls: Locator;
  rows: Locator;
  connection: Locator;
  /** The class badge of the big card, by its word. */
  cardClass: Locator;
  chooseCandidate(address: string): Promise<void>;
  undoChoice(): Promise<void>;
  language(language: 'ru' | 'en'): Promise<void>;
  counterMode(): Promise<void>;
  signIn(token: string): Promise<void>;
  signOut(): Promise<void>;
  waitOnline(): Promise<void>;
  close(): Promise<void>;
}

export interface ScreenOptions {
  /** Without a token the screen asks for one. */
  token?: string;
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** Opens the screen in its own browser profile. */
export async function openScreen(browser: Browser, url: string, options: ScreenOptions = {}): Promise<ScreenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(25_000);
  const page = await context.newPage();
  await page.goto(options.token === undefined ? url : `${url}#token=${options.token}`);
  const card = page.getByTestId('card');
  return {
    page,
    card,
    address: card.getByTestId('address'),
    surname: card.getByTestId('surname'),
    candidates: card.getByTestId('candidate'),
    otherCalls: page.getByTestId('other-call'),
    boardCalls: page.getByTestId('board-call'),
    rows: page.getByTestId('call-row'),
    connection: page.getByTestId('connection'),
    cardClass: card.locator('[data-testid=class][data-large]'),
    chooseCandidate: (address) =>
      card
        .getByTestId('candidate')
        .filter({ has: page.getByText(address, { exact: true }) })
        .click(),
    undoChoice: () => card.getByTestId('undo-choice').click(),
    language: (language) => page.getByTestId('language').getByText(language.toUpperCase(), { exact: true }).click(),
    counterMode: () => page.getByTestId('counter-mode').click(),
    async signIn(token) {
      await page.getByTestId('sign-in-key').fill(token);
      await page.getByTestId('sign-in-submit').click();
    },
    async signOut() {
      await page.getByTestId('menu').click();
      await page.getByTestId('sign-out').click();
    },
    async waitOnline() {
      await page.locator('[data-testid=connection][data-state=online]').waitFor();
    },
    close: () => context.close(),
  };
}
