import { type HelloFrame, type ServerFrame, readFrame } from './frames.ts';
import { ackOf } from './live-calls.ts';

/** `refused`: the token is no good (4401, 4403); the socket stops trying. */
export type ConnectionState = 'connecting' | 'online' | 'reconnecting' | 'refused';

/** The part of the browser's WebSocket that is used here. */
export interface SocketLike {
  send(data: string): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: unknown) => void) | null;
}

export interface CallSocketOptions {
  connect(): SocketLike;
  /** The last cursor that was seen, null before the first frame. */
  resumeFrom(): string | null;
  onFrame(frame: ServerFrame): void;
  onState(state: ConnectionState): void;
  /** A connection ended before its hello: the token may be refused on the HTTP level, which a browser does not tell. */
  onFailedAttempt(): void;
  now?: () => number;
  random?: () => number;
}

export interface CallSocket {
  /** Tries at once instead of waiting: the network is back, the page is looked at again, a person asked. */
  retryNow(): void;
  close(): void;
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;
const helloWithinMs = 10_000;
const watchEveryMs = 1_000;
/** A timer that fires this late means that the machine slept, if nothing was heard meanwhile either. */
const sleepGapMs = 10_000;

/** Keeps one socket to `/ws/v1` alive: subscribes, acknowledges, answers pings, reconnects and resumes after the cursor. */
export function openCallSocket(options: CallSocketOptions): CallSocket {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  let socket: SocketLike | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let attempt = 0;
  let hello: HelloFrame | null = null;
  /** The seat of the last subscription: another seat has another counter, so nothing can be resumed there. */
  let subscribedSeat: string | null | undefined;
  let heardAt = now();
  let watchedAt = now();
  let stopped = false;

  function start(): void {
    retry = null;
    hello = null;
    heardAt = now();
    const own = options.connect();
    socket = own;
    own.onmessage = (event) => {
      if (socket === own && typeof event.data === 'string') hear(own, event.data);
    };
    own.onclose = (event) => {
      if (socket === own) lost(event.code);
    };
    // The browser tells nothing in `error`; `close` follows it.
    own.onerror = () => {};
  }

  function hear(own: SocketLike, text: string): void {
    heardAt = now();
    const frame = readFrame(text);
    if (frame === null) return;
    if (frame.type === 'ping') return own.send(JSON.stringify({ type: 'pong' }));
    if (frame.type === 'hello') {
      hello = frame;
      attempt = 0;
      const since = subscribedSeat === frame.seat ? options.resumeFrom() : null;
      own.send(JSON.stringify(since === null ? { type: 'subscribe' } : { type: 'subscribe', since }));
      subscribedSeat = frame.seat;
      options.onFrame(frame);
      options.onState('online');
      return;
    }
    options.onFrame(frame);
    const ack = ackOf(frame);
    if (ack !== null) own.send(JSON.stringify(ack));
  }

  function lost(code: number): void {
    socket = null;
    if (stopped) return;
    if (code === 4401 || code === 4403) {
      stop();
      options.onState('refused');
      return;
    }
    options.onState('reconnecting');
    if (hello === null) options.onFailedAttempt();
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
    attempt += 1;
    // Half fixed, half random: a restarted server is not met by every seat in the same instant.
    retry = setTimeout(start, ceiling / 2 + random() * (ceiling / 2));
  }

  /** Lets go of a socket that may never report its own end. */
  function abandon(): void {
    const own = socket;
    if (own === null) return;
    lost(1006);
    own.close();
  }

  function watch(): void {
    const silence = now() - heardAt;
    const gap = now() - watchedAt;
    watchedAt = now();
    if (socket === null) return;
    const patience = hello === null ? helloWithinMs : hello.heartbeatSeconds * 2_000;
    // A hidden tab's timers are throttled too, but its messages arrive; only sleep has both a gap and silence.
    if (silence > patience || (gap > sleepGapMs && silence >= gap)) abandon();
  }

  function stop(): void {
    stopped = true;
    if (retry !== null) clearTimeout(retry);
    clearInterval(watching);
    const own = socket;
    socket = null;
    own?.close();
  }

  const watching = setInterval(watch, watchEveryMs);
  options.onState('connecting');
  start();

  return {
    retryNow() {
      if (stopped) return;
      watch();
      if (retry === null) return;
      clearTimeout(retry);
      start();
    },
    close: stop,
  };
}
