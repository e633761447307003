import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import { PermanentFailure, TransientFailure, UnreadableNotification } from '../../src/contracts/failures.ts';
import type { PbxApiContext, PbxEmployee } from '../../src/contracts/pbx-api.ts';
import { definePbxAdapter, type PbxAdapter } from '../../src/contracts/pbx.ts';

const settings = z.strictObject({
  secret: z.string(),
  apiUrl: z.url(),
  employees: z.record(z.string(), z.string()).optional(),
});
type PaperSettings = z.infer<typeof settings>;

/** What the provider knows of one call. */
export interface PaperCall {
  id: string;
  startedAt: Date;
  events: CallEvent[];
}

export interface PaperPbx {
  adapter: PbxAdapter;
  settings: PaperSettings;
  /** Finished calls, told by the history; `answer` decides instead while it gives a status. */
  calls: PaperCall[];
  ongoing: CallEvent[];
  employees: PbxEmployee[];
  /** Asked for each request before it is answered: a status other than 200 is answered with it. */
  answer: (asked: { path: string; query: URLSearchParams }) => number | Promise<number>;
  asked: string[];
  close(): Promise<void>;
}

const PAGE = 25;

/** A PBX of our own: its notifications are our events as JSON, its API is a real server with pages and errors. */
export async function paperPbx(
  limits: Partial<{ maximumDays: number; keptDays: number; everySeconds: number; lagSeconds: number }> = {},
): Promise<PaperPbx> {
  const server = createServer((request, response) => {
    void handle(request).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await listening(server);
  const pbx: PaperPbx = {
    adapter: definePbxAdapter<PaperSettings>({
      id: 'paper',
      name: 'Paper PBX',
      settings,
      capabilities: ['incoming', 'ringing', 'answered', 'missed', 'ended'],
      authenticate: (request, { secret }) => request.path === `/${secret}`,
      parse(request) {
        try {
          return JSON.parse(request.body.toString()) as CallEvent[];
        } catch {
          throw new UnreadableNotification('no JSON');
        }
      },
      templates: (account, { secret }, baseUrl) => [
        {
          title: 'Настройки → Уведомления',
          method: 'POST',
          url: `${baseUrl}/webhooks/${account}/${secret}`,
          body: '[]',
        },
      ],
      api: {
        history: {
          ...{ maximumDays: 31, keptDays: 365, everySeconds: 1, lagSeconds: 5 },
          ...limits,
          async *read(context, { from, to }) {
            for (let offset = 0; ; offset += PAGE) {
              const calls = (await get(context, 'calls', {
                from: from.toISOString(),
                to: to.toISOString(),
                offset: String(offset),
              })) as CallEvent[][];
              if (calls.length > 0) yield calls.flat();
              if (calls.length < PAGE) return;
            }
          },
        },
        ongoing: async (context) => (await get(context, 'ongoing', {})) as CallEvent[],
        call: async (context, id) => (await get(context, 'call', { id })) as CallEvent[],
        employees: async (context) => (await get(context, 'employees', {})) as PbxEmployee[],
        selfTest: async (context) => void (await get(context, 'test', {})),
      },
    }),
    settings: { secret: 'paper-secret', apiUrl: `http://127.0.0.1:${port}`, employees: {} },
    calls: [],
    ongoing: [],
    employees: [],
    answer: () => 200,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return pbx;

  async function handle(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const url = new URL(request.url ?? '', 'http://paper');
    const path = url.pathname.slice(1);
    pbx.asked.push(path);
    const status = await pbx.answer({ path, query: url.searchParams });
    if (status !== 200) return { status, body: { error: status } };
    if (path === 'calls') {
      const [from, to] = [new Date(url.searchParams.get('from')!), new Date(url.searchParams.get('to')!)];
      const offset = Number(url.searchParams.get('offset'));
      const inside = pbx.calls.filter(({ startedAt }) => startedAt >= from && startedAt <= to);
      return { status, body: inside.slice(offset, offset + PAGE).map(({ events }) => events) };
    }
    if (path === 'ongoing') return { status, body: pbx.ongoing };
    if (path === 'employees') return { status, body: pbx.employees };
    if (path === 'call') {
      const id = url.searchParams.get('id');
      return {
        status,
        body:
          pbx.calls.find((call) => call.id === id)?.events ??
          pbx.ongoing.filter((event) => event.providerCallId === id),
      };
    }
    return { status, body: {} };
  }
}

async function get(
  { http, settings: { apiUrl } }: PbxApiContext<PaperSettings>,
  path: string,
  query: Record<string, string>,
): Promise<unknown> {
  const response = await http.send({ method: 'GET', url: `${apiUrl}/${path}`, query });
  if (response.status === 401) throw new PermanentFailure('Paper PBX refuses the key: enter a new one as apiKey');
  if (response.status !== 200) throw new TransientFailure(`Paper PBX: HTTP ${response.status}`);
  return JSON.parse(response.body.toString()) as unknown;
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
