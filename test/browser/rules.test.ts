import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openRulesFile, readConfiguration } from '../../src/platform/configuration/index.ts';
import { askingAdapter } from '../answers/asking-adapter.ts';
import { clinicFile, providers as clinicProviders } from '../rules/clinic.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const file = `${clinicFile
  .replace(/ {2}mis:[\s\S]*$/, '')
  .replace('provider: bells', 'provider: asking')
  .replaceAll('phones', 'asking')}
rules:
  - name: Курьеры и поставщики
    when: { class: contractor }
    then: { tags: [контрагент], ignoreInReports: true }
  - name: Ночью — в задачи
    when: { direction: in, hours: closed, result: missed, branch: center }
    then:
      tags: [ночной звонок]
      task: { what: Перезвонить, countFrom: opening, dueMinutes: 30, owner: reception-1 }
`;

whereChromiumIs('the page of the rules', () => {
  const screens = screensInBrowser();
  let folder: string;
  let db: TestDatabase;
  let app: RunningApp;

  beforeAll(async () => {
    const webFolder = builtScreen();
    folder = mkdtempSync(join(tmpdir(), 'trubka-rules-page-'));
    const path = join(folder, 'trubka.yaml');
    writeFileSync(path, file);
    const providers = { ...clinicProviders, pbx: new Map<string, z.ZodType>([['asking', z.looseObject({})]]) };
    const result = readConfiguration({ path, providers });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    db = await testDatabase();
    app = await runApp({
      ...{ db, webFolder, configuration: result.configuration, rulesFile: openRulesFile({ path, providers }) },
      adapters: { pbx: [askingAdapter({ asks: false })] },
    });
    for (const [id, from] of [
      ['1', '+79160001122'],
      ['2', '+79160003344'],
    ])
      for (const kind of ['started', 'ringing', 'ended'])
        await fetch(`${app.url}/webhooks/asking/s3cret`, {
          method: 'POST',
          body: JSON.stringify({ call: id, kind, from, extension: '101' }),
        });
    await eventually(async () => {
      const { rows } = await db.database.pool.query('select 1 from call where settled_at is not null');
      if (rows.length !== 2) throw new Error(`${rows.length} calls are settled`);
    });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await db?.drop();
    rmSync(folder, { recursive: true });
  });

  async function open(width: number, height: number, token = 'demo-it'): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}/settings/rules`, { token, width, height });
    await screen.page.getByTestId('rules-checked').waitFor();
    return screen;
  }
  const newest = async (): Promise<string> => {
    const response = await app.api('/rules/text', 'demo-it');
    return ((await response.json()) as { text: string }).text;
  };
  const shot = (screen: ScreenPage, name: string) => screen.page.screenshot({ path: `${shots}/rules-${name}.png` });
  /** Puts the cursor behind a text of the editor. */
  async function behind(screen: ScreenPage, text: string): Promise<void> {
    await screen.page.locator('.cm-line', { hasText: text }).first().click();
    await screen.page.keyboard.press('End');
  }

  it('is written with completion and marks, tried, compared, saved, and returned to', async () => {
    const screen = await open(1366, 768);
    const { page } = screen;
    expect(await page.getByTestId('rules-in-force').innerText()).toContain('из файла');
    await behind(screen, 'owner: reception-1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('brunch: 1');
    await page.getByTestId('rules-found').first().waitFor();
    await page.locator('.cm-lint-marker-error').first().waitFor();
    expect(await page.getByTestId('rules-found').first().innerText()).toContain('brunch');
    expect(await page.getByTestId('rules-save').isDisabled()).toBe(true);
    await shot(screen, 'mistake.1366');
    await page.keyboard.press('Control+z');
    await page.locator('[data-testid=rules-checked][data-ok=true]').waitFor();

    await behind(screen, 'tags: [ночной звонок]');
    await page.keyboard.press('Enter');
    await page.keyboard.type('prio');
    const offered = page.locator('.cm-tooltip-autocomplete li');
    await offered.filter({ hasText: 'priority' }).waitFor();
    await shot(screen, 'completion.1366');
    // A key that comes as soon as the list is shown is taken for typing; a click is not.
    await offered.filter({ hasText: 'priority' }).click();
    await page.keyboard.type('h');
    await offered.filter({ hasText: 'high' }).click();
    await page.locator('[data-testid=rules-checked][data-ok=true]').waitFor();

    await page.getByRole('tab', { name: 'Проба' }).click();
    await page.getByTestId('try-from').fill('8 916 000-11-22');
    await page.getByTestId('try-line').selectOption('+74950000101');
    await page.getByTestId('try-time').fill('23:10');
    await page.getByTestId('try-result').selectOption('missed');
    await page.getByTestId('try-submit').click();
    await eventually(async () =>
      expect(await page.getByTestId('try-words').innerText()).toContain('важность: высокая'),
    );
    expect(await page.getByTestId('try-words').innerText()).toContain('«Ночью — в задачи»: ПОДОШЛО');
    await shot(screen, 'try.1366');

    await page.getByTestId('rules-note').fill('ночные важнее');
    await page.getByTestId('rules-save').click();
    await page.getByTestId('rules-saved').waitFor();
    expect(await newest()).toContain('      priority: high\n');
    expect(await page.getByTestId('rules-in-force').innerText()).toContain('Действует версия 1');

    await page.getByRole('tab', { name: 'Неделя' }).click();
    await page.getByTestId('replay').click();
    expect(await page.getByTestId('replayed').innerText()).toContain('Вызовов: 2');
    await shot(screen, 'replay.1366');

    await behind(screen, 'when: { class: contractor }');
    await page.keyboard.press('Enter');
    await page.keyboard.type('continue: true');
    await page.getByRole('tab', { name: 'Версии' }).click();
    await page.locator('[data-testid=rules-save]:not([disabled])').click();
    await page.getByTestId('rules-version').nth(1).waitFor();
    await page.getByTestId('version-diff').first().click();
    expect(await page.locator('[data-change=added]').allInnerTexts()).toEqual(['+     continue: true\n']);
    await shot(screen, 'versions.1366');
    await page.getByTestId('version-restore').first().click();
    await eventually(async () => expect(await newest()).not.toContain('continue'));
    await eventually(async () =>
      expect(await page.getByTestId('rules-in-force').innerText()).toContain('Действует версия 3'),
    );
    expect(await page.locator('.cm-content').innerText()).not.toContain('continue');
  }, 120_000);

  it('who may not write reads, checks and tries', async () => {
    const { page } = await open(1366, 768, 'demo-manager');
    expect(await page.getByTestId('rules-save').count()).toBe(0);
    await page.locator('.cm-content').click();
    await page.keyboard.type('x');
    expect(await page.locator('.cm-content').innerText()).not.toContain('x');
  });

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)('fits: %s, %i × %i', async (language, width, height) => {
    const screen = await open(width, height);
    if (language === 'en') await screen.language('en');
    for (const tab of [0, 1, 2, 3]) {
      await screen.page.getByRole('tab').nth(tab).click();
      const overflow = await screen.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await shot(screen, `tab-${tab}.${language}.${width}`);
    }
  });
});
