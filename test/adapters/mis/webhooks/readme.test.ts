import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { webhooks } from '../../../../adapters/mis/webhooks/adapter.ts';
import { webhookSettings } from '../../../../adapters/mis/webhooks/settings.ts';
import { toldEvents } from '../../../contracts/told-events.ts';
import { eventually } from '../../../support/eventually.ts';
import { webhookSecret } from '../../../support/webhook-account.ts';

const readme = readFileSync(new URL('../../../../adapters/mis/webhooks/README.md', import.meta.url), 'utf8');
const example = /```js\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
const [told] = toldEvents;

let child: ChildProcess;
let printed = '';
let url: string;
beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  const program = `const store = (id, event) => console.log(id, event.type);\n${example.replace('8000', String(port))}`;
  child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env: { SECRET: webhookSecret } });
  child.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await eventually(() => fetch(url, { method: 'POST' }));
});
afterAll(() => void child.kill());

async function send(change: (request: { headers: Record<string, string>; body: string }) => void = () => undefined) {
  const settings = webhookSettings.parse({ url, secret: [webhookSecret], trusted: true });
  const rendered = webhooks.push!.render(told!, { account: 'crm', settings, now: new Date() });
  const request = { headers: { ...rendered.headers } as Record<string, string>, body: String(rendered.body) };
  change(request);
  return (await fetch(url, { method: 'POST', ...request })).status;
}

it('the receiver of the README takes what we send', async () => {
  expect(await send()).toBe(204);
  await eventually(() => expect(printed).toBe('msg_a_1 call.settled\n'));
});

it.each<[string, (request: { headers: Record<string, string>; body: string }) => void]>([
  ['a changed body', (request) => void (request.body = request.body.replace('first-time', 'returning').concat(' '))],
  ['another id', ({ headers }) => void (headers['webhook-id'] = 'msg_a_2')],
  ['another time', ({ headers }) => void (headers['webhook-timestamp'] = String(Math.floor(Date.now() / 1000) - 5))],
  ['no signature', ({ headers }) => void delete headers['webhook-signature']],
  ['letters that are no base64', ({ headers }) => void (headers['webhook-signature'] = `v1,${'é'.repeat(44)}`)],
])('and refuses %s', async (_, change) => {
  const before = printed;
  expect(await send(change)).toBe(401);
  expect(printed).toBe(before);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
