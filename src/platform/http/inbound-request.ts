import type { Request } from 'express';
import type { InboundRequest } from '../../contracts/request.ts';

/** Turns an express request into what adapters read. `path` is what follows the account. */
export function inboundRequest(request: Request, path: string, body: Buffer): InboundRequest {
  const queryStart = request.originalUrl.indexOf('?');
  const rawQuery = queryStart === -1 ? '' : request.originalUrl.slice(queryStart + 1);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    path,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    rawQuery,
    headers,
    body,
    remoteAddress: request.ip ?? '',
  };
}
