import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { startReaper } from '../support/start-reaper.ts';

/** Where `install.sh` has put it. */
const root = resolve(import.meta.dirname, '../../.asterisk/root');
const templates = resolve(import.meta.dirname, 'etc');

export const phones = ['phone101', 'phone102', 'phone103', 'phone103b', 'outside'] as const;
export type PhoneName = (typeof phones)[number];

export interface TestAsterisk {
  version: string;
  amiPort: number;
  sipPort: number;
  ports: Readonly<Record<PhoneName, number>>;
  user: string;
  secret: string;
  /** Folders as this machine sees them. */
  files: { home: string; monitor: string; cdr: string; standardCdr: string; log: string };
  /** The same as Asterisk sees them. */
  inside: { monitor: string };
  /** A command of its console; answers what it printed. */
  console(command: string): string;
  /** SIGKILL: calls are cut, nothing is said to anybody. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

function whyMissing(): string | null {
  if (process.getuid?.() !== 0) return 'this is not root, and Asterisk runs in a chroot';
  if (!existsSync(join(root, 'usr/sbin/asterisk')))
    return 'Asterisk is not installed: test/asterisk/install.sh .asterisk/root';
  if (spawnSync('sipp', ['-v']).error) return 'SIPp is not installed: apt-get install sip-tester';
  return null;
}

const missing = whyMissing();

/** A `describe` for suites that need a real Asterisk. Without it they are skipped, loudly; in CI they fail instead. */
export const describeWithAsterisk: (name: string, suite: () => void) => void =
  missing === null
    ? describe
    : (name, suite) => {
        process.stderr.write(`\n!!! "${name}" is not tested: ${missing}.\n\n`);
        if (!process.env['CI']) {
          describe.skip(name, suite);
          return;
        }
        describe(name, () => {
          it('needs Asterisk', () => {
            throw new Error(`${missing}; in CI that is a failure.`);
          });
        });
      };

/** A real Asterisk in its chroot, with a configuration, ports and files of its own; loopback only. */
export async function startAsterisk(options: { ringSeconds?: number } = {}): Promise<TestAsterisk> {
  const home = `/trubka/${randomBytes(6).toString('hex')}`;
  const here = join(root, home);
  for (const folder of ['etc', 'lib', 'cache', 'spool', 'run', 'log/cdr-csv', 'log/cdr-custom', 'monitor', 'moh'])
    mkdirSync(join(here, folder), { recursive: true });
  // A second of A-law silence to hold with: a class without files cannot be played.
  writeFileSync(join(here, 'moh/silence.alaw'), Buffer.alloc(8000, 0xd5));
  const [amiPort, sipPort, ...phonePorts] = [await freeTcpPort(), ...(await freeUdpPorts(1 + phones.length))];
  const rtpStart = 20_000 + 1000 * Math.floor(Math.random() * 20);
  const values: Record<string, string | number> = {
    home,
    modules: moduleFolder(),
    ami: amiPort,
    sip: sipPort ?? 0,
    rtpStart,
    rtpEnd: rtpStart + 998,
    ring: options.ringSeconds ?? 12,
    ...Object.fromEntries(phones.map((name, index) => [name, phonePorts[index] ?? 0])),
  };
  for (const file of readdirSync(templates)) {
    const text = readFileSync(join(templates, file), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
      if (values[key] === undefined) throw new Error(`${file}: {{${key}}} is not known`);
      return String(values[key]);
    });
    writeFileSync(join(here, 'etc', file), text);
  }

  let child: ChildProcess | null = null;
  let reaper: ChildProcess | null = null;
  const configuration = `${home}/etc/asterisk.conf`;
  const console = (command: string): string =>
    spawnSync('chroot', [root, 'asterisk', '-C', configuration, '-rx', command], { encoding: 'utf8' }).stdout;
  const start = async (): Promise<void> => {
    child = spawn('chroot', [root, 'asterisk', '-f', '-C', configuration], { stdio: 'ignore' });
    reaper = startReaper(child.pid, here);
    await untilBooted(amiPort, console);
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    child = null;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((done) => dying.once('exit', done));
    dying.kill('SIGKILL');
    await gone;
    reaper?.kill('SIGKILL');
  };
  await start();
  return {
    version: console('core show version').trim(),
    amiPort,
    sipPort: sipPort ?? 0,
    ports: Object.fromEntries(phones.map((name, index) => [name, phonePorts[index] ?? 0])) as Record<PhoneName, number>,
    user: 'trubka',
    secret: 'asterisk-secret',
    files: {
      home: here,
      monitor: join(here, 'monitor'),
      cdr: join(here, 'log/cdr-custom/trubka.csv'),
      standardCdr: join(here, 'log/cdr-csv/Master.csv'),
      log: join(here, 'log/messages'),
    },
    inside: { monitor: `${home}/monitor` },
    console,
    kill,
    start,
    stop: async () => {
      await kill();
      rmSync(here, { recursive: true, force: true });
    },
  };
}

/** Debian puts modules under the name of the architecture. */
function moduleFolder(): string {
  const line = /^astmoddir\s*=>\s*(\S+)/m.exec(readFileSync(join(root, 'etc/asterisk/asterisk.conf'), 'utf8'));
  if (line?.[1] === undefined) throw new Error('The installed asterisk.conf names no folder of modules');
  return line[1];
}

async function untilBooted(amiPort: number, console: (command: string) => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await answers(amiPort)) || !console('core waitfullybooted').includes('fully booted')) {
    if (Date.now() > deadline) throw new Error('Asterisk did not start within 30 s');
    await new Promise((done) => setTimeout(done, 50));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function freeTcpPort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** All open at once, so that no two are the same. */
async function freeUdpPorts(count: number): Promise<number[]> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  const ports = await Promise.all(
    sockets.map(
      (socket) => new Promise<number>((done) => socket.bind(0, '127.0.0.1', () => done(socket.address().port))),
    ),
  );
  await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(() => done()))));
  return ports;
}
