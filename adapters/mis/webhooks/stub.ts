import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came with a right signature. */
export interface ReceivedEvent {
  id: string;
  timestamp: number;
  headers: IncomingHttpHeaders;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** What the receiver answers; `hang`: nothing, for as long as the sender waits. */
export type ReceiverAnswer =
  number | 'hang' | 'cut' | { status: number; headers?: Record<string, string>; body?: string };

export interface Receiver {
  url: string;
  /** Every request whose signature was right, repeats too, in order of arrival. */
  received: ReceivedEvent[];
  /** Requests whose signature was wrong. */
  forged: number;
  /** Called after the event was kept; 200 when left alone. */
  answer: (event: ReceivedEvent) => ReceiverAnswer;
  /** The first of each id, as a receiver that drops repeats has them. */
  kept(): ReceivedEvent[];
  close(): Promise<void>;
}

/** A receiver as the README describes one, written from the specification and without our own signing. */
export async function startReceiver(options: { secret: string; port?: number }): Promise<Receiver> {
  const key = Buffer.from(options.secret.replace(/^whsec_/, ''), 'base64');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = request.headers;
      const expected = createHmac('sha256', key)
        .update(`${String(id)}.${String(timestamp)}.${body}`)
        .digest();
      const signed = String(signatures)
        .split(' ')
        .map((signature) => Buffer.from(signature.replace(/^v1,/, ''), 'base64'))
        .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
      if (!signed) {
        receiver.forged += 1;
        response.writeHead(401).end();
        return;
      }
      const event: ReceivedEvent = {
        id: String(id),
        timestamp: Number(timestamp),
        headers: request.headers,
        body: JSON.parse(body) as ReceivedEvent['body'],
      };
      receiver.received.push(event);
      const answer = receiver.answer(event);
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'hang') {
        const { status, headers, body: text } = typeof answer === 'number' ? { status: answer } : answer;
        response.writeHead(status, headers).end(text);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    forged: 0,
    answer: () => 200,
    kept() {
      const first = new Map<string, ReceivedEvent>();
      for (const event of receiver.received) if (!first.has(event.id)) first.set(event.id, event);
      return [...first.values()];
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}
