import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { InboundRequest } from '../../contracts/request.ts';

/** Turns a request into what adapters read. `path` is what follows the account. */
export function inboundRequest(
  request: IncomingMessage & { originalUrl?: string },
  path: string,
  body: Buffer,
): InboundRequest {
  const url = request.originalUrl ?? request.url ?? '';
  const queryStart = url.indexOf('?');
  const rawQuery = queryStart === -1 ? '' : url.slice(queryStart + 1);
  const headers: Record<string, string> = {};
  for (const name in request.headers) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    path,
    query: rawQuery === '' ? {} : Object.fromEntries(new URLSearchParams(rawQuery)),
    rawQuery,
    headers,
    body,
    remoteAddress: senderOf(request),
  };
}

/** A proxy on the same machine tells who really asked, in `X-Forwarded-For`; nobody else is believed. */
export function senderOf(request: IncomingMessage): string {
  let sender = request.socket.remoteAddress ?? '';
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined) return sender;
  const hops = String(forwarded).split(',');
  while (isLoopback(sender) && hops.length > 0) sender = hops.pop()?.trim() ?? '';
  return sender;
}

function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
