import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../../src/contracts/caller.ts';
import { serveWebApp } from '../../src/platform/http/index.ts';
import { type FakeReception, mountReception } from './fake-reception.ts';
import { candidate, minutesFromNow } from './screen-calls.ts';
import type { CallRow, Me } from '../../src/web/api/shapes.ts';
import type { SlotsAnswer } from '../../src/web/api/read-slots.ts';
import type { CallFrame, ClosedFrame } from '../../src/web/calls/frames.ts';

type Pop = CallFrame | ClosedFrame;

/** What the server knows of one token, and what a test changes while the screen is open. */
export interface FakeWorkplace {
  me: Me;
  calls: CallRow[];
  slots: SlotsAnswer;
  /** The last calls of whoever calls, by the call that rings. */
  earlier?: Record<string, CallRow[]>;
  /** Status of `GET /calls` while it is out of order. */
  listStatus: number;
  /** What `POST /calls` fails with: the code of a problem; `lost`: the answer never comes. */
  dialFailure?: string;
}

export interface FakeScreenServer {
  /** What reception said at cards. */
  reception: FakeReception;
  url: string;
  workplace(token: string): FakeWorkplace;
  /** Stores a pop for the token and sends it to its subscribed sockets; the cursor is set here. */
  push(token: string, pop: Pop): void;
  /** Ends all sockets without a goodbye and refuses new ones until `accept()`. */
  cutOff(): void;
  accept(): void;
  /** Forgets old pops: a later `since` answers `cursor-too-old` and the state. */
  forget(token: string): void;
  /** Frames that screens sent, oldest first. */
  received: Record<string, unknown>[];
  /** Bodies of `PUT /calls/{id}/caller`. */
  choices: { callId: string; personId: string | null }[];
  /** Bodies of `POST /calls/{id}/corrections`; `undo` for those taken back. */
  corrected: ({ key: string | undefined; callId: string } & Record<string, unknown>)[];
  /** Bodies of `POST /calls`. */
  dialled: { key: string | undefined; phone: string; line?: string }[];
  stop(): Promise<void>;
}

/**
 * The server's side of the screen, in memory: `/ws/v1` and the part of `/api/v1` that the screen reads, by the public
 * contract. A choice answers and pops the call with the chosen candidate, as the real server does.
 */
