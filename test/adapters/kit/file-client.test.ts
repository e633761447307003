import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { createFileClient } from '../../../adapters/kit/file-client.ts';
import { isPublicAddress } from '../../../adapters/kit/public-address.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { FileRequest } from '../../../src/contracts/file-client.ts';

const servers: Server[] = [];

async function server(answer: RequestListener): Promise<{ port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const one = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  servers.push(one);
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return { port: (one.address() as AddressInfo).port, seen };
}

afterEach(async () => {
  for (const one of servers.splice(0)) {
    one.closeAllConnections();
    await new Promise((resolve) => one.close(resolve));
  }
});

const get = (url: string, told: Partial<FileRequest> = {}): FileRequest => ({
  method: 'GET',
  url,
  trusted: false,
  idleMs: 2000,
  redirects: 3,
  ...told,
});

/** Names of the test; 127.0.0.1 plays a public address, 10.0.0.1 a private one. */
function client(names: Record<string, string[][]>) {
  const asked: string[] = [];
  return {
    asked,
    files: createFileClient({
      isPublic: (address) => address === '127.0.0.1',
      lookUp(host, answer) {
        asked.push(host);
        const addresses = names[host]?.[Math.min(asked.filter((one) => one === host).length, names[host].length) - 1];
        if (addresses === undefined) answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
        else
          answer(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          );
      },
    }),
  };
}

