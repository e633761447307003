import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { createConnection, type Connection, type ConnectionPorts, type Viewer } from './connection.ts';
import { closeCodes, PROTOCOL } from './protocol.ts';

export interface GatewayOptions extends ConnectionPorts {
  /** What the token may see, null when it is not known; `forbidden` when it may not listen to calls. */
  viewerOf(token: string): Promise<Viewer | 'forbidden' | null>;
  /** What a request without a token may see, by what the browser sent along; without it nothing. */
  viewerOfRequest?(request: IncomingMessage): Promise<Viewer | 'forbidden' | null>;
  /** The present scope of each holder; a holder who may not listen any more is not in it. Asked every few seconds. */
  presentScopes?(holders: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** How often that is, ms. */
  lookAgainMs?: number;
  path?: string;
  onSockets?(count: number): void;
}

export interface Gateway {
  attach(server: Server): void;
  sockets(): number;
  close(): Promise<void>;
}

const MAXIMUM_FRAME = 64 * 1024;
const LOOK_AGAIN_MS = 3000;

/** `/ws/v1`: accepts sockets, authenticates them and gives each a connection. */
export function createGateway(options: GatewayOptions): Gateway {
  const path = options.path ?? '/ws/v1';
  const connections = new Map<WebSocket, Connection>();
  const rights = new Map<WebSocket, NonNullable<Viewer['rights']>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAXIMUM_FRAME,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });

  const heartbeat = setInterval(() => {
    for (const connection of connections.values()) connection.beat();
  }, options.heartbeatSeconds * 1000);
  heartbeat.unref();

  const looking = setInterval(() => {
    lookAgain().catch((error: unknown) => options.onError(error));
  }, options.lookAgainMs ?? LOOK_AGAIN_MS);
  looking.unref();

  /** A session that was ended, a token that was revoked, another workplace: the socket goes, the browser asks anew. */
  async function lookAgain(): Promise<void> {
    if (options.presentScopes === undefined || rights.size === 0) return;
    const opened = [...rights];
    const present = await options.presentScopes([...new Set(opened.map(([, { holder }]) => holder))]);
    for (const [socket, { holder, scope }] of opened) {
      const now = present.get(holder);
      if (now === undefined) socket.close(closeCodes.noToken, 'signed out');
      else if (now !== scope) socket.close(1012, 'the rights changed');
    }
  }

  async function accept(socket: WebSocket, request: IncomingMessage): Promise<void> {
    const token = tokenOf(request);
    // Frames may come before the token is looked up; they wait their turn.
    const early: string[] = [];
    let connection: Connection | null = null;
    let work = Promise.resolve();
    const take = (text: string): void => {
      work = work.then(() => connection?.received(text)).catch((error: unknown) => fail(error));
    };
    const fail = (error: unknown): void => {
      options.onError(error);
      socket.close(1011, 'internal error');
    };
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      const text = (data as Buffer).toString();
      if (connection === null) early.push(text);
      else take(text);
    });
    socket.on('error', () => socket.terminate());

    const viewer =
      token === null ? ((await options.viewerOfRequest?.(request)) ?? null) : await options.viewerOf(token);
    if (viewer === null) {
      socket.close(closeCodes.noToken, 'no token');
      return;
    }
    if (viewer === 'forbidden') {
      socket.close(closeCodes.notAllowed, 'not allowed');
      return;
    }
    if (socket.readyState !== socket.OPEN) return;
    const opened = createConnection(
      viewer,
      {
        send: (text) => socket.send(text),
        close: (code, reason) => socket.close(code, reason),
        unsentBytes: () => socket.bufferedAmount,
      },
      options,
    );
    connections.set(socket, opened);
    if (viewer.rights !== undefined) rights.set(socket, viewer.rights);
    options.onSockets?.(connections.size);
    socket.on('close', () => {
      connections.delete(socket);
      rights.delete(socket);
      opened.closed();
      options.onSockets?.(connections.size);
    });
    await opened.open();
    connection = opened;
    for (const text of early) take(text);
  }

  return {
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (new URL(request.url ?? '/', 'http://any').pathname !== path) {
          socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
          return;
        }
        server.handleUpgrade(request, socket, head, (webSocket) => {
          accept(webSocket, request).catch((error: unknown) => {
            options.onError(error);
            webSocket.close(1011, 'internal error');
          });
        });
      });
    },
    sockets: () => connections.size,
    async close() {
      clearInterval(heartbeat);
      clearInterval(looking);
      for (const socket of server.clients) socket.close(1001, 'going away');
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(() => {
          for (const socket of server.clients) socket.terminate();
        }, 1000);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
      });
    },
  };
}

/** A browser passes its token as a sub-protocol; other clients may use the header. */
function tokenOf(request: IncomingMessage): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.find((name) => name.startsWith('token.'))?.slice('token.'.length) || null;
}
