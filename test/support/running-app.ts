import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { compose, type App, type ComposeOptions } from '../../src/compose.ts';
import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testConfiguration } from './configuration.ts';
import { testDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';

export interface Frame {
  type: string;
  cursor?: string;
  callId?: string;
  version?: number;
  reason?: string;
  code?: string;
  seat?: string | null;
  branches?: string[];
  call?: {
    state: string;
    from: string | null;
    to: string | null;
    direction: string;
    branch: string | null;
    class: string | null;
  };
  caller?: {
    kind: string;
    class: string | null;
    reasons: string[];
    candidates: { id: string; name: string; why: string; chosen: boolean }[];
  };
}

export interface Screen {
  frames: Frame[];
  /** Frames of calls only. */
  calls(): Frame[];
  send(frame: object): void;
  /** Waits for a frame that fits and answers it. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>;
  closed: Promise<number>;
  close(): void;
}

export interface RunningApp {
  app: App;
  db: TestDatabase;
  url: string;
  /** Sends a UIS notification as the cabinet would, with our flat template. */
  uis(event: string, fields: Record<string, unknown>): Promise<Response>;
  screen(token: string, options?: { subscribe?: boolean; since?: string }): Promise<Screen>;
  api(path: string, token: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export const tokens = {
  'demo-reception-1': { seat: 'reception-1', branches: ['center'] },
  'demo-reception-2': { seat: 'reception-2', branches: ['center'] },
  'demo-reception-3': { seat: 'reception-3', branches: ['north'] },
  'demo-manager': { seat: null, branches: ['center', 'north'] },
  'north-manager': { seat: null, branches: ['north'] },
} as const;

/** The whole product on a real port and a real database; parts can be replaced. */
export async function runApp(overrides: Partial<ComposeOptions> & { db?: TestDatabase } = {}): Promise<RunningApp> {
  const { db: given, ...options } = overrides;
  const db = given ?? (await testDatabase());
  await addToken(db.database.sql, systemClock, {
    ...{ label: 'demo-it', role: 'it', seat: null, branches: ['center', 'north'], token: 'demo-it' },
  });
  for (const [token, { seat, branches }] of Object.entries(tokens))
    await addToken(db.database.sql, systemClock, {
      label: token,
      role: seat === null ? 'manager' : 'reception',
      seat,
      branches,
      token,
    });
  const app = await compose({
    configuration: testConfiguration(),
    database: db.database,
    redisUrl: undefined,
    roles: new Set(['web', 'worker']),
    clock: systemClock,
    log: silentLog,
    port: 0,
    host: '127.0.0.1',
    dataFolder: join(tmpdir(), 'trubka-test-nothing'),
    webFolder: 'dist/web',
    settleEveryMs: 50,
    ...options,
  });
  const url = `http://127.0.0.1:${app.port}`;
  const screens: Screen[] = [];
  return {
    app,
    db,
    url,
    uis: (event, fields) =>
      fetch(`${url}/webhooks/uis/demo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event, secret: 'demo', ...fields }),
      }),
    async screen(token, { subscribe = true, since } = {}) {
      const screen = await openScreen(`${url.replace('http', 'ws')}/ws/v1`, token);
      screens.push(screen);
      await screen.next(({ type }) => type === 'hello');
      if (subscribe) screen.send({ type: 'subscribe', ...(since !== undefined && { since }) });
      return screen;
    },
    api: (path, token, init = {}) =>
      fetch(`${url}/api/v1${path}`, {
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(init.headers as Record<string, string>),
        },
      }),
    async stop() {
      for (const screen of screens) screen.close();
      await app.stop();
      if (given === undefined) await db.drop();
    },
  };
}

/** A client of `/ws/v1` that authenticates as a browser does. */
export async function openScreen(address: string, token: string): Promise<Screen> {
  const socket = new WebSocket(address, ['trubka.v1', `token.${token}`]);
  const frames: Frame[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as Frame;
    if (frame.type === 'ping') socket.send('{"type":"pong"}');
    frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  let read = 0;
  return {
    frames,
    calls: () => frames.filter(({ type }) => type.startsWith('call.')),
    send: (frame) => socket.send(JSON.stringify(frame)),
    async next(fits) {
      const found = await eventually(() => {
        const index = frames.findIndex((frame, at) => at >= read && fits(frame));
        if (index === -1)
          throw new Error(
            `no such frame among ${frames.map(({ type, reason }) => `${type} ${reason ?? ''}`).join(', ')}`,
          );
        return index;
      });
      read = found + 1;
      return frames[found]!;
    },
    closed,
    close: () => socket.close(),
  };
}

let session = Date.now();

/** A UIS call in our flat template; times are Moscow local, relative to now. */
export function uisCall(told: { from?: string | null; line?: string; startedAt?: Date } = {}) {
  session += 1;
  const id = session;
  const begun = told.startedAt ?? new Date();
  const common = (after: number): Record<string, unknown> => ({
    call_session_id: id,
    contact_phone_number: told.from === undefined ? '79000000104' : told.from,
    virtual_phone_number: told.line ?? '74950000101',
    notification_time: moscow(new Date(begun.getTime() + after * 1000)),
  });
  return {
    id,
    incoming: (after = 0) => ['incoming', { ...common(after) }] as const,
    ringing: (extension: string, after = 1, leg = `${id}${extension}`) =>
      [
        'ringing',
        { ...common(after), leg_id: Number(leg), extension_phone_number: extension, direction: 'in' },
      ] as const,
    answered: (extension: string, after = 4) =>
      ['answered', { ...common(after), extension_phone_number: extension, direction: 'in' }] as const,
    talkEnded: (extension: string, after = 30, talk = 26) =>
      [
        'talk-ended',
        { ...common(after), extension_phone_number: extension, direction: 'in', talk_time_duration: talk },
      ] as const,
    ended: (after = 30, wait = 4, talk = 26) =>
      [
        'ended',
        {
          ...common(after),
          direction: 'in',
          wait_time_duration: wait,
          talk_time_duration: talk,
          total_time_duration: wait + talk,
        },
      ] as const,
    missed: (after = 20, wait = 20) => ['missed', { ...common(after), wait_time_duration: wait }] as const,
    recorded: (link: string, after = 35) =>
      ['recorded', { ...common(after), file_link: link, file_duration: 26 }] as const,
    outgoing: (extension: string, after = 0) =>
      [
        'outgoing',
        { ...common(after), extension_phone_number: extension, employee_id: extension === '101' ? 1 : 2 },
      ] as const,
  };
}

/** `YYYY-MM-DD hh:mm:ss` in Moscow, as UIS writes it. */
export function moscow(at: Date): string {
  return new Date(at.getTime() + 3 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');
}
