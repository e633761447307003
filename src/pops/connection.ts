import { decodeCursor, encodeCursor } from './cursor.ts';
import type { FeedListener, FeedTails } from './feed-tails.ts';
import { READ_LIMIT, type LiveCall, type LoadedPop } from './pop-store.ts';
import { clientFrameSchema, closeCodes, PROTOCOL } from './protocol.ts';

/** What a token lets its bearer see. */
export interface Viewer {
  seat: string | null;
  branches: readonly string[];
  feeds: readonly string[];
  /** Who holds these rights and how far they went when the socket was opened; left out: never looked at again. */
  rights?: { holder: string; scope: string };
  /** What becomes of each frame on its way, where numbers may not be read. */
  mask?(frame: string): string;
}

/** The socket under a connection; a fake in tests. */
export interface Wire {
  send(text: string): void;
  close(code: number, reason: string): void;
  unsentBytes(): number;
}

export interface ConnectionPorts {
  tails: FeedTails;
  readPops(positions: ReadonlyMap<string, number>): Promise<LoadedPop[]>;
  readOldest(feeds: readonly string[]): Promise<Map<string, number>>;
  readLiveCalls(feeds: readonly string[]): Promise<LiveCall[]>;
  heartbeatSeconds: number;
  maximumUnsentBytes: number;
  now(): Date;
  onShown?(pop: LoadedPop): void;
  onError(error: unknown): void;
}

/** One client: hello, subscription, replay, heartbeat. */
export interface Connection {
  open(): Promise<void>;
  received(text: string): Promise<void>;
  /** Once per heartbeat. */
  beat(): void;
  closed(): void;
}

