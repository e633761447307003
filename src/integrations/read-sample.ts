import type { InboundRequest } from '../contracts/request.ts';

/**
 * A request as a person has it: a fixture or what `trubka record` wrote, a request with its headers as a log shows it
 * (`POST /path HTTP/1.1`, headers, an empty line, the body), an address with a query, or a body alone.
 */
export function readSample(text: string): InboundRequest {
  return ofFixture(text) ?? ofHttp(text) ?? ofAddress(text.trim()) ?? request({ body: text.trim() });
}

function request(told: Partial<Omit<InboundRequest, 'body'>> & { body?: string }): InboundRequest {
  const rawQuery = told.rawQuery ?? new URLSearchParams(told.query).toString();
  return {
    method: 'POST',
    path: '',
    headers: {},
    remoteAddress: '',
    ...told,
    rawQuery,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    body: Buffer.from(told.body ?? ''),
  };
}

function ofFixture(text: string): InboundRequest | null {
  try {
    const { request: kept } = JSON.parse(text) as { request?: Record<string, unknown> };
    if (typeof kept?.['method'] !== 'string' || typeof kept['body'] !== 'string') return null;
    return request({
      method: kept['method'] === 'GET' ? 'GET' : 'POST',
      path: typeof kept['path'] === 'string' ? kept['path'] : '',
      query: (kept['query'] ?? {}) as Record<string, string>,
      headers: (kept['headers'] ?? {}) as Record<string, string>,
      body: kept['body'],
    });
  } catch {
    return null;
  }
}

function ofHttp(text: string): InboundRequest | null {
  const [, method, address = '', rest = ''] = /^(GET|POST) (\S+) HTTP\/[\d.]+\r?\n(.*)$/s.exec(text) ?? [];
  if (method === undefined) return null;
  const end = /\r?\n\r?\n/.exec(rest);
  const head = end === null ? rest : rest.slice(0, end.index);
  const headers = head.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? ''] as const];
  });
  return request({
    method: method === 'GET' ? 'GET' : 'POST',
    ...placeOf(address),
    headers: Object.fromEntries(headers),
    body: end === null ? '' : rest.slice(end.index + end[0].length),
  });
}

function ofAddress(text: string): InboundRequest | null {
  const address = /^(?:GET\s+)?((?:https?:\/\/|\/)\S+\?\S+)$/i.exec(text)?.[1];
  return address === undefined ? null : request({ method: 'GET', ...placeOf(address) });
}

/** Whatever stands before the account's own part of the path is not the adapter's business. */
function placeOf(address: string): { path: string; rawQuery: string } {
  const [path = '', rawQuery = ''] = address.replace(/^https?:\/\/[^/]+/i, '').split('?');
  return { path: path.replace(/^\/webhooks\/[^/]+/, ''), rawQuery };
}
