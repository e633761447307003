import { isDeepStrictEqual } from 'node:util';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { readRecord } from './body.ts';
import { textOf } from './text-of.ts';
import { pathsOf, valueAt } from './value-at.ts';
import { readXml } from './xml-record.ts';

export interface Explanation {
  readAs: 'json' | 'form' | 'query' | 'xml' | null;
  /** Path and value of everything that was sent. */
  fields: readonly (readonly [path: string, value: string])[];
  events: CallEvent[];
  problem: { text: string; field: string | null } | null;
  /** Paths that change nothing when they are taken away: nobody reads them. Empty for XML and with a problem. */
  unused: string[];
}

/** The fields of a request, as far as it is JSON, a form, a query or XML. */
export function fieldsOf(request: InboundRequest): (readonly [path: string, value: string])[] {
  const source = { ...request.query, ...recordOf(request)?.record };
  return pathsOf(source).map((path) => [path, textOf(valueAt(source, path)) ?? ''] as const);
}

/** What an adapter makes of a request, without asking for its credentials. */
export function explainNotification(adapter: PbxAdapter, request: InboundRequest, settings: unknown): Explanation {
  const found = recordOf(request);
  const read = readBy(adapter, request, settings);
  const fields = fieldsOf(request);
  return {
    readAs: found?.as ?? null,
    fields,
    ...read,
    unused: read.problem === null ? unusedOf(adapter, request, settings, read.events) : [],
  };
}

function recordOf(
  request: InboundRequest,
): { as: 'json' | 'form' | 'query' | 'xml'; record: Record<string, unknown> } | null {
  if (request.method === 'POST' && request.body.toString('utf8').trimStart().startsWith('<')) {
    const record = readXml(request.body);
    return record === null ? null : { as: 'xml', record };
  }
  const record = readRecord(request);
  if (record === null) return null;
  if (request.method === 'GET') return { as: 'query', record };
  return { as: request.body.toString('utf8').trimStart().startsWith('{') ? 'json' : 'form', record };
}

function readBy(
  adapter: PbxAdapter,
  request: InboundRequest,
  settings: unknown,
): Pick<Explanation, 'events' | 'problem'> {
  try {
    return { events: adapter.parse(request, { account: 'sample', settings }), problem: null };
  } catch (error) {
    if (!(error instanceof UnreadableNotification)) throw error;
    return { events: [], problem: { text: error.message, field: error.field } };
  }
}

/** Each field is taken away in turn; what is read then tells whether anybody looked at it. */
function unusedOf(adapter: PbxAdapter, request: InboundRequest, settings: unknown, events: CallEvent[]): string[] {
  const found = recordOf(request);
  if (found === null || found.as === 'xml') return [];
  return pathsOf(found.record).filter((path) => {
    const without = requestWith(request, found.as, withoutPath(found.record, path));
    const read = readBy(adapter, without, settings);
    return read.problem === null && isDeepStrictEqual(read.events, events);
  });
}

function requestWith(request: InboundRequest, as: string, record: Record<string, unknown>): InboundRequest {
  if (as === 'query') {
    const query = record as Record<string, string>;
    return { ...request, query, rawQuery: new URLSearchParams(query).toString() };
  }
  const body =
    as === 'json'
      ? JSON.stringify(record)
      : new URLSearchParams(
          Object.entries(record).map(([name, value]): [string, string] => [name, String(value)]),
        ).toString();
  return { ...request, body: Buffer.from(body) };
}

/** A copy without what stands at the path, also inside of JSON that was put into a text. */
function withoutPath(source: Record<string, unknown>, path: string): Record<string, unknown> {
  if (Object.hasOwn(source, path)) {
    const { [path]: _, ...rest } = source;
    return rest;
  }
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(source, name)) continue;
    const inner = source[name];
    const isText = typeof inner === 'string';
    const opened: unknown = isText ? JSON.parse(inner) : inner;
    if (typeof opened !== 'object' || opened === null) continue;
    const left = withoutPath(opened as Record<string, unknown>, path.slice(dot + 1));
    const value = Array.isArray(opened) ? Object.values(left) : left;
    return { ...source, [name]: isText ? JSON.stringify(value) : value };
  }
  return source;
}
