import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeS3 {
  url: string;
  objects: Map<string, { body: Buffer; changedAt: Date }>;
  /** Each as `METHOD path status`. */
  log: string[];
  /** Answers this to everything, as a storage that is full or gone does. */
  broken: { status: number; code: string } | null;
  stop(): Promise<void>;
}

/**
 * A small S3 for one bucket, by path: PUT, GET with ranges, DELETE, ListObjectsV2 in pages of two. It computes AWS
 * Signature Version 4 of every request by itself, from the specification, and refuses what does not match, a body whose
 * SHA-256 is another one, and a signature older than a quarter of an hour.
 */
export async function fakeS3(told: {
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}): Promise<FakeS3> {
  const objects: FakeS3['objects'] = new Map();
  const log: string[] = [];
  const server = createServer((request, response) => void answer(request, response));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const url = new URL(request.url ?? '/', 'http://s3');
    response.on('finish', () => log.push(`${request.method} ${url.pathname} ${response.statusCode}`));
    const refuse = (status: number, code: string): void =>
      void response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
    if (fake.broken !== null) return refuse(fake.broken.status, fake.broken.code);
    const wrong = judgeSignature(request, url, body, told);
    if (wrong !== null) return refuse(403, wrong);
    const [, bucket, ...rest] = url.pathname.split('/');
    if (bucket !== told.bucket) return refuse(404, 'NoSuchBucket');
    const key = decodeURIComponent(rest.join('/'));
    if (request.method === 'GET' && key === '') return list(url, response);
    const object = objects.get(key);
    if (request.method === 'PUT') {
      objects.set(key, { body, changedAt: new Date() });
      response.writeHead(200, { etag: '"x"' }).end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (object === undefined) refuse(404, 'NoSuchKey');
    else {
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      if (range === null) response.writeHead(200).end(object.body);
      else response.writeHead(206).end(object.body.subarray(Number(range[1]), Number(range[2]) + 1));
    }
  };

  const list = (url: URL, response: ServerResponse): void => {
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, 2);
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${objects.get(key)?.changedAt.toISOString()}</LastModified></Contents>`,
    );
    const more = keys.length > 2;
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${page[1]}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
      );
  };

  const fake: FakeS3 = {
    url: '',
    objects,
    log,
    broken: null,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
/** As the specification of the signature encodes, `~` apart stricter than encodeURIComponent. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function judgeSignature(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  told: { region: string; accessKey: string; secretKey: string },
): string | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  const date = String(request.headers['x-amz-date'] ?? '');
  if (match === null) return 'AccessDenied';
  const [, accessKey = '', day = '', region = '', signedNames = '', signature = ''] = match;
  if (accessKey !== told.accessKey) return 'InvalidAccessKeyId';
  if (region !== told.region || !date.startsWith(day)) return 'AuthorizationHeaderMalformed';
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(at) || Math.abs(Date.now() - at) > 15 * 60_000) return 'RequestTimeTooSkewed';
  const contentHash = String(request.headers['x-amz-content-sha256'] ?? '');
  if (contentHash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const names = signedNames.split(';');
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'AccessDenied';
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    [...url.searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/\s+/g, ' ')}`,
    ),
    '',
    signedNames,
    contentHash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${told.secretKey}`, day), region), 's3'), 'aws4_request');
  const expected = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return expected === signature ? null : 'SignatureDoesNotMatch';
}
