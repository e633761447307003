import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import nock from 'nock';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { retryAfterSeconds } from '../../../adapters/kit/retry-after.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest } from '../../../src/contracts/http-client.ts';

// nock replaces the sockets of the whole process from its import on; here they are to be real.
nock.restore();

type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

describe('the HTTP client', () => {
  let server: Server;
  let base: string;
  let client: HttpClient;
  let handler: Handler;
  let connections = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => handler(request, Buffer.concat(chunks), response));
    });
    server.on('connection', () => (connections += 1));
    await listening(server);
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    connections = 0;
    client = createHttpClient({ timeoutMs: 10_000, baseUrl: `${base}/api/`, headers: { 'X-Account': 'a' } });
  });
  afterEach(() => client.close());
  afterAll(() => new Promise((resolve) => void (server.closeAllConnections(), server.close(resolve))));

  it('sends bytes and headers as they are given, and adds nothing of its own', async () => {
    let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer } | null = null;
    handler = (request, body, response) => {
      seen = { method: request.method!, url: request.url!, headers: request.headers, body };
      response.writeHead(201, { 'X-Answer': 'yes', 'Set-Cookie': ['a=1', 'b=2'] }).end('{"ok":true}');
    };
    const body = Buffer.from([0x00, 0xff, 0x7b, 0x22, 0xc3, 0x28]);
    const answer = await client.send({
      method: 'POST',
      url: 'calls?a=%D1%84',
      query: { b: 'c d' },
      headers: { 'X-Signature': 'abc', 'Content-Type': 'application/x-thing' },
      body,
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-answer': 'yes' } });
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(seen!).toMatchObject({ method: 'POST', url: '/api/calls?a=%D1%84&b=c+d', body });
    expect(Object.keys(seen!.headers).sort()).toEqual(
      ['connection', 'content-length', 'content-type', 'host', 'x-account', 'x-signature'].sort(),
    );
  });

  it.each([200, 204, 301, 302, 400, 401, 404, 409, 500, 502])('gives %i as an answer', async (status) => {
    handler = (_, __, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
    expect((await client.send({ method: 'GET', url: '/x' })).status).toBe(status);
  });

  it.each([
    [429, '7', 7],
    [503, '120', 120],
    [503, undefined, null],
    [429, 'soon', null],
  ] as const)('is told to wait by %i with Retry-After %s', async (status, header, seconds) => {
    handler = (_, __, response) => response.writeHead(status, header ? { 'retry-after': header } : {}).end();
    const failure = await failed(client, { method: 'POST', url: '/x' });
    expect(failure).toBeInstanceOf(TransientFailure);
    expect((failure as TransientFailure).retryAfterSeconds).toBe(seconds);
  });

  it('uses a connection again, also when the body is ignored', async () => {
    handler = (_, __, response) => response.end('x'.repeat(100_000));
    for (const ignoreBody of [true, false, true, true]) {
      const answer = await client.send({ method: 'POST', url: '/x', body: 'a', ignoreBody });
      expect(answer.body.length).toBe(ignoreBody ? 0 : 100_000);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(connections).toBe(1);
  });

  it('decompresses', async () => {
    const { gzipSync } = await import('node:zlib');
    handler = (_, __, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('привет'));
    expect((await client.send({ method: 'GET', url: '/x' })).body.toString()).toBe('привет');
  });

  it('never shows the path, the query, a header or a body in a failure', async () => {
    handler = (request) => request.socket.destroy();
    const failure = await failed(client, {
      method: 'POST',
      url: '/hook/SECRET1?key=SECRET2',
      headers: { authorization: 'SECRET3' },
      body: 'SECRET4',
    });
    const { inspect } = await import('node:util');
    const everything = inspect(failure, { depth: 20, showHidden: true }) + JSON.stringify(failure) + failure.stack;
    expect(everything).not.toContain('SECRET');
    expect(failure.message).toContain('127.0.0.1');
  });

  it('refuses what is no address, without repeating it', async () => {
    const bare = createHttpClient({ timeoutMs: 400 });
    for (const url of ['/relative', 'ftp://x/SECRET', 'http://', 'nonsense SECRET']) {
      const failure = await failed(bare, { method: 'GET', url });
      expect(failure).toBeInstanceOf(PermanentFailure);
      expect(failure.message).not.toContain('SECRET');
    }
  });

  it('is permanent when a header cannot be sent', async () => {
    const failure = await failed(client, { method: 'POST', url: '/x', headers: { 'bad name': 'x' } });
    expect(failure).toBeInstanceOf(PermanentFailure);
  });

  it('speaks to nock', async () => {
    nock.activate();
    try {
      nock('https://vendor.example').post('/v1', { a: 1 }).reply(200, { b: 2 });
      nock('https://vendor.example')
        .get('/down')
        .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      const vendor = createHttpClient({ timeoutMs: 10_000, baseUrl: 'https://vendor.example' });
      const body = JSON.stringify({ a: 1 });
      const headers = { 'content-type': 'application/json' };
      const answer = await vendor.send({ method: 'POST', url: '/v1', headers, body });
      expect(JSON.parse(answer.body.toString())).toEqual({ b: 2 });
      expect(await failed(vendor, { method: 'GET', url: '/down' })).toBeInstanceOf(TransientFailure);
    } finally {
      nock.cleanAll();
      nock.restore();
    }
  });
});

describe('what a failure of the HTTP client means', () => {
  let tcp: TcpServer | null = null;
  const sockets = new Set<Socket>();
  const client = createHttpClient({ timeoutMs: 300 });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise<void>((resolve) => (tcp ? tcp.close(() => resolve()) : resolve()));
    tcp = null;
  });
  const serve = async (behave: (socket: Socket) => void): Promise<string> => {
    tcp = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      behave(socket);
    });
    await listening(tcp);
    return `127.0.0.1:${(tcp.address() as AddressInfo).port}`;
  };

  it('no listener: transient, a write too', async () => {
    const host = await serve(() => undefined);
    await new Promise((resolve) => tcp!.close(resolve));
    tcp = null;
    expect(await failed(client, { method: 'POST', url: `http://${host}/` })).toBeInstanceOf(TransientFailure);
  });

  it('no such name: transient, a write too', async () => {
    const failure = await failed(client, { method: 'POST', url: 'http://no-such-name.invalid/' });
    expect(failure).toBeInstanceOf(TransientFailure);
  });

  it('a connection that never stands: transient, a write too', async () => {
    // The TLS handshake is never answered, so nothing of the request has left.
    const host = await serve(() => undefined);
    const failure = await failed(client, { method: 'POST', url: `https://${host}/` });
    expect(failure).toBeInstanceOf(TransientFailure);
  });

  it('a certificate nobody vouches for, or no TLS at all: transient, a write too', async () => {
    const host = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    expect(await failed(client, { method: 'POST', url: `https://${host}/` })).toBeInstanceOf(TransientFailure);
  });

  const silent = (socket: Socket) => void socket.on('data', () => undefined);
  const reset = (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy());
  const half = (socket: Socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
  const garbage = (socket: Socket) => void socket.once('data', () => socket.end('not HTTP at all\r\n\r\n'));
  const drip = (socket: Socket) =>
    void socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    });
  it.each([
    ['no answer', silent],
    ['a reset', reset],
    ['half an answer', half],
    ['an answer that is no HTTP', garbage],
    ['an answer that drips for ever', drip],
  ])('%s after it was sent: ambiguous for a write, transient for a read', async (_, behave) => {
    const url = `http://${await serve(behave)}/`;
    const began = performance.now();
    expect(await failed(client, { method: 'POST', url, body: 'x' })).toBeInstanceOf(AmbiguousFailure);
    expect(await failed(client, { method: 'GET', url, effect: 'write' })).toBeInstanceOf(AmbiguousFailure);
    expect(await failed(client, { method: 'GET', url })).toBeInstanceOf(TransientFailure);
    expect(await failed(client, { method: 'POST', url, effect: 'read' })).toBeInstanceOf(TransientFailure);
    expect(performance.now() - began).toBeLessThan(4 * 300 + 600);
  });

  it('an ignored body that drips for ever is cut in time', async () => {
    const closed: Promise<unknown>[] = [];
    const host = await serve((socket) => {
      closed.push(new Promise((resolve) => socket.on('close', resolve)));
      drip(socket);
    });
    const began = performance.now();
    expect((await client.send({ method: 'POST', url: `http://${host}/`, ignoreBody: true })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(200);
    await Promise.all(closed);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('Retry-After', () => {
  const now = new Date('2025-11-21T10:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120],
    [' 5 ', 5],
    ['9999999', 86_400],
    ['Fri, 21 Nov 2025 10:01:30 GMT', 90],
    ['Fri, 21 Nov 2025 09:00:00 GMT', 0],
    ['-5', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%s → %s', (header, seconds) => expect(retryAfterSeconds(header, now)).toBe(seconds));
});

async function failed(client: HttpClient, request: HttpRequest): Promise<Error> {
  try {
    await client.send(request);
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail.');
}

function listening(server: Server | TcpServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}
