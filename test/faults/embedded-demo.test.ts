import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { openScreen, uisCall } from '../support/running-app.ts';
import { freePort, whenReady } from '../support/served.ts';

interface Demo {
  url: string;
  child: ChildProcess;
  said: string[];
  exit: Promise<number | null>;
}

let data: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'trubka-demo-'));
  // PostgreSQL does not run as root, so whoever it runs as must be able to enter.
  chmodSync(data, 0o755);
});
afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(() => {
  rmSync(data, { recursive: true, force: true });
});

/** `npm run demo -- --quiet` after its build, on the embedded database. */
async function startDemo(options: { port?: number; args?: string[] } = {}): Promise<Demo> {
  const port = options.port ?? (await freePort());
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '', PORT: String(port), TRUBKA_DATA: data };
  delete env['DATABASE_URL'];
  const child = spawn(process.execPath, ['dist/src/main.js', 'demo', ...(options.args ?? ['--quiet'])], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said: string[] = [];
  child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { url: `http://127.0.0.1:${port}`, child, said, exit };
}

async function notify(url: string, told: readonly [string, Record<string, unknown>]): Promise<number> {
  const response = await fetch(`${url}/webhooks/uis/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: told[0], secret: 'demo', ...told[1] }),
  }).catch(() => null);
  return response?.status ?? 0;
}

async function registered(url: string): Promise<number> {
  let count = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const response = await fetch(`${url}/api/v1/calls?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`, {
      headers: { authorization: 'Bearer demo-manager' },
    });
    const page = (await response.json()) as { items: unknown[]; next: string | null };
    count += page.items.length;
    cursor = page.next;
  }
  return count;
}

describe('the demo on the embedded database', () => {
  it('drains on Ctrl-C under load, keeps its data over stop, start and kill -9, and names who uses its folder', async () => {
    const first = await startDemo();
    await whenReady(first.url);
    await eventually(() => expect(first.said.join('')).toContain('/#token=demo-reception-1'));

    const second = await startDemo();
    expect(await second.exit).toBe(1);
    expect(second.said.join('')).toContain(String(first.child.pid));

    let acknowledged = 0;
    let stopping = false;
    const sender = async (): Promise<void> => {
      while (!stopping || (await fetch(`${first.url}/health/live`).catch(() => null)) !== null) {
        const status = await notify(first.url, uisCall({ from: null }).incoming());
        if (status === 200) acknowledged += 1;
        if (status === 0 && stopping) return;
      }
    };
    const senders = Array.from({ length: 10 }, sender);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    stopping = true;
    first.child.kill('SIGINT');
    // npm hands a Ctrl-C on a second time.
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
    await Promise.all(senders);
    expect(acknowledged).toBeGreaterThan(50);

    const third = await startDemo();
    await whenReady(third.url);
    // What was stored while its answer was cut off is sent again by a provider; what was answered is there.
    const stored = await registered(third.url);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(acknowledged + senders.length);
    third.child.kill('SIGKILL');
    await third.exit;

    const fourth = await startDemo();
    await whenReady(fourth.url);
    expect(await registered(fourth.url)).toBe(stored);
    const screen = await openScreen(`${fourth.url.replace('http', 'ws')}/ws/v1`, 'demo-reception-1');
    await screen.next(({ type }) => type === 'hello');
    screen.send({ type: 'subscribe' });
    await notify(fourth.url, uisCall({ from: '79000000103' }).ringing('101'));
    expect(await screen.next(({ type }) => type === 'call.ringing')).toMatchObject({
      caller: { class: 'about-own-visit' },
    });
    screen.close();
    fourth.child.kill('SIGTERM');
    expect(await fourth.exit).toBe(0);
  }, 120_000);

  it('plays its day without --quiet: the first pop comes within seconds', async () => {
    const demo = await startDemo({ args: [] });
    await whenReady(demo.url);
    const screen = await openScreen(`${demo.url.replace('http', 'ws')}/ws/v1`, 'demo-reception-1');
    await screen.next(({ type }) => type === 'hello');
    screen.send({ type: 'subscribe' });
    // The family of the first call of the day.
    const pop = await screen.next(({ caller }) => caller?.candidates.length === 3);
    expect(['call.ringing', 'call.answered']).toContain(pop.type);
    screen.close();
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(0);
  }, 60_000);
});
