import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startChild } from './child.ts';

export interface NodeRed {
  port: number;
  version: string;
  pid: number;
}

/** Installs Node-RED 4 into a folder that git ignores and starts the flow in it. Throws when npm cannot install it. */
export async function startNodeRed(
  benchFolder: string,
  own: { name: string; flow: readonly object[]; path: string; port?: number } = { name: 'home', flow, path: '/all' },
): Promise<NodeRed> {
  const folder = join(benchFolder, 'node-red');
  const version = await install(folder);
  const port = own.port ?? (await freePort());
  const home = join(folder, own.name);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'flows.json'), JSON.stringify(own.flow));
  await writeFile(join(home, 'settings.cjs'), settings(port));
  const { pid } = startChild(join(folder, 'node_modules/node-red/red.js'), {
    args: ['--userDir', home, '--settings', join(home, 'settings.cjs')],
    execArgv: [],
    cwd: home,
  });
  await untilItAnswers(port, own.path);
  return { port, version, pid };
}

async function install(folder: string): Promise<string> {
  const installed = () =>
    readFile(join(folder, 'node_modules/node-red/package.json'), 'utf8').then(
      (text) => (JSON.parse(text) as { version: string }).version,
      () => null,
    );
  const version = await installed();
  if (version !== null) return version;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  await promisify(execFile)('npm', ['install', 'node-red@4', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    timeout: 300_000,
  });
  const fresh = await installed();
  if (fresh === null) throw new Error('npm installed no Node-RED');
  return fresh;
}

/** Ends with its parent: Node-RED itself does not look whether somebody still wants it. */
const settings = (port: number): string => `process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.prependListener(signal, () => process.exit());
module.exports = {
  flowFile: 'flows.json', credentialSecret: false, uiHost: '127.0.0.1', uiPort: ${port},
  httpAdminRoot: false, disableEditor: true, telemetry: { enabled: false },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
`;

const show = `const told = msg.payload;
const frame = {
  cursor: String(Date.now()), type: 'call.ringing', callId: String(told.call_session_id), at: told.notification_time,
  call: { direction: 'in', line: '+' + told.virtual_phone_number, from: '+' + told.contact_phone_number, state: 'ringing', extension: told.extension_phone_number },
  caller: { kind: 'patient', class: 'returning', reasons: ['completed-visit'], card: 'x'.repeat(450) },
};
const shown = { payload: JSON.stringify(frame) };`;

/**
 * http in → function → websocket out, and the answer. `websocket out` sends to one client when the message carries its
 * `_session`, which the flow remembers from the client's first message; without it, to all.
 */
const flow = [
  { id: 'tab', type: 'tab', label: 'calls' },
  { id: 'listener', type: 'websocket-listener', path: '/ws', wholemsg: 'false' },
  { id: 'in', type: 'websocket in', z: 'tab', server: 'listener', client: '', wires: [['remember']] },
  {
    id: 'remember',
    type: 'function',
    z: 'tab',
    outputs: 0,
    func: `flow.set('screen' + JSON.parse(msg.payload).extension, msg._session);`,
    wires: [],
  },
  { id: 'one', type: 'http in', z: 'tab', url: '/one', method: 'post', wires: [['to-one']] },
  {
    id: 'to-one',
    type: 'function',
    z: 'tab',
    outputs: 2,
    func: `${show}\nshown._session = flow.get('screen' + told.extension_phone_number);\nmsg.payload = 'ok';\nreturn [shown, msg];`,
    wires: [['out'], ['answer']],
  },
  { id: 'all', type: 'http in', z: 'tab', url: '/all', method: 'post', wires: [['to-all']] },
  {
    id: 'to-all',
    type: 'function',
    z: 'tab',
    outputs: 2,
    func: `${show}\nmsg.payload = 'ok';\nreturn [shown, msg];`,
    wires: [['out'], ['answer']],
  },
  { id: 'out', type: 'websocket out', z: 'tab', server: 'listener', client: '' },
  { id: 'answer', type: 'http response', z: 'tab', statusCode: '200' },
];

async function untilItAnswers(port: number, path: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => null);
    if (response?.status === 200) return;
    if (Date.now() > deadline) throw new Error('Node-RED did not start within a minute');
    await sleep(250);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
