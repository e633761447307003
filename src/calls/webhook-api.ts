import { Router, type Request, type Response } from 'express';
import { inboundRequest, readRawBody } from '../platform/http/index.ts';
import type { Outcome, Receiver } from './receive-notification.ts';

const MAXIMUM_BODY = 1024 * 1024;
const OK_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 };

/** `/webhooks/{account}` with whatever follows it, GET and POST. */
export function createWebhookApi(options: {
  receiver: Receiver;
  onOutcome?(account: string, outcome: Outcome, milliseconds: number): void;
}): Router {
  const router = Router();
  const answer = async (request: Request, response: Response): Promise<void> => {
    const began = performance.now();
    const account = String(request.params['account']);
    if (options.receiver.isFull()) {
      request.resume();
      send(response, { kind: 'busy' });
      options.onOutcome?.(account, { kind: 'busy' }, performance.now() - began);
      return;
    }
    const { body, truncated } = await readRawBody(request, MAXIMUM_BODY);
    const path = new URL(request.originalUrl, 'http://any').pathname;
    const rest = path.slice(
      path.indexOf('/', '/webhooks/'.length) === -1 ? path.length : path.indexOf('/', '/webhooks/'.length),
    );
    const outcome = await options.receiver.receive(account, inboundRequest(request, decoded(rest), body), {
      truncated,
    });
    send(response, outcome);
    options.onOutcome?.(account, outcome, performance.now() - began);
  };
  router.get('/webhooks/:account{/*rest}', answer);
  router.post('/webhooks/:account{/*rest}', answer);
  return router;
}

function send(response: Response, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'stored':
    case 'quarantined':
      if (outcome.reply === undefined) response.writeHead(200, OK_HEADERS).end('ok');
      else response.status(outcome.reply.status).type(outcome.reply.contentType).send(outcome.reply.body);
      return;
    case 'challenge':
      response.status(outcome.reply.status).type(outcome.reply.contentType).send(outcome.reply.body);
      return;
    case 'refused':
      response.status(403).type('text/plain').send('forbidden');
      return;
    case 'busy':
      response.status(503).set('Retry-After', '2').type('text/plain').send('not stored, send it again');
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
