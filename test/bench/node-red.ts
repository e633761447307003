import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, untilItAnswers } from './answers-http.ts';
import { startChild } from './child.ts';
import { installed } from './installed.ts';

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
  const version = await installed(folder, 'node-red', '4');
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
  await untilItAnswers(`http://127.0.0.1:${port}${own.path}`, { name: 'Node-RED' });
  return { port, version, pid };
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
