import { resolve } from 'node:path';
import { fillDemo } from '../../src/commands/demo-command.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('a UIS call in a real browser, through the real server', () => {
  const screens = screensInBrowser();
  let db: TestDatabase;
  let running: RunningApp;

  beforeAll(async () => {
    const webFolder = builtScreen();
    db = await testDatabase();
    await fillDemo(db.database, testConfiguration(), resolve('.'));
    running = await runApp({ db, webFolder });
  }, 120_000);
  afterAll(async () => {
    await running.stop();
    await db.drop();
  });

  it('rings at two seats with the family, one answers, the other closes; a choice of the family sticks', async () => {
    const first = await screens.open(`${running.url}/`, { token: 'demo-reception-1' });
    const second = await screens.open(`${running.url}/`, { token: 'demo-reception-2' });
    const north = await screens.open(`${running.url}/`, { token: 'demo-reception-3' });
    for (const screen of [first, second, north]) await screen.waitOnline();

    const call = uisCall({ from: '79000000101' });
    await running.uis(...call.incoming());
    await running.uis(...call.ringing('101'));
    await running.uis(...call.ringing('102'));
    await first.card.waitFor();
    await second.card.waitFor();
    expect(await first.candidates.count()).toBe(3);
    expect(await first.cardClass.innerText()).toMatch(/уже записан/i);
    await first.page.screenshot({ path: `${shots}/real-family.ru.png` });

    await running.uis(...call.answered('101'));
    await eventually(async () => expect(await second.card.count()).toBe(0));
    await first.chooseCandidate('Мария Петровна');
    await eventually(async () => expect(await first.address.innerText()).toContain('Мария Петровна'));
    await first.page.screenshot({ path: `${shots}/real-chosen.ru.png` });
    expect(await north.card.count()).toBe(0);

    await running.uis(...call.ended());
    await eventually(async () => {
      const row = await db.database.sql.selectFrom('call').select(['state', 'chosen_by']).executeTakeFirstOrThrow();
      expect(row).toEqual({ state: 'ended', chosen_by: 'demo-reception-1' });
    });
    await first.rows.first().waitFor();
    await first.page.screenshot({ path: `${shots}/real-ended.ru.png` });
    for (const screen of [first, second, north]) await screen.close();
  }, 90_000);

  it('shows free slots from the timetable to a caller who has no visit, in English too', async () => {
    const screen = await screens.open(`${running.url}/`, { token: 'demo-reception-1' });
    await screen.waitOnline();
    await screen.language('en');
    const call = uisCall({ from: '79000000104' });
    await running.uis(...call.incoming());
    await running.uis(...call.ringing('101'));
    await screen.card.waitFor();
    await eventually(async () => expect(await screen.card.innerText()).toMatch(/Лебедева|Соколов/));
    await screen.page.screenshot({ path: `${shots}/real-first-time.en.png` });
    await running.uis(...call.missed());
    await running.uis(...call.ended(20, 20, 0));
    await eventually(async () => expect(await screen.card.count()).toBe(0));
    await screen.close();
  }, 90_000);

  it('loads nothing from a foreign host and breaks no rule of its own security policy', async () => {
    const screen = await screens.open(`${running.url}/`, { token: 'demo-manager' });
    const foreign: string[] = [];
    const complaints: string[] = [];
    screen.page.on('request', (request) => {
      if (!request.url().startsWith(running.url) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    screen.page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await screen.page.reload();
    await screen.waitOnline();
    await screen.page.goto(`${running.url}/docs/`);
    await screen.page.locator('.opblock').first().waitFor();
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await screen.close();
  }, 90_000);
});
