import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InboundRequest, OutboundReply } from '../contracts/request.ts';
import { inboundRequest, readRawBody, type HttpPart } from '../platform/http/index.ts';
import type { Outcome, Receiver } from './receive-notification.ts';
import { createTurn } from './turn.ts';

const MAXIMUM_BODY = 1024 * 1024;
const PREFIX = '/webhooks/';
/** What came with so much before it in one turn of the event loop would be answered too late. */
const LONGEST_TURN_MS = 200;

export interface WebhookOptions {
  receiver: Receiver;
  /** `request` is null where it was turned away unread. */
  onOutcome?(account: string, outcome: Outcome, milliseconds: number, request: InboundRequest | null): void;
  onError?(error: unknown): void;
}

/** `/webhooks/{account}` with whatever follows it, GET and POST. */
export function createWebhookApi(options: WebhookOptions): HttpPart {
  const turn = createTurn();

  async function answer(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const began = performance.now();
    const { account, rest } = addressed(url);
    if (turn.milliseconds() > LONGEST_TURN_MS || options.receiver.isFull()) {
      request.resume();
      send(response, { kind: 'busy' });
      options.onOutcome?.(account, { kind: 'busy' }, performance.now() - began, null);
      return;
    }
    const { body, truncated } = await readRawBody(request, MAXIMUM_BODY);
    const inbound = inboundRequest(request, rest, body);
    const outcome = await options.receiver.receive(account, inbound, { truncated });
    send(response, outcome);
    options.onOutcome?.(account, outcome, performance.now() - began, inbound);
  }

  return {
    first(request, response) {
      const url = request.url ?? '';
      if (!url.startsWith(PREFIX) || (request.method !== 'POST' && request.method !== 'GET')) return false;
      answer(request, response, url).catch((error: unknown) => {
        // Whoever went away before the end of the body reads no answer.
        if (request.destroyed && !request.complete) return;
        options.onError?.(error);
        if (!response.headersSent) send(response, { kind: 'busy' });
      });
      return true;
    },
  };
}

/** The account and what follows it, of an address that starts with the prefix. */
function addressed(url: string): { account: string; rest: string } {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const slash = path.indexOf('/', PREFIX.length);
  const end = slash === -1 ? path.length : slash;
  return { account: decoded(path.slice(PREFIX.length, end)), rest: decoded(path.slice(end)) };
}

const taken: OutboundReply = { status: 200, contentType: 'text/plain', body: 'ok' };
const forbidden: OutboundReply = { status: 403, contentType: 'text/plain', body: 'forbidden' };
const busy: OutboundReply = { status: 503, contentType: 'text/plain', body: 'not stored, send it again' };

function send(response: ServerResponse, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'stored':
    case 'quarantined':
      write(response, outcome.reply ?? taken);
      return;
    case 'challenge':
      write(response, outcome.reply);
      return;
    case 'refused':
      write(response, forbidden);
      return;
    case 'busy':
      response.setHeader('Retry-After', '2');
      write(response, busy);
  }
}

function write(response: ServerResponse, { status, contentType, body }: OutboundReply): void {
  const type = contentType.includes('charset') ? contentType : `${contentType}; charset=utf-8`;
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
