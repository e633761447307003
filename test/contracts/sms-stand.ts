import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SmsStub, SmsWord, StubRequest } from '../../adapters/kit/sms-stub.ts';
import type { SmsBehaviour, SmsStand } from './sms-subject.ts';

const words: ReadonlySet<string> = new Set<SmsWord>([
  'takes',
  'refuses-recipient',
  'bad-number',
  'stop-list',
  'no-money',
  'wrong-key',
  'sender-not-agreed',
]);

/** A provider that speaks HTTP, served on this machine, with the ways in which answers get lost. */
export async function startHttpStand(
  stub: SmsStub,
  settings: (address: string) => Record<string, unknown>,
): Promise<SmsStand> {
  let behaviour: SmsBehaviour = 'takes';
  let asked = 0;

  const respond = (request: StubRequest, response: ServerResponse): void => {
    const sends = stub.sends(request);
    if (sends) asked += 1;
    const now: SmsBehaviour = sends || behaviour === 'wrong-key' ? behaviour : 'takes';
    if (now === 'throttled') return void response.writeHead(429, { 'retry-after': '77' }).end();
    if (now === 'unavailable') return void response.writeHead(503).end('busy');
    if (now === 'server-error') return void response.writeHead(500).end('internal');
    if (now === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>');
    const answer = stub.answer(request, words.has(now) ? (now as SmsWord) : 'takes');
    if (now === 'slow') return;
    if (now === 'lost-answer') return void response.socket?.destroy();
    if (now === 'half-answer')
      return void response
        .writeHead(answer.status, { 'content-length': String(Buffer.byteLength(answer.body)) })
        .write(answer.body.slice(0, 5), () => response.destroy());
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
  };

  const server = createServer((request, response) => void read(request).then((asked_) => respond(asked_, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    settings: settings(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    unreachable: settings('http://127.0.0.1:1'),
    behave: (next) => void (behaviour = next),
    get taken() {
      return stub.taken;
    },
    asked: () => asked,
    become: (providerId, state) => void stub.states.set(providerId, state),
    setBalance: (amount) => void (stub.balance = amount),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://stand');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    ...{ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers },
    body: Buffer.concat(chunks),
  };
}
