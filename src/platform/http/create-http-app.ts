import { createServer as createSecureServer } from 'node:https';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';

export interface HttpApp {
  server: Server;
  listen(port: number, host: string): Promise<number>;
  /** Takes no new connection, waits for what runs, at most three seconds. */
  close(): Promise<void>;
}

export type HttpPart =
  | Router
  | RequestHandler
  | ErrorRequestHandler
  | { at: string; routers: readonly (Router | RequestHandler)[] }
  /** Asked before everything else, without the costs of a router; true: it answers this request. */
  | { first: (request: IncomingMessage, response: ServerResponse) => boolean };

/** Mounts the parts in order on one server. */
export function createHttpApp(
  parts: readonly HttpPart[],
  /** A certificate of our own, in PEM form; without it plain HTTP. */
  https?: { key: string; cert: string },
  /** Of a server that listens, like a connection that could not be taken for want of file handles. */
  onError: (error: Error) => void = (error) => {
    throw error;
  },
): HttpApp {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A proxy on the same machine tells who really asked; nobody else is believed.
  app.set('trust proxy', 'loopback');
  let closing = false;
  const first = parts.flatMap((part) => ('first' in part ? [part.first] : []));
  for (const part of parts) {
    if ('first' in part) continue;
    if ('at' in part) app.use(part.at, ...part.routers);
    else app.use(part);
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // A kept connection would bring one request after the other and be cut in the middle of the last.
    if (closing) response.setHeader('Connection', 'close');
    if (!first.some((answers) => answers(request, response))) app(request, response);
  };
  const server: Server = https === undefined ? createServer(answer) : createSecureServer(https, answer);
  server.keepAliveTimeout = 65_000;
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const refused = (error: Error): void => reject(notListening(error, port, host));
        server.once('error', refused);
        server.listen(port, host, () => {
          server.off('error', refused);
          // Unheard it would end the process, and with it the connections that are there.
          server.on('error', onError);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    async close() {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), 3000);
      await closed;
      clearTimeout(deadline);
    },
  };
}

/** What to change, for whoever started this. */
function notListening(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is in use by another program. Stop it, or set PORT to a free one, for example PORT=${port + 1 > 65_535 ? 8080 : port + 1}.`,
    EACCES: `Port ${port} may not be opened by this user. Set PORT to 1024 or more and put a proxy before it.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Start with --host and an address of this machine.`,
  };
  return new Error(why[error.code ?? ''] ?? error.message, { cause: error });
}