describe('which addresses are public', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:2800:220:1::1', '::ffff:8.8.8.8'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    ...['127.0.0.1', '127.8.8.8', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '240.0.0.1'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '2002:7f00:1::', '64:ff9b::7f00:1', '2001:0:1::1', 'localhost', ''],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('fetching a file from a link that came from outside', () => {
  it('says of a redirect to no address what it is, and not the address', async () => {
    const { port } = await server((_request, response) =>
      response.writeHead(302, { location: 'http://[secret' }).end(),
    );
    const { files } = client({ 'pbx.example': [['127.0.0.1']] });
    const failure = await files.open(get(`http://pbx.example:${port}/a.mp3`)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(inspect(failure)).not.toContain('secret');
  });

  it('reads what a public name serves', async () => {
    const { port } = await server((_request, response) => response.end('sound'));
    const { files } = client({ 'pbx.example': [['127.0.0.1']] });
    const { status, body } = await files.open(get(`http://pbx.example:${port}/a.mp3`));
    expect([status, Buffer.concat(await Readable.from(body).toArray()).toString()]).toEqual([200, 'sound']);
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://192.168.0.1/',
    'http://0/',
  ])('does not follow %s', async (url) => {
    await expect(createFileClient().open(get(url))).rejects.toThrow(PermanentFailure);
  });

  it('does not follow a name of this machine', async () => {
    const { port, seen } = await server((_request, response) => response.end('secret'));
    await expect(createFileClient().open(get(`http://localhost:${port}/`))).rejects.toThrow(PermanentFailure);
    expect(seen).toHaveLength(0);
  });

  it('does not follow a name with a private address among public ones', async () => {
    const { port, seen } = await server((_request, response) => response.end('secret'));
    const { files } = client({ 'pbx.example': [['127.0.0.1', '10.0.0.1']] });
    await expect(files.open(get(`http://pbx.example:${port}/`))).rejects.toThrow(PermanentFailure);
    expect(seen).toHaveLength(0);
  });

  it('connects to the address that was judged: a name that changes in between changes nothing', async () => {
    const { port } = await server((_request, response) => response.end('sound'));
    const { files, asked } = client({ 'pbx.example': [['127.0.0.1'], ['10.0.0.1']] });
    const { status, body } = await files.open(get(`http://pbx.example:${port}/`));
    body.destroy();
    expect([status, asked]).toEqual([200, ['pbx.example']]);
    // The next connection looks again, and judges again.
    await expect(files.open(get(`http://pbx.example:${port}/`))).rejects.toThrow(PermanentFailure);
  });

  it.each(['http://10.0.0.1/', 'http://inside.example/', 'file:///etc/passwd', '//[::1]/x'])(
    'does not follow a redirect to %s',
    async (location) => {
      const { port, seen } = await server((_request, response) => response.writeHead(302, { location }).end());
      const { files } = client({ 'pbx.example': [['127.0.0.1']], 'inside.example': [['10.0.0.1']] });
      await expect(files.open(get(`http://pbx.example:${port}/`))).rejects.toThrow(PermanentFailure);
      expect(seen).toHaveLength(1);
    },
  );

  it('follows three redirects and no fourth', async () => {
    const { port, seen } = await server((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('sound');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const { files } = client({ 'pbx.example': [['127.0.0.1']] });
    const { status, body } = await files.open(get(`http://pbx.example:${port}/3`));
    body.destroy();
    expect([status, seen.length]).toEqual([200, 4]);
    await expect(files.open(get(`http://pbx.example:${port}/4`))).rejects.toThrow('too many redirects');
  });

  it('tells another host no credentials', async () => {
    const { port: second, seen } = await server((_request, response) => response.end('sound'));
    const { port } = await server((_request, response) =>
      response.writeHead(302, { location: `http://files.example:${second}/x` }).end(),
    );
    const { files } = client({ 'pbx.example': [['127.0.0.1']], 'files.example': [['127.0.0.1']] });
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-API-KEY': 'k', Range: 'bytes=0-1' };
    const { body } = await files.open(get(`http://pbx.example:${port}/`, { headers }));
    body.destroy();
    expect(seen[0]?.headers).toMatchObject({ range: 'bytes=0-1' });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(seen[0]?.headers).not.toHaveProperty(name);
  });
});

describe('fetching a file from an address of the configuration', () => {
  it('may be in the clinic’s own network, but not lead elsewhere in it', async () => {
    const { port: other, seen } = await server((_request, response) => response.end('secret'));
    const { port } = await server((request, response) =>
      request.url === '/away'
        ? response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end()
        : request.url === '/here'
          ? response.writeHead(302, { location: '/file' }).end()
          : response.end('sound'),
    );
    const files = createFileClient();
    const { body } = await files.open(get(`http://127.0.0.1:${port}/here`, { trusted: true }));
    expect(Buffer.concat(await Readable.from(body).toArray()).toString()).toBe('sound');
    await expect(files.open(get(`http://127.0.0.1:${port}/away`, { trusted: true }))).rejects.toThrow(PermanentFailure);
    expect(seen).toHaveLength(0);
  });

  it('sends a stream as it is', async () => {
    const received: Buffer[] = [];
    const { port, seen } = await server((request, response) => {
      request.on('data', (part: Buffer) => received.push(part)).on('end', () => response.end());
    });
    const { status, body } = await createFileClient().open({
      method: 'PUT',
      url: `http://127.0.0.1:${port}/x`,
      headers: { 'content-length': '6' },
      body: Readable.from([Buffer.from('abc'), Buffer.from('def')]),
      trusted: true,
      idleMs: 2000,
    });
    body.destroy();
    expect([status, Buffer.concat(received).toString()]).toEqual([200, 'abcdef']);
    expect(seen[0]?.headers['content-length']).toBe('6');
  });
});

describe('what goes wrong', () => {
  const secret = 'token-of-the-link';
  it('is told by the host only, and may be tried again', async () => {
    const { files } = client({});
    const failing = files.open(get(`http://gone.example/${secret}?t=${secret}`, { headers: { 'x-key': secret } }));
    const error: unknown = await failing.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransientFailure);
    expect((error as Error).message).toContain('gone.example');
    expect(JSON.stringify([(error as Error).message, (error as Error).stack, (error as Error).cause])).not.toContain(
      secret,
    );
  });

  it('a busy server says when to come again', async () => {
    const { port } = await server((_request, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    await expect(createFileClient().open(get(`http://127.0.0.1:${port}/`, { trusted: true }))).rejects.toMatchObject({
      name: 'TransientFailure',
      retryAfterSeconds: 7,
    });
  });

  it('a server that says nothing is left', async () => {
    const { port } = await server(() => undefined);
    await expect(
      createFileClient().open(get(`http://127.0.0.1:${port}/`, { trusted: true, idleMs: 150 })),
    ).rejects.toThrow(TransientFailure);
  });

  it('a server that falls silent in the middle breaks the body', async () => {
    const { port } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
    });
    const { body } = await createFileClient().open(get(`http://127.0.0.1:${port}/`, { trusted: true, idleMs: 150 }));
    await expect(Readable.from(body).toArray()).rejects.toThrow();
  });

  it('any other status is an answer', async () => {
    const { port } = await server((_request, response) => response.writeHead(403).end('no'));
    const { status, body } = await createFileClient().open(get(`http://127.0.0.1:${port}/`, { trusted: true }));
    body.destroy();
    expect(status).toBe(403);
  });
});
