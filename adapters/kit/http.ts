import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import { guardedLookup, lookUpAll, PRIVATE_ADDRESS, type LookUpAll } from './guarded-lookup.ts';
import { isPublicAddress } from './public-address.ts';
import { retryAfterSeconds } from './retry-after.ts';

const MAXIMUM_ANSWER = 10 * 1024 * 1024;
// Below the five seconds after which Node's own and many other servers close an idle connection: writing into a
// connection that is being closed would make the outcome unknown.
const IDLE_MS = 4_000;

/**
 * A client for one outside system. `timeoutMs` is from connecting to the last byte; `headers` are sent with every
 * request. No redirects, no proxies from the environment, connections kept for reuse. See HttpClient for the failures.
 * `publicOnly` connects to nothing inside a private network, wherever a name leads; `lookUp` is the system's, or a test's.
 */
export function createHttpClient(options: {
  timeoutMs: number;
  baseUrl?: string;
  headers?: Readonly<Record<string, string>>;
  maximumConnections?: number;
  publicOnly?: boolean;
  lookUp?: LookUpAll;
}): HttpClient {
  const pool = {
    ...{ keepAlive: true, maxSockets: options.maximumConnections ?? 16, timeout: IDLE_MS },
    ...(options.publicOnly === true && { lookup: guardedLookup(options.lookUp ?? lookUpAll, isPublicAddress) }),
  };
  const agents = { httpAgent: new http.Agent(pool), httpsAgent: new https.Agent(pool) };

  return {
    async send(request) {
      const url = addressOf(request, options.baseUrl);
      const what = `${request.method} ${url.host}`;
      // An address that is written as numbers is connected to without a look-up.
      const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
      if (options.publicOnly === true && isIP(literal) !== 0 && !isPublicAddress(literal)) throw inside(what);
      const trace: Trace = { sent: false };
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), request.timeoutMs ?? options.timeoutMs);
      try {
        const response = await axios.request<Buffer | Readable>({
          ...agents,
          method: request.method,
          url: url.href,
          data: request.body,
          headers: { ...noDefaults, ...lowerCase(options.headers), ...lowerCase(request.headers) },
          transformRequest: (data: unknown) => data,
          responseType: request.ignoreBody ? 'stream' : 'arraybuffer',
          decompress: !request.ignoreBody,
          maxContentLength: MAXIMUM_ANSWER,
          maxRedirects: 0,
          validateStatus: () => true,
          proxy: false,
          signal: abort.signal,
          transport: tracing(url.protocol === 'https:' ? https : http, trace),
        });
        const answer = read(response, () => clearTimeout(timer));
        refuseBusy(what, answer);
        return answer;
      } catch (error) {
        clearTimeout(timer);
        throw judge(error, { what, request, sent: trace.sent, timedOut: abort.signal.aborted });
      }
    },
    close() {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
}

interface Trace {
  /** Bytes of the request may have reached the other side. */
  sent: boolean;
}

// axios would add its own; a forwarded request must look as it came.
const noDefaults = { accept: false, 'content-type': false, 'user-agent': false, 'accept-encoding': false } as const;

function addressOf(request: HttpRequest, baseUrl: string | undefined): URL {
  let url: URL;
  try {
    const absolute = /^https?:\/\//i.test(request.url);
    if (!absolute && baseUrl === undefined) throw new Error('relative');
    url = new URL(absolute ? request.url : `${baseUrl!.replace(/\/+$/, '')}/${request.url.replace(/^\/+/, '')}`);
  } catch {
    throw new PermanentFailure(`${request.method}: the address is not a URL; correct it in the configuration.`);
  }
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, value);
  return url;
}

/** The requests of node itself, watched for the moment when bytes begin to leave. */
function tracing(transport: typeof http | typeof https, trace: Trace) {
  return {
    request(options: RequestOptions, answered: (response: IncomingMessage) => void): ClientRequest {
      const request = transport.request(options, answered);
      request.once('socket', (socket) => {
        if (!socket.connecting) trace.sent = true;
        else socket.once(transport === https ? 'secureConnect' : 'connect', () => (trace.sent = true));
      });
      return request;
    },
  };
}

/** `ended` is called when the last byte was read, for an ignored body later than the answer is given. */
function read(response: AxiosResponse<Buffer | Readable>, ended: () => void): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value);
  if (Buffer.isBuffer(response.data)) {
    ended();
    return { status: response.status, headers, body: response.data };
  }
  // Read to its end and thrown away, so that the connection can be used again; one that does not end is cut in time.
  response.data
    .on('error', () => undefined)
    .once('close', ended)
    .resume();
  return { status: response.status, headers, body: Buffer.alloc(0) };
}

function refuseBusy(what: string, { status, headers }: HttpResponse): void {
  if (status !== 429 && status !== 503) return;
  throw new TransientFailure(`${what}: HTTP ${status}, ${status === 429 ? 'too many requests' : 'it is busy'}`, {
    retryAfterSeconds: retryAfterSeconds(headers['retry-after']),
  });
}

/** The original error is not kept as the cause: it carries the address, the headers and the body. */
function judge(
  error: unknown,
  { what, request, sent, timedOut }: { what: string; request: HttpRequest; sent: boolean; timedOut: boolean },
): Error {
  if (error instanceof TransientFailure) return error;
  const code = codeOf(error);
  const reason = timedOut ? 'no answer in time' : (code ?? 'failed');
  if (code === 'ERR_BAD_REQUEST' || code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN')
    return new PermanentFailure(`${what}: the request cannot be sent (${code})`);
  if (code === PRIVATE_ADDRESS) return inside(what);
  if (!sent || (code !== null && neverSent.has(code)))
    return new TransientFailure(`${what}: no connection (${reason})`);
  const effect = request.effect ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write');
  return effect === 'read'
    ? new TransientFailure(`${what}: ${reason}`)
    : new AmbiguousFailure(`${what}: ${reason}; it may have been accepted`);
}

/** Transient: a router that is starting answers every name with its own address for a while. */
function inside(what: string): TransientFailure {
  return new TransientFailure(`${what}: the address is inside a private network, which this account does not allow`);
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
