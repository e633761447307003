import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { latenciesOf, type Latencies } from './latencies.ts';
import { createRawHttp, type RawHttp } from './raw-http.ts';
import { createUisCalls, FIRST_EXTENSION } from './uis-calls.ts';

/** Something that takes notifications by HTTP and shows them on WebSockets. */
export interface RingTarget {
  name: string;
  port: number;
  /** Where notifications are posted. */
  path: string;
  socketPath: string;
  /** The product's tokens, one socket each; the peers want none. */
  tokens: string[] | null;
  sockets: number;
}

export interface RingLoad {
  targets: RingTarget[];
  /** Each call to the one socket whose seat rings, or to all sockets. */
  to: 'one' | 'all';
  rate: number;
  seconds: number;
  people: number;
}

export interface RingFigures {
  target: string;
  /** From the scheduled send to the frame at the client, the last one of those it is for. */
  last: Latencies;
  /** The same for each client. */
  each: Latencies;
  /** Frames that never came, within 5 s after the last send. */
  lost: number;
  /** Frames that came to a client they are not for. */
  astray: number;
  /** Requests that were not answered 200. */
  failed: number;
  /** Length of the last frame, bytes. */
  frameBytes: number;
}

interface Connected {
  target: RingTarget;
  http: RawHttp;
  sockets: WebSocket[];
  received(index: number, text: string): void;
}

const connected = new Map<string, Connected>();

/** Opens all sockets of a target; they stay until the end of the case. */
export async function connectScreens(targets: RingTarget[]): Promise<void> {
  disconnectScreens();
  for (const target of targets) {
    const one: Connected = { target, http: createRawHttp(target.port), sockets: [], received: () => undefined };
    connected.set(target.name, one);
    for (let index = 0; index < target.sockets; index += 1) one.sockets.push(await openSocket(one, index));
  }
  await sleep(1000);
}

export function disconnectScreens(): void {
  for (const { sockets, http } of connected.values()) {
    for (const socket of sockets) socket.terminate();
    http.close();
  }
  connected.clear();
}

function openSocket(one: Connected, index: number): Promise<WebSocket> {
  const { port, socketPath, tokens } = one.target;
  const address = `ws://127.0.0.1:${port}${socketPath}`;
  const socket =
    tokens === null ? new WebSocket(address) : new WebSocket(address, ['trubka.v1', `token.${tokens[index]}`]);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`a socket of ${one.target.name} was closed: ${code}`)));
    socket.on('open', () => {
      if (tokens !== null) return;
      socket.send(JSON.stringify({ extension: String(FIRST_EXTENSION + index) }));
      resolve(socket);
    });
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      if (text.startsWith('{"type":"hello"')) {
        socket.send('{"type":"subscribe"}');
        resolve(socket);
      } else if (text.startsWith('{"type":"ping"')) socket.send('{"type":"pong"}');
      else one.received(index, text);
    });
  });
}

/** All targets in the same seconds, each at the full rate, their sends as far from each other as they can be. */
export async function ring({ targets, to, rate, seconds, people }: RingLoad): Promise<RingFigures[]> {
  const every = 1000 / rate;
  const runs = targets.map(({ name }, order) => startRun(name, order));
  const began = performance.now() + 100;
  for (let turn = 0; turn < rate * seconds; turn += 1) {
    for (const [order, run] of runs.entries()) {
      const scheduled = began + turn * every + (order * every) / runs.length;
      await until(scheduled);
      run.send(scheduled, turn);
    }
  }
  await sleep(1000);
  for (let waited = 0; waited < 4000 && runs.some((run) => run.missing() > 0); waited += 50) await sleep(50);
  return runs.map((run) => run.end());

  function startRun(name: string, order: number) {
    const one = connected.get(name);
    if (one === undefined) throw new Error(`${name} is not connected`);
    const calls = createUisCalls({ people, seats: one.sockets.length, seed: order + 1 });
    const waiting = new Map<string, { scheduled: number; seat: number; left: number }>();
    const last: number[] = [];
    const each: number[] = [];
    let failed = 0;
    let astray = 0;
    let frameBytes = 0;
    one.received = (index, text) => {
      const now = performance.now();
      frameBytes = text.length;
      const from = /"from":"\+(\d+)"/.exec(text)?.[1] ?? '';
      const expected = waiting.get(from);
      if (expected === undefined || (to === 'one' && expected.seat !== index)) {
        astray += 1;
        return;
      }
      each.push(now - expected.scheduled);
      expected.left -= 1;
      if (expected.left > 0) return;
      last.push(now - expected.scheduled);
      waiting.delete(from);
    };
    return {
      send(scheduled: number, turn: number) {
        const seat = turn % one.sockets.length;
        const call = calls.ringing(seat);
        waiting.set(call.from, { scheduled, seat, left: to === 'one' ? 1 : one.sockets.length });
        one.http.post(one.target.path, call.body, (status) => {
          if (status !== 200) failed += 1;
        });
      },
      missing: () => waiting.size,
      end(): RingFigures {
        let lost = 0;
        for (const { left } of waiting.values()) lost += left;
        one.received = () => undefined;
        return { target: name, last: latenciesOf(last), each: latenciesOf(each), lost, astray, failed, frameBytes };
      },
    };
  }
}

/** Timers are up to a millisecond late; the last stretch is waited awake. */
async function until(instant: number): Promise<void> {
  const pause = instant - performance.now() - 1.5;
  if (pause > 0) await sleep(pause);
  while (performance.now() < instant) await new Promise((resolve) => setImmediate(resolve));
}
