import { createReadStream } from 'node:fs';
// A CommonJS module whose exports Node cannot name.
import aws4 from 'aws4';
import { XMLParser } from 'fast-xml-parser';
import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { FileClient, FileResponse } from '../contracts/file-client.ts';
import type { S3Settings } from '../platform/configuration/index.ts';
import type { RecordingStorage } from './storage.ts';

const IDLE_MS = 60_000;
const LARGEST_ANSWER = 4 * 1024 * 1024;
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** An S3-compatible storage, by path (`endpoint/bucket/name`), signed with AWS Signature Version 4. */
export function s3Storage(settings: S3Settings, files: FileClient): RecordingStorage {
  const base = new URL(settings.endpoint);
  const prefix = settings.prefix ? `${settings.prefix}/` : '';
  const bucketPath = `${base.pathname.replace(/\/+$/, '')}/${settings.bucket}`;

  const ask = async (
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    told: { headers?: Record<string, string>; body?: { path: string; sha256: string; size: number } } = {},
  ): Promise<FileResponse> => {
    const signed = aws4.sign(
      {
        service: 's3',
        region: settings.region,
        method,
        host: base.host,
        path,
        headers: {
          ...told.headers,
          'x-amz-content-sha256': told.body?.sha256 ?? EMPTY,
          ...(told.body && { 'content-length': told.body.size }),
        },
      },
      { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
    );
    const headers = Object.fromEntries(
      Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    return files.open({
      method,
      url: `${base.origin}${path}`,
      headers,
      ...(told.body && { body: createReadStream(told.body.path) }),
      trusted: true,
      idleMs: IDLE_MS,
    });
  };
  const objectPath = (name: string): string => `${bucketPath}/${prefix}${name}`;

  return {
    id: 's3',
    async put(name, file) {
      const response = await ask('PUT', objectPath(name), { body: file });
      await finished(response, 'keep a recording', [200, 201, 204]);
    },
    async read(name, start, end) {
      const response = await ask('GET', objectPath(name), { headers: { range: `bytes=${start}-${end}` } });
      if (response.status !== 206) await refused(response, 'read a recording');
      return response.body;
    },
    async remove(name) {
      const response = await ask('DELETE', objectPath(name));
      await finished(response, 'delete a recording', [200, 204, 404]);
    },
    async *list() {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) });
        // The signature counts the query as it is sent, and S3 knows no plus for a space.
        const response = await ask('GET', `${bucketPath}?${query.toString().replaceAll('+', '%20')}`);
        const page = readPage(await finished(response, 'list recordings', [200]));
        for (const { key, changedAt } of page.items) yield { name: key.slice(prefix.length), changedAt };
        token = page.next;
      } while (token !== undefined);
    },
  };
}

async function finished(response: FileResponse, what: string, expected: readonly number[]): Promise<Buffer> {
  if (!expected.includes(response.status)) return refused(response, what);
  return readAll(response);
}

/** A wrong key or a bucket that is not there is mended by a person, and then what waits goes on by itself. */
async function refused(response: FileResponse, what: string): Promise<never> {
  const code = /<Code>([\w.]{1,60})<\/Code>/.exec((await readAll(response)).toString('utf8'))?.[1];
  throw new TransientFailure(`The S3 storage did not ${what}: HTTP ${response.status}${code ? ` ${code}` : ''}`);
}

async function readAll(response: FileResponse): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response.body) {
      size += part.length;
      if (size > LARGEST_ANSWER) throw new PermanentFailure('The S3 storage answers more than a list can be');
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof PermanentFailure) throw error;
    throw new TransientFailure('The S3 storage broke off its answer');
  }
  return Buffer.concat(parts);
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' });

function readPage(xml: Buffer): { items: { key: string; changedAt: Date }[]; next: string | undefined } {
  const parsed = parser.parse(xml) as {
    ListBucketResult?: {
      IsTruncated?: string;
      NextContinuationToken?: string;
      Contents?: { Key?: string; LastModified?: string }[];
    };
  };
  const page = parsed.ListBucketResult;
  if (page === undefined) throw new TransientFailure('The S3 storage answers something else than a list');
  const items = (page.Contents ?? []).flatMap(({ Key, LastModified }) =>
    Key === undefined ? [] : [{ key: Key, changedAt: new Date(LastModified ?? 0) }],
  );
  return { items, next: page.IsTruncated === 'true' ? page.NextContinuationToken : undefined };
}
