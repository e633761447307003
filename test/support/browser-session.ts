import { WebSocket } from 'ws';

/** What a browser on a page of the server does: keeps the cookie, names its origin. */
export interface BrowserSession {
  cookie(): string | null;
  /** The whole header that the last answer set the cookie with. */
  setCookie(): string | null;
  get(path: string): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Opens `/ws/v1`; the code that it was closed with. */
  socket(headers?: Record<string, string>): { opened: Promise<object>; closed: Promise<number>; close(): void };
}

export function browserSession(url: string): BrowserSession {
  let cookie: string | null = null;
  let setCookie: string | null = null;
  async function ask(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(`${url}/api/v1${path}`, {
      ...init,
      headers: {
        ...(cookie !== null && { cookie }),
        ...(init.headers as Record<string, string>),
      },
    });
    const told = response.headers.get('set-cookie');
    if (told !== null) {
      setCookie = told;
      const [pair = ''] = told.split(';');
      cookie = pair.endsWith('=') ? null : pair;
    }
    return response;
  }
  return {
    cookie: () => cookie,
    setCookie: () => setCookie,
    get: (path) => ask(path, {}),
    send: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: { origin: url, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    socket(headers = {}) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/v1`, ['trubka.v1'], {
        headers: { origin: url, ...(cookie !== null && { cookie }), ...headers },
      });
      socket.on('error', () => {});
      return {
        opened: new Promise((resolve) => {
          socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString()) as object));
        }),
        closed: new Promise((resolve) => socket.on('close', resolve)),
        close: () => socket.close(),
      };
    },
  };
}