export async function startFakeScreenServer({
  folder,
  workplaces,
  heartbeatSeconds = 2,
}: {
  folder: string;
  workplaces: Record<string, FakeWorkplace>;
  heartbeatSeconds?: number;
}): Promise<FakeScreenServer> {
  if (!existsSync(folder)) throw new Error(`${folder} is not built`);
  const pops = new Map<string, Pop[]>();
  const forgotten = new Map<string, number>();
  const subscribed = new Map<string, Set<WebSocket>>();
  const received: FakeScreenServer['received'] = [];
  const choices: FakeScreenServer['choices'] = [];
  const dialled: FakeScreenServer['dialled'] = [];
  const corrected: FakeScreenServer['corrected'] = [];
  const before = new Map<string, { token: string; frame: CallFrame; what: string }>();
  let refusing = false;

  const app = express();
  app.get('/api/v1/sign-in', (_request, response) => void response.json({ signedIn: false, users: false }));
  app.use('/api/v1', express.json(), (request, response, next) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const workplace = workplaces[token];
    if (refusing) return void response.destroy();
    if (workplace === undefined) return problem(response, 401, 'Unauthorized');
    response.locals['token'] = token;
    response.locals['workplace'] = workplace;
    next();
  });
  app.get('/api/v1/me', (_request, response) => void response.json((response.locals['workplace'] as FakeWorkplace).me));
  app.get(
    '/api/v1/slots',
    (_request, response) => void response.json((response.locals['workplace'] as FakeWorkplace).slots),
  );
  app.get('/api/v1/calls', (request, response) => {
    const workplace = response.locals['workplace'] as FakeWorkplace;
    if (workplace.listStatus !== 200) return problem(response, workplace.listStatus, 'Out of order');
    const since = Date.parse(request.query['from'] as string);
    const rows = workplace.calls.filter((row) => Date.parse(row.startedAt) >= since);
    const start = Number(request.query['cursor'] ?? 0);
    const limit = Number(request.query['limit'] ?? 100);
    response.json({
      items: rows.slice(start, start + limit),
      next: rows.length > start + limit ? String(start + limit) : null,
    });
  });
  app.get('/api/v1/calls/:id/earlier', (request, response) => {
    const { earlier = {} } = response.locals['workplace'] as FakeWorkplace;
    response.json({ items: earlier[request.params.id] ?? [] });
  });
  app.put('/api/v1/calls/:id/caller', (request, response) => {
    const token = response.locals['token'] as string;
    const { personId } = request.body as { personId: string | null };
    const callId = request.params.id;
    const last = pops
      .get(token)
      ?.findLast((pop): pop is CallFrame => pop.callId === callId && pop.type !== 'call.closed');
    choices.push({ callId, personId });
    if (last === undefined) return problem(response, 404, 'No such call');
    const chosen = last.caller.candidates.find((person) => person.id === personId);
    if (personId !== null && chosen === undefined) return problem(response, 409, 'Not a candidate');
    const caller = {
      ...last.caller,
      class: chosen?.class ?? 'unknown',
      reasons: chosen === undefined ? ['household-unresolved'] : ['chosen-person'],
      candidates: last.caller.candidates.map((person) => ({ ...person, chosen: person.id === personId })),
    };
    const next: CallFrame = {
      ...last,
      type: 'call.updated',
      version: last.version + 1,
      caller,
      call: { ...last.call, class: caller.class },
    };
    push(token, next);
    response.json({ id: callId, ...next.call, version: next.version, caller });
  });
  app.get('/api/v1/people', (request, response) => {
    const name = (request.query['name'] as string).toLowerCase();
    const people = [
      {
        id: '81',
        kind: 'patient',
        name: 'Семенов Петр Ильич',
        birthDate: '1979-04-12',
        lastVisit: minutesFromNow(-60 * 24 * 60),
      },
      { id: '82', kind: 'patient', name: 'Семенова Ольга Петровна', birthDate: '2014-09-01', lastVisit: null },
    ];
    response.json({ items: people.filter((person) => person.name.toLowerCase().startsWith(name)) });
  });
  app.get('/api/v1/branches/:id/data-level', (request, response) => {
    response.json({
      branch: request.params.id,
      level: 'T2',
      firstTime: 'directory-only',
      timetable: true,
      visits: false,
      stale: [],
    });
  });
  app.get('/api/v1/calls/:id/corrections', (_request, response) => void response.json({ items: [] }));
  app.post('/api/v1/calls/:id/corrections', (request, response) => {
    const token = response.locals['token'] as string;
    const callId = request.params.id;
    const said = request.body as { what: string; personId?: string; name?: string };
    const frame = pops
      .get(token)
      ?.findLast((pop): pop is CallFrame => pop.callId === callId && pop.type !== 'call.closed');
    corrected.push({ key: request.get('idempotency-key'), callId, ...said });
    if (frame === undefined) return problem(response, 404, 'No such call');
    const id = String(corrected.length);
    before.set(id, { token, frame, what: said.what });
    response.status(201).json(shownAs(id, said.what, false, correctedCaller(frame.caller, said)));
  });
  app.post('/api/v1/corrections/:id/undo', (request, response) => {
    const known = before.get(request.params.id);
    if (known === undefined) return problem(response, 404, 'No such correction');
    corrected.push({ key: request.get('idempotency-key'), callId: known.frame.callId, undo: request.params.id });
    response.json(shownAs(request.params.id, known.what, true, known.frame.caller));
  });
  function shownAs(id: string, what: string, undone: boolean, caller: Caller): object {
    const { token, frame } = before.get(id)!;
    const last = pops.get(token)?.findLast((pop) => pop.callId === frame.callId);
    const version = (last?.version ?? 0) + 1;
    const next: CallFrame = {
      ...frame,
      type: 'call.updated',
      version,
      caller,
      call: { ...frame.call, class: caller.class },
    };
    push(token, next);
    return {
      correction: { id, at: new Date().toISOString(), who: 'test', what, undone },
      call: { id: frame.callId, ...next.call, version, caller },
    };
  }
  app.post('/api/v1/calls', (request, response) => {
    const { me, dialFailure } = response.locals['workplace'] as FakeWorkplace;
    dialled.push({ key: request.get('idempotency-key'), ...(request.body as { phone: string }) });
    if (dialFailure === 'lost') return void response.destroy();
    if (dialFailure !== undefined)
      return problem(response, 504, 'Failed', `https://trubka.dev/problems/${dialFailure}`);
    response
      .status(202)
      .json({ requestId: 'r', account: 'pbx', extension: me.dialling?.extension, providerCallId: null });
  });
  const reception = mountReception(app, {
    popsOf: (token) => pops.get(token) ?? [],
    push,
    tokens: Object.keys(workplaces),
    workplace: (token) => workplaces[token]!,
  });
  app.use(serveWebApp(folder));

  const server = createServer(app);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('trubka.v1') ? 'trubka.v1' : false),
  });
  server.on('upgrade', (request, socket, head) => {
    if (refusing) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
      const token = offered.find((word) => word.startsWith('token.'))?.slice('token.'.length) ?? '';
      const workplace = workplaces[token];
      if (workplace === undefined) return accepted.close(4401, 'no such token');
      greet(accepted, token, workplace);
    });
  });

  function greet(socket: WebSocket, token: string, workplace: FakeWorkplace): void {
    const known = pops.get(token) ?? [];
    const branches = workplace.me.branches.map((branch) => branch.id);
    send(socket, {
      type: 'hello',
      protocol: 'trubka.v1',
      seat: workplace.me.seat,
      branches,
      cursor: String(known.length),
      heartbeatSeconds,
    });
    const pinging = setInterval(() => send(socket, { type: 'ping' }), heartbeatSeconds * 1000);
    socket.on('close', () => {
      clearInterval(pinging);
      subscribed.get(token)?.delete(socket);
    });
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Record<string, unknown>;
      received.push(frame);
      if (frame['type'] !== 'subscribe') return;
      const since = frame['since'] === undefined ? null : Number(frame['since']);
      const tooOld = since !== null && since < (forgotten.get(token) ?? 0);
      if (tooOld) send(socket, { type: 'error', code: 'cursor-too-old', message: 'the state follows' });
      for (const pop of since === null || tooOld ? liveState(token) : (pops.get(token) ?? []).slice(since))
        send(socket, pop);
      const own = subscribed.get(token) ?? new Set();
      own.add(socket);
      subscribed.set(token, own);
    });
  }

  function liveState(token: string): Pop[] {
    const last = new Map<string, Pop>();
    for (const pop of pops.get(token) ?? []) last.set(pop.callId, pop);
    return [...last.values()].filter((pop) => pop.type !== 'call.closed' && pop.type !== 'call.ended');
  }

  function push(token: string, pop: Pop): void {
    const own = pops.get(token) ?? [];
    const stored = { ...pop, cursor: String(own.length + 1) };
    own.push(stored);
    pops.set(token, own);
    for (const socket of subscribed.get(token) ?? []) send(socket, stored);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    workplace(token) {
      const found = workplaces[token];
      if (found === undefined) throw new Error(`no workplace with token ${token}`);
      return found;
    },
    push,
    cutOff() {
      refusing = true;
      for (const socket of sockets.clients) socket.terminate();
    },
    accept() {
      refusing = false;
    },
    forget(token) {
      forgotten.set(token, (pops.get(token) ?? []).length);
    },
    reception,
    received,
    choices,
    corrected,
    dialled,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a caller is after a word of reception, as the real server sees it. */
function correctedCaller(caller: Caller, said: { what: string; personId?: string; name?: string | null }): Caller {
  const nobody: Caller = {
    ...caller,
    kind: 'unknown',
    class: 'first-time',
    reasons: ['no-such-number'],
    candidates: [],
  };
  const one = (
    told: Parameters<typeof candidate>[0],
    kind: 'patient' | 'contractor' | 'staff',
    reason: string,
  ): Caller => ({
    ...caller,
    kind,
    class: told?.class ?? null,
    reasons: [reason],
    candidates: [candidate(told)],
  });
  switch (said.what) {
    case 'spam':
      return { ...nobody, class: 'spam', reasons: ['spam-listed'] };
    case 'contractor':
    case 'staff': {
      const name = said.name ?? caller.phone ?? '';
      return one(
        { id: '90', name, address: name, surname: '', kind: said.what, class: said.what },
        said.what,
        `${said.what}-number`,
      );
    }
    case 'add-number':
      return one(
        {
          id: said.personId ?? '',
          name: 'Семенов Петр Ильич',
          address: 'Петр Ильич',
          surname: 'Семенов',
          class: 'returning',
          chosen: true,
        },
        'patient',
        'completed-visit',
      );
    default:
      return nobody;
  }
}

function send(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame));
}

function problem(response: express.Response, status: number, title: string, type = 'about:blank'): void {
  response.status(status).type('application/problem+json').send(JSON.stringify({ type, title, status }));
}
