import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { wav } from '../support/audio.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('listening to a call in a real browser, through the real server', () => {
  const screens = screensInBrowser();
  let running: RunningApp;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trubka-listen-'));
    const path = join(folder, 'monitor.wav');
    await writeFile(path, wav(26));
    const uis = pbxAdapters.find(({ id }) => id === 'uis');
    if (uis === undefined) throw new Error('no UIS');
    const usual = testConfiguration();
    running = await runApp({
      configuration: testConfiguration({
        pbx: new Map([...usual.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
        recordings: { ...usual.recordings, place: { keep: 'copy', days: 30 } },
      }),
      adapters: { pbx: [{ ...uis, api: { recording: () => Promise.resolve({ kind: 'file', path }) } }] },
      dataFolder: folder,
      webFolder: builtScreen(),
    });
    const call = uisCall();
    for (const [event, fields] of [
      call.incoming(),
      call.ringing('101'),
      call.answered('101'),
      call.ended(),
      call.recorded('x'),
    ])
      await running.uis(event, fields);
    const { pool } = running.db.database;
    await eventually(async () => {
      await pool.query(`update recording set next_attempt_at = now() where state = 'wanted' and lease is null`);
      const { rowCount } = await pool.query(`select from recording where state = 'stored'`);
      if (rowCount !== 1) throw new Error('it is not stored yet');
    }, 20_000);
  }, 120_000);
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const audit = async (): Promise<unknown[]> =>
    (await running.db.database.pool.query(`select who from audit where what = 'recording.listened'`)).rows;

  it('a manager opens a call, listens, and jumps ahead; it is one listening', async () => {
    const screen = await screens.open(`${running.url}/`, { token: 'demo-manager' });
    const addresses: string[] = [];
    screen.page.on('request', (request) => addresses.push(request.url()));
    await screen.waitOnline();
    await screen.rows.first().getByRole('button').first().click();
    expect(await audit()).toEqual([]);
    await screen.page.getByTestId('listen').click();
    const audio = screen.page.locator('audio');
    await audio.waitFor();
    const duration = await audio.evaluate(async (element) => {
      const player = element as unknown as {
        readyState: number;
        duration: number;
        currentTime: number;
        load(): void;
        onseeked: unknown;
      };
      player.load();
      for (let tries = 0; player.readyState < 1 && tries < 100; tries += 1)
        await new Promise((done) => setTimeout(done, 50));
      await new Promise((done) => {
        player.onseeked = done;
        player.currentTime = 20;
      });
      return [player.duration, Math.round(player.currentTime)];
    });
    expect(duration).toEqual([26, 20]);
    await screen.page.screenshot({ path: `${shots}/listen.ru.png` });
    expect(await audit()).toEqual([{ who: 'demo-manager' }]);
    // Addresses are what proxies and browsers write down.
    for (const address of addresses) expect(address).not.toMatch(/demo-manager|ticket|token/);
    await screen.close();
  }, 60_000);

  it('reception sees that there is a recording, and no button', async () => {
    const screen = await screens.open(`${running.url}/`, { token: 'demo-reception-1' });
    await screen.waitOnline();
    await screen.rows.first().getByRole('button').first().click();
    await screen.page.getByText('есть запись разговора').waitFor();
    expect(await screen.page.getByTestId('listen').count()).toBe(0);
    await screen.close();
  }, 60_000);
});
