import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { MisApi, MisApiContext } from '../../src/contracts/mis-api.ts';
import { defineMisAdapter, type MisAdapter } from '../../src/contracts/mis.ts';

/** What becomes of one write: the record is kept or not, and an answer comes or not. */
export type Fate = 'answered' | 'kept-and-cut' | 'kept-and-silent' | 'cut' | 'busy';

export interface FakeCrm {
  adapter: MisAdapter;
  settings: { url: string };
  /** By key, in order of arrival: two of one key are two records of one call. */
  records: { ref: string; key: string; steps: string[]; talkSeconds: number | null; recordings: string[] }[];
  tickets: string[];
  /** Decides about the n-th request of one kind about a call, from 0: `/calls KEY`, `look-up KEY`. */
  fate: (key: string, attempt: number) => Fate;
  /** Takes connections and answers nobody; what its fate keeps of a write is kept all the same. */
  down: boolean;
  requests: number;
  close(): Promise<void>;
}

interface Settings {
  url: string;
}

/**
 * A CRM that takes whatever it is sent, twice if it is sent twice; a record is begun and then completed. It can be asked
 * whether it has a call.
 */
export async function startFakeCrm(own: Partial<MisApi<Settings>> = {}): Promise<FakeCrm> {
  const attempts = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      crm.requests += 1;
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://crm');
      if (request.method === 'GET') {
        const asked = searchParams.get('key') ?? '';
        if (crm.down || crm.fate(`look-up ${asked}`, counted(`look-up ${asked}`)) !== 'answered')
          return void request.socket.destroy();
        return answer(response, read(pathname, asked));
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      const key = `${pathname} ${String(body['key'])}`;
      const fate = crm.fate(key, counted(key));
      if (fate === 'busy') return void response.writeHead(503, { 'retry-after': '1' }).end();
      const kept = fate === 'cut' ? null : write(pathname, body);
      if (fate === 'answered' && !crm.down) answer(response, kept);
      else if (fate !== 'kept-and-silent') request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const crm: FakeCrm = {
    adapter: fakeCrmAdapter(own),
    settings: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    ...{ records: [], tickets: [], requests: 0, down: false },
    fate: () => 'answered',
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return crm;

  function counted(key: string): number {
    const attempt = attempts.get(key) ?? 0;
    attempts.set(key, attempt + 1);
    return attempt;
  }

  function read(pathname: string, key: string): unknown {
    return pathname === '/calls' ? { found: crm.records.filter((one) => one.key === key) } : null;
  }

  function write(pathname: string, body: Record<string, unknown>): unknown {
    if (pathname === '/tickets') return { ref: `t${crm.tickets.push(String(body['text']))}` };
    const known = crm.records.find(({ ref }) => ref === body['ref']);
    if (pathname === '/calls') {
      const made = { ref: `r${crm.records.length + 1}`, key: String(body['key']), recordings: [] };
      crm.records.push({ ...made, steps: ['begun'], talkSeconds: null });
      return { ref: made.ref };
    }
    if (known === undefined) return null;
    if (pathname === '/calls/complete') {
      known.steps.push('completed');
      known.talkSeconds = body['talkSeconds'] as number | null;
    } else known.recordings.push(String(body['url']));
    return { ref: known.ref };
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const REQUEST_MS = 3_000;

/** The system without a server of its own: for a process that is given the address of one. */
export function fakeCrmAdapter(own: Partial<MisApi<Settings>> = {}): MisAdapter {
  type Context = MisApiContext<Settings>;
  const post = async ({ http, settings }: Context, path: string, body: unknown): Promise<{ ref: string }> => {
    const response = await http.send({
      ...{ method: 'POST', url: `${settings.url}${path}`, body: JSON.stringify(body), timeoutMs: REQUEST_MS },
    });
    if (response.status === 404) throw new PermanentFailure('no such record');
    if (response.status !== 200) throw new AmbiguousFailure(`HTTP ${response.status}`);
    return JSON.parse(response.body.toString()) as { ref: string };
  };
  const find = async ({ http, settings }: Context, key: string): Promise<FakeCrm['records'][number] | undefined> => {
    const response = await http.send({ method: 'GET', url: `${settings.url}/calls`, query: { key } });
    if (response.status !== 200) throw new TransientFailure(`HTTP ${response.status}`);
    return (JSON.parse(response.body.toString()) as { found: FakeCrm['records'] }).found[0];
  };
  return defineMisAdapter<Settings>({
    id: 'fake-crm',
    name: 'A CRM that takes what it is sent',
    settings: z.object({ url: z.string() }),
    capabilities: [],
    api: {
      can: () => ({
        findPeople: false,
        calls: { afterDoubt: 'look-up', update: true, needsPerson: false, unresolved: 'same', unknownCallers: 'same' },
        recordings: 'link',
        tickets: { afterDoubt: 'person' },
        ...{
          outcomes: false,
          visits: false,
          visitAnswers: false,
          newVisits: false,
          clickToCall: false,
          ringing: false,
        },
      }),
      wants: () => ({
        ...{ branches: null, names: true, calls: true, recordings: true, outcomes: true, ringing: false },
        tickets: { afterMinutes: 5 },
        requests: true,
        newVisits: false,
      }),
      target: ({ url }) => ({ url, trusted: true }),
      async writeCall({ key, call, revision }, progress, context) {
        const begun = progress.steps['begun'] ?? (await post(context, '/calls', { key })).ref;
        if (progress.steps['begun'] === undefined) await progress.finished('begun', begun);
        const completed = `completed ${key} ${revision}`;
        if (progress.steps[completed] === undefined) {
          await post(context, '/calls/complete', { key, ref: begun, talkSeconds: call.talkSeconds });
          await progress.finished(completed);
        }
        return { ref: begun };
      },
      async lookUpCall({ key, call }, progress, context) {
        const found = await find(context, key);
        if (found === undefined) return null;
        if (progress.steps['begun'] === undefined) await progress.finished('begun', found.ref);
        return found.steps.includes('completed') && found.talkSeconds === call.talkSeconds ? { ref: found.ref } : null;
      },
      async attachRecording(ref, { key, url }, progress, context) {
        if (progress.steps['attached'] !== undefined) return;
        await post(context, '/recordings', { key, ref, url });
        await progress.finished('attached');
      },
      createTicket: ({ key, text }, _progress, context) => post(context, '/tickets', { key, text }),
      selfTest: async (context) => void (await find(context, 'nothing')),
      ...own,
    },
  });
}
