import type { InboundRequest } from '../contracts/request.ts';
import { secretsIn } from '../platform/configuration/index.ts';

/** What is stored of a request that is owed to an account's former address. */
export interface ForwardedRequest {
  method: 'GET' | 'POST';
  /** What followed the account in our address, encoded, without our secret: empty, or starts with a slash. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: Record<string, string>;
  bodyBase64: string;
}

// RFC 9110 §7.6.1, and what belongs to one connection or is computed anew.
const notForwarded = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host', 'content-length', 'expect', 'http2-settings'],
]);

/**
 * The request as the former address would have got it. The body is kept byte for byte, as a provider may have signed
 * it. Our own secret in the path or the query is taken out: the former receiver has no business with it.
 */
export function forwardedRequest(request: InboundRequest, settings: unknown): ForwardedRequest {
  const secrets = new Set(secretsIn(settings));
  const named = (request.headers['connection'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const headers = Object.entries(request.headers).filter(([name]) => !notForwarded.has(name) && !named.includes(name));
  // Dots would climb out of the former address.
  const left = new Set(['', '.', '..', ...secrets]);
  const segments = request.path.split('/').filter((segment) => !left.has(segment));
  return {
    method: request.method,
    path: segments.map((segment) => `/${encodeURIComponent(segment)}`).join(''),
    query: request.rawQuery
      .split('&')
      .filter((pair) => pair !== '' && !secrets.has(new URLSearchParams(pair).values().next().value ?? ''))
      .join('&'),
    headers: Object.fromEntries(headers),
    bodyBase64: request.body.toString('base64'),
  };
}

/** `https://old.example/hook?x=1` + `/events/call` + `a=2` → `https://old.example/hook/events/call?x=1&a=2`. */
export function forwardAddress(forwardTo: string, request: Pick<ForwardedRequest, 'path' | 'query'>): string {
  const url = new URL(forwardTo);
  if (request.path !== '') url.pathname = url.pathname.replace(/\/+$/, '') + request.path;
  const query = [url.search.slice(1), request.query].filter((part) => part !== '').join('&');
  // Set as text: URLSearchParams would spell the provider's own encoding anew.
  url.search = query;
  return url.href;
}
