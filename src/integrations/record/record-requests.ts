import { mkdir, readdir, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { InboundRequest, OutboundReply } from '../../contracts/request.ts';
import { fixtureOfRequest, type RecordedFixture, type RecordOptions } from './fixture-of-request.ts';

export interface Recorder {
  port: number;
  close(): Promise<void>;
}

export interface RecorderOptions extends RecordOptions {
  account: string;
  port: number;
  /** Where fixtures are written; made when it is not there. */
  folder: string;
  /** Where each request goes on to as it came; its answer is the provider's. */
  forward: string | null;
  onRecorded(file: string, recorded: RecordedFixture): void;
  onProblem(problem: string): void;
}

const LARGEST = 1024 * 1024;
const FORWARD_TIMEOUT_MS = 10_000;

/** Takes the provider's requests in place of Trubka, answers them as Trubka would, and writes each as a fixture. */
export async function recordRequests(options: RecorderOptions): Promise<Recorder> {
  await mkdir(options.folder, { recursive: true });
  let written = (await readdir(options.folder)).filter((name) => name.endsWith('.json')).length;
  const server = http.createServer((incoming, outgoing) => {
    take(incoming, outgoing).catch((error: unknown) => {
      options.onProblem(error instanceof Error ? error.message : String(error));
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await inboundOf(incoming, options.account);
    if (request === null) {
      outgoing.writeHead(413).end();
      return;
    }
    answer(outgoing, await replyTo(request, incoming));
    const recorded = fixtureOfRequest(request, options);
    written += 1;
    const kinds = [...new Set(recorded.fixture.events.map(({ kind }) => kind))].join('-') || 'nothing';
    const file = join(options.folder, `${String(written).padStart(3, '0')}-${kinds}.json`);
    await writeFile(file, `${JSON.stringify(recorded.fixture, null, 2)}\n`);
    options.onRecorded(file, recorded);
  }

  async function replyTo(request: InboundRequest, incoming: IncomingMessage): Promise<OutboundReply> {
    const { adapter, settings, forward } = options;
    if (forward !== null) return forwarded(forward, request, incoming);
    const question = adapter.question?.(request, settings) ?? null;
    const nothing = { callerName: null, extension: null, say: null, code: null };
    return (
      adapter.challenge?.(request, settings) ??
      (question === null ? null : adapter.reply?.(nothing, question, settings)) ??
      adapter.acknowledgement ?? { status: 200, contentType: 'text/plain', body: 'ok' }
    );
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(outgoing: ServerResponse, { status, contentType, body }: OutboundReply): void {
  outgoing.writeHead(status, { 'content-type': contentType }).end(body);
}

/** Null for a body that is too large. The address may be that of Trubka's webhook or any other. */
async function inboundOf(incoming: IncomingMessage, account: string): Promise<InboundRequest | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) return null;
    chunks.push(chunk);
  }
  const [pathname = '', rawQuery = ''] = (incoming.url ?? '').split('?');
  const path = pathname.replace(new RegExp(`^/webhooks/${account}(?=/|$)`), '');
  return {
    method: incoming.method === 'GET' ? 'GET' : 'POST',
    path: path === '/' ? '' : decoded(path),
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    rawQuery,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
    remoteAddress: incoming.socket.remoteAddress ?? '',
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function forwarded(to: string, request: InboundRequest, incoming: IncomingMessage): Promise<OutboundReply> {
  const url = new URL(to);
  url.search = request.rawQuery;
  url.pathname = url.pathname.replace(/\/$/, '') + encodeURI(request.path);
  const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
  const response = await fetch(url, {
    method: incoming.method ?? 'POST',
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    redirect: 'manual',
    signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    ...(request.method === 'POST' && { body: request.body }),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'text/plain',
    body: await response.text(),
  };
}
