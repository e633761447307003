import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import axios from 'axios';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { FileClient, FileRequest, FileResponse } from '../../src/contracts/file-client.ts';
import { guardedLookup, lookUpAll, PRIVATE_ADDRESS, type LookUpAll } from './guarded-lookup.ts';
import { isPublicAddress } from './public-address.ts';
import { retryAfterSeconds } from './retry-after.ts';

const redirecting = new Set([301, 302, 303, 307, 308]);

/** See FileClient. No proxies from the environment. `lookUp` and `isPublic` are the real ones, or a test's. */
export function createFileClient(
  options: { lookUp?: LookUpAll; isPublic?: (address: string) => boolean } = {},
): FileClient {
  const isPublic = options.isPublic ?? isPublicAddress;
  const lookUp = options.lookUp ?? lookUpAll;
  // A kept connection of the one must never serve the other.
  const guarded = agents(guardedLookup(lookUp, isPublic));
  const free = agents(guardedLookup(lookUp, () => true));

  return {
    async open(request) {
      let url = addressOf(request.url);
      let trusted = request.trusted;
      let headers = lowerCase(request.headers);
      for (let left = request.redirects ?? 0; ; left -= 1) {
        // An address that is written as numbers is connected to without a look-up.
        const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
        if (!trusted && isIP(literal) !== 0 && !isPublic(literal)) throw inside(`${request.method} ${url.host}`);
        const response = await ask({ ...request, headers }, url, trusted ? free : guarded);
        const location = response.headers['location'];
        if (!redirecting.has(response.status) || location === undefined) return response;
        response.body.destroy();
        if (left === 0) {
          if ((request.redirects ?? 0) === 0) return response;
          throw new PermanentFailure(`${request.method} ${url.host}: too many redirects`);
        }
        const next = addressOf(location, url.href);
        if (next.origin !== url.origin) {
          // What opens this server is not told to another, and our own settings name this one only.
          trusted = false;
          headers = Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)));
        }
        url = next;
      }
    },
  };
}

/** All that a foreign host is told: nothing that may be a credential. */
const harmless = new Set(['range', 'accept', 'user-agent']);

interface Agents {
  http: http.Agent;
  https: https.Agent;
}

function agents(lookup: LookupFunction): Agents {
  return { http: new http.Agent({ lookup }), https: new https.Agent({ lookup }) };
}

/** axios knows streams and bytes only. */
function streamOf(body: FileRequest['body']): Readable | Buffer | undefined {
  return body === undefined || Buffer.isBuffer(body) || body instanceof Readable ? body : Readable.from(body);
}

async function ask(
  request: FileRequest & { headers: Readonly<Record<string, string>> },
  url: URL,
  through: Agents,
): Promise<FileResponse> {
  const what = `${request.method} ${url.host}`;
  try {
    const response = await axios.request<Readable>({
      method: request.method,
      url: url.href,
      data: streamOf(request.body),
      headers: { ...noDefaults, 'accept-encoding': 'identity', ...request.headers },
      transformRequest: (data: unknown) => data,
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      maxBodyLength: Infinity,
      validateStatus: () => true,
      proxy: false,
      httpAgent: through.http,
      httpsAgent: through.https,
      ...(request.signal && { signal: request.signal }),
      transport: impatient(url.protocol === 'https:' ? https : http, request.idleMs),
    });
    const answered: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers))
      if (value !== undefined && value !== null) answered[name.toLowerCase()] = String(value);
    if (response.status === 429 || response.status === 503) {
      response.data.destroy();
      throw new TransientFailure(`${what}: HTTP ${response.status}`, {
        retryAfterSeconds: retryAfterSeconds(answered['retry-after']),
      });
    }
    return { status: response.status, headers: answered, body: response.data };
  } catch (error) {
    if (error instanceof TransientFailure) throw error;
    const code = (error as { code?: unknown }).code;
    if (code === PRIVATE_ADDRESS) throw inside(what);
    // The original error is not kept as the cause: it carries the address and the headers.
    throw new TransientFailure(`${what}: no answer (${typeof code === 'string' ? code : 'unknown error'})`);
  }
}

const noDefaults = { accept: false, 'content-type': false, 'user-agent': false } as const;

function inside(what: string): PermanentFailure {
  return new PermanentFailure(`${what}: the link points into a private network`);
}

function addressOf(text: string, base?: string): URL {
  if (URL.canParse(text, base)) {
    const url = new URL(text, base);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  throw new PermanentFailure('The link of the file is no web address');
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The requests of node itself, cut when nothing moves on their connection for too long. */
function impatient(transport: typeof http | typeof https, idleMs: number) {
  return {
    request(options: RequestOptions, answered: (response: IncomingMessage) => void) {
      const request = transport.request(options, answered);
      // axios takes back whatever time limit a request has of its own.
      let moved = -1;
      let since = Date.now();
      const watch = setInterval(() => {
        const now = (request.socket?.bytesRead ?? 0) + (request.socket?.bytesWritten ?? 0);
        if (now !== moved) [moved, since] = [now, Date.now()];
        else if (Date.now() - since >= idleMs)
          request.destroy(Object.assign(new Error('nothing came'), { code: 'ETIMEDOUT' }));
      }, idleMs / 4);
      request.once('close', () => clearInterval(watch));
      return request;
    },
  };
}
