import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { isChromiumInstalled, startChromium } from '../../support/screen-page.ts';
import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import { latenciesOf } from '../latencies.ts';
import type { ProductReady } from '../product.ts';

const LIMIT_MS = 1_000;
const LIMIT_KB = 300;

/** Notes the moment at which the workplace is drawn: the place of the card and today's list as the server answered it. */
const noteMeaningfulPaint = `(() => {
  const drawn = '[data-testid=incoming]', answered = '[data-testid=today] :is([data-testid=empty], [data-testid=call-row])';
  const watch = new MutationObserver(() => {
    if (document.querySelector(drawn) === null || document.querySelector(answered) === null) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => (document.documentElement.dataset.painted = performance.now())));
  });
  watch.observe(document, { childList: true, subtree: true });
})()`;

interface Opened {
  ms: number;
  files: number;
  /** What came over the wire of scripts and styles. */
  bytes: number;
}

/** From the address to the drawn workplace, as a browser sees it that was never here, and once more in the same browser. */
export async function measurePaint({ short, folder, tell }: Setting): Promise<Finding> {
  if (!existsSync('dist/web/index.html')) throw new Error('the screen is not built: npm run build:web');
  if (!isChromiumInstalled()) throw new Error('/usr/bin/chromium is not installed');
  const times = short ? 7 : 21;
  const product = startChild('product');
  const ready = await product.ask<ProductReady>('start', { folder, seats: 1, managers: 0, people: 0 });
  const browser = await startChromium();
  const cold: Opened[] = [];
  const again: Opened[] = [];
  try {
    // Not measured: what server and browser compile at first use.
    for (let time = 0; time <= times; time += 1) {
      if (time % 7 === 0) tell(`${time} of ${times}`);
      const [first, second] = await openTwice(browser, `http://127.0.0.1:${ready.port}/`);
      if (time === 0) continue;
      cold.push(first);
      again.push(second);
    }
  } finally {
    await browser.close();
  }
  const rows = Object.entries({ 'a browser that was never here': cold, 'the same browser again': again }).map(
    ([title, opened]) => ({ title, ...latenciesOf(opened.map(({ ms }) => ms)), ...opened[0] }),
  );
  const [never] = rows;
  const kb = Math.round((never?.bytes ?? Number.NaN) / 1000);
  return {
    title: 'First meaningful paint',
    how: `Chromium without a screen opens the workplace of a seat by its link, ${times} times, each time with a profile of its own. The time is from the navigation to the frame in which the place of the card and today's list, as the server answered it, are drawn.`,
    tables: [
      {
        header: ['reception’s page', 'p50, ms', 'max, ms', 'files', 'scripts and styles, kB'],
        rows: rows.map(({ title, p50, max, files, bytes }) => [
          title,
          p50,
          max,
          files ?? 0,
          Math.round((bytes ?? 0) / 1000),
        ]),
      },
    ],
    verdicts: [
      atMost('first meaningful paint with a cold browser, median', never?.p50 ?? Number.NaN, LIMIT_MS, 'ms'),
      atMost('scripts and styles of the first page, compressed', kb, LIMIT_KB, 'kB'),
    ],
    notes: [],
    faults: [],
    postgresVersion: ready.postgresVersion,
    raw: { cold, again },
  };
}

async function openTwice(browser: Browser, url: string): Promise<[Opened, Opened]> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(noteMeaningfulPaint);
    const open = async (address: string): Promise<Opened> => {
      await page.goto(address);
      const painted = page.locator('html[data-painted]');
      await painted.waitFor({ state: 'attached' });
      const assets = await page.evaluate<{ files: number; bytes: number }>(`(() => {
        const assets = performance.getEntriesByType('resource').filter(({ name }) => /\\/assets\\/.*\\.(js|css)$/.test(name));
        return { files: assets.length, bytes: assets.reduce((sum, { transferSize }) => sum + transferSize, 0) };
      })()`);
      return { ms: Number(await painted.getAttribute('data-painted')), ...assets };
    };
    // The first time with the key in the link, then as it was kept.
    return [await open(`${url}#token=seat-0`), await open(`${url}?again`)];
  } finally {
    await context.close();
  }
}