export function createConnection(viewer: Viewer, wire: Wire, ports: ConnectionPorts): Connection {
  /** Where the client stands: what it was sent, feed by feed. */
  let positions = new Map<string, number>();
  /** Where the tails stand: what there is to send. */
  const tailPositions = new Map<string, number>();
  let mode: 'joining' | 'waiting' | 'catching-up' | 'live' | 'closed' = 'joining';
  let unanswered = 0;

  const listener: FeedListener = {
    feeds: viewer.feeds,
    show(pop) {
      tailPositions.set(pop.feed, pop.cursor);
      if (mode === 'live') show(pop);
    },
  };

  function send(text: string): void {
    if (mode === 'closed') return;
    if (wire.unsentBytes() > ports.maximumUnsentBytes) {
      end(closeCodes.tooSlow, 'reads too slowly');
      return;
    }
    wire.send(viewer.mask === undefined ? text : viewer.mask(text));
  }

  function sendFrame(frame: object): void {
    send(JSON.stringify(frame));
  }

  function end(code: number, reason: string): void {
    mode = 'closed';
    ports.tails.leave(listener);
    wire.close(code, reason);
  }

  function show(pop: LoadedPop): void {
    if (pop.cursor <= (positions.get(pop.feed) ?? 0)) return;
    positions.set(pop.feed, pop.cursor);
    send(`{"cursor":"${encodeCursor(positions)}",${bodyOf(pop)}`);
    ports.onShown?.(pop);
  }

  function sendState(calls: readonly LiveCall[]): void {
    const cursor = encodeCursor(positions);
    for (const { callId, version, shown, at, call, caller } of calls)
      sendFrame({ type: `call.${shown}`, cursor, callId: String(callId), version, at: at.toISOString(), call, caller });
  }

  /** Sends what stands between the client and the tails, then goes live in the same turn as the last look. */
  async function catchUp(): Promise<void> {
    while (mode === 'catching-up') {
      const behind = new Map([...positions].filter(([feed, position]) => position < (tailPositions.get(feed) ?? 0)));
      if (behind.size === 0) {
        mode = 'live';
        return;
      }
      const pops = await ports.readPops(behind);
      if (pops.length === 0) {
        // The rows were pruned meanwhile; the state that the client got stands for them.
        for (const [feed] of behind) positions.set(feed, tailPositions.get(feed) ?? 0);
        continue;
      }
      for (const pop of lastOfEachCall(pops)) if (mode === 'catching-up') show(pop);
      for (const pop of pops) positions.set(pop.feed, Math.max(positions.get(pop.feed) ?? 0, pop.cursor));
    }
  }

  async function replayable(since: Map<string, number>): Promise<boolean> {
    const behind = [...since].filter(([feed, position]) => position < (tailPositions.get(feed) ?? 0));
    if ([...since].some(([feed, position]) => position > (tailPositions.get(feed) ?? 0))) return false;
    if (behind.some(([feed, position]) => (tailPositions.get(feed) ?? 0) - position > READ_LIMIT)) return false;
    if (behind.length === 0) return true;
    const oldest = await ports.readOldest(behind.map(([feed]) => feed));
    return behind.every(([feed, position]) => (oldest.get(feed) ?? Infinity) <= position + 1);
  }

  async function subscribe(since: string | null): Promise<void> {
    if (mode === 'closed') return;
    mode = 'catching-up';
    // Everything that was committed before this moment must be in the answer, whoever committed it.
    await ports.tails.catchUp();
    const asked = since === null ? null : decodeCursor(since, viewer.feeds);
    if (asked !== null && (await replayable(asked))) {
      positions = new Map(asked);
      await catchUp();
      return;
    }
    if (since !== null)
      sendFrame({
        type: 'error',
        code: 'cursor-too-old',
        message: 'What was missed is no longer kept; here is the present state.',
      });
    positions = new Map(tailPositions);
    sendState(await ports.readLiveCalls(viewer.feeds));
    await catchUp();
  }

  return {
    async open() {
      const joined = await ports.tails.join(listener);
      if (mode === 'closed') {
        ports.tails.leave(listener);
        return;
      }
      for (const [feed, position] of joined) tailPositions.set(feed, Math.max(position, tailPositions.get(feed) ?? 0));
      positions = new Map(tailPositions);
      mode = 'waiting';
      sendFrame({
        type: 'hello',
        protocol: PROTOCOL,
        seat: viewer.seat,
        branches: viewer.branches,
        cursor: encodeCursor(positions),
        heartbeatSeconds: ports.heartbeatSeconds,
      });
    },
    async received(text) {
      unanswered = 0;
      const frame = read(text);
      if (frame === null) {
        sendFrame({
          type: 'error',
          code: 'bad-frame',
          message: 'Expected JSON: {"type":"subscribe"}, {"type":"ack","cursor":…} or {"type":"pong"}.',
        });
        return;
      }
      // `ack` marks as seen and never suppresses a replay; nothing is kept for it yet.
      if (frame.type === 'subscribe') await subscribe(frame.since ?? null);
    },
    beat() {
      if (unanswered >= 2) {
        end(closeCodes.noPong, 'no pong');
        return;
      }
      unanswered += 1;
      sendFrame({ type: 'ping' });
    },
    closed() {
      mode = 'closed';
      ports.tails.leave(listener);
    },
  };
}

function read(text: string): ReturnType<typeof clientFrameSchema.parse> | null {
  try {
    const result = clientFrameSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** A replayed frame carries the present state, so of many rows of one call only the last says something. */
function lastOfEachCall(pops: readonly LoadedPop[]): LoadedPop[] {
  const last = new Map(pops.map((pop) => [`${pop.feed} ${pop.callId}`, pop]));
  return pops.filter((pop) => last.get(`${pop.feed} ${pop.callId}`) === pop);
}

/** Where the call is that another workplace answered or took. */
function takenBy({ reason, call }: LoadedPop): { seat?: string } {
  const seat = call.answeredBy?.seat;
  return reason === 'answered-elsewhere' && seat != null ? { seat } : {};
}

const bodies = new WeakMap<LoadedPop, string>();

/** All of a frame but its cursor; one text for all sockets of a feed. */
function bodyOf(pop: LoadedPop): string {
  let body = bodies.get(pop);
  if (body === undefined) {
    const { type, callId, version, at, reason, call, caller } = pop;
    const shared = { type, callId: String(callId), version, at: at.toISOString() };
    body = JSON.stringify(
      type === 'call.closed' ? { ...shared, reason, ...takenBy(pop) } : { ...shared, call, caller },
    ).slice(1);
    bodies.set(pop, body);
  }
  return body;
}
