import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type CallSocket,
  type ConnectionState,
  type SocketLike,
  openCallSocket,
} from '../../src/web/calls/call-socket.ts';
import type { ServerFrame } from '../../src/web/calls/frames.ts';
import { callFrameOf } from '../support/screen-calls.ts';

/** A socket whose other end is the test. */
class Line implements SocketLike {
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  sent: unknown[] = [];
  closed = false;
  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }
  close(): void {
    this.closed = true;
  }
  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const hello = {
  type: 'hello',
  protocol: 'trubka.v1',
  seat: 'reception-1',
  branches: ['center'],
  cursor: '4',
  heartbeatSeconds: 10,
};

let lines: Line[];
let states: ConnectionState[];
let frames: ServerFrame[];
let failedAttempts: number;
let cursor: string | null;
let socket: CallSocket;
const line = (): Line => lines.at(-1) as Line;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  lines = [];
  states = [];
  frames = [];
  failedAttempts = 0;
  cursor = null;
  socket = openCallSocket({
    connect() {
      lines.push(new Line());
      return line();
    },
    resumeFrom: () => cursor,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    onFailedAttempt: () => (failedAttempts += 1),
    random: () => 0.5,
  });
});
afterEach(() => {
  socket.close();
  jest.useRealTimers();
});

describe('a socket of the screen', () => {
  it('subscribes to the state after the first hello', () => {
    line().tell(hello);
    expect(line().sent).toEqual([{ type: 'subscribe' }]);
    expect(states).toEqual(['connecting', 'online']);
  });

  it('acknowledges call frames, answers pings, and ignores what it does not know', () => {
    line().tell(hello);
    line().tell(callFrameOf('call.ringing', 'a', { cursor: '5' }));
    line().tell({ type: 'ping' });
    line().tell({ type: 'weather', cursor: '6' });
    line().onmessage?.({ data: 'no json' });
    expect(line().sent.slice(1)).toEqual([{ type: 'ack', cursor: '5' }, { type: 'pong' }]);
    expect(frames.map((frame) => frame.type)).toEqual(['hello', 'call.ringing']);
  });

  it('resumes after its last cursor', () => {
    line().tell(hello);
    cursor = '5';
    line().onclose?.({ code: 1006 });
    expect(states.at(-1)).toBe('reconnecting');
    jest.advanceTimersByTime(500);
    expect(lines).toHaveLength(2);
    line().tell(hello);
    expect(line().sent).toEqual([{ type: 'subscribe', since: '5' }]);
    expect(states.at(-1)).toBe('online');
  });

  it('asks for the whole state when the seat is another one', () => {
    line().tell(hello);
    cursor = '5';
    line().onclose?.({ code: 1006 });
    jest.advanceTimersByTime(500);
    line().tell({ ...hello, seat: 'reception-2' });
    expect(line().sent).toEqual([{ type: 'subscribe' }]);
  });

  it('waits longer after each failure, up to fifteen seconds, and begins anew after a success', () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const before = lines.length;
      const from = Date.now();
      line().onclose?.({ code: 1006 });
      while (lines.length === before) jest.advanceTimersByTime(25);
      waits.push(Date.now() - from);
    }
    expect(waits).toEqual([375, 750, 1500, 3000, 6000, 11250, 11250, 11250]);
    expect(failedAttempts).toBe(8);
    line().tell(hello);
    line().onclose?.({ code: 1006 });
    expect(failedAttempts).toBe(8);
    jest.advanceTimersByTime(400);
    expect(lines).toHaveLength(10);
  });

  it('reconnects at once when asked', () => {
    line().onclose?.({ code: 1006 });
    socket.retryNow();
    expect(lines).toHaveLength(2);
    jest.advanceTimersByTime(1_000);
    expect(lines).toHaveLength(2);
  });

  it('stops for good when the token is refused', () => {
    line().onclose?.({ code: 4401 });
    jest.advanceTimersByTime(60_000);
    expect(states.at(-1)).toBe('refused');
    expect(lines).toHaveLength(1);
  });

  it('leaves a connection that is silent for more than two heartbeats', () => {
    line().tell(hello);
    jest.advanceTimersByTime(20_000);
    expect(lines).toHaveLength(1);
    jest.advanceTimersByTime(2_000);
    expect(lines[0]?.closed).toBe(true);
    expect(lines).toHaveLength(2);
  });

  it('stays while pings arrive', () => {
    line().tell(hello);
    for (let beat = 0; beat < 12; beat += 1) {
      jest.advanceTimersByTime(10_000);
      line().tell({ type: 'ping' });
    }
    expect(lines).toHaveLength(1);
  });

  it('leaves a connection that never says hello', () => {
    jest.advanceTimersByTime(12_000);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('reconnects after the computer slept, even if the silence is short of two heartbeats', () => {
    line().tell(hello);
    jest.setSystemTime(Date.now() + 15_000);
    jest.advanceTimersByTime(1_500);
    expect(lines[0]?.closed).toBe(true);
    expect(lines).toHaveLength(2);
  });

  it('does not take a throttled tab for sleep', () => {
    line().tell(hello);
    jest.setSystemTime(Date.now() + 15_000);
    line().tell({ type: 'ping' });
    jest.advanceTimersByTime(1_500);
    expect(lines).toHaveLength(1);
  });

  it('hears nothing of a connection that it has left', () => {
    const first = line();
    first.tell(hello);
    first.onclose?.({ code: 1006 });
    first.tell(callFrameOf('call.ringing', 'a'));
    expect(frames.map((frame) => frame.type)).toEqual(['hello']);
  });
});
