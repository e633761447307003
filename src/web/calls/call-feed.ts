import type { Caller } from '../../contracts/caller.ts';
import { serverNow } from '../words/server-clock.ts';
import { type CallSocket, type ConnectionState, openCallSocket, type SocketLike } from './call-socket.ts';
import type { CallFrame, ServerFrame } from './frames.ts';
import { type LiveCalls, type LiveCallsAction, noLiveCalls, reduceLiveCalls } from './live-calls.ts';

/** What components read and do: the state of the live calls and of the connection, outside React's render cycle. */
export interface CallFeed {
  /** Connects; the answer disconnects. */
  start(listener: CallFeedListener): () => void;
  subscribe(listener: () => void): () => void;
  calls(): LiveCalls;
  connection(): ConnectionState;
  show(callId: string): void;
  hide(callId: string): void;
  /** Somebody writes on the card of the call for so long at most; null: not any more. */
  hold(callId: string, forMs: number | null): void;
  /** Takes over the caller that the server answered to a choice. */
  chosen(callId: string, version: number, caller: Caller): void;
  retryNow(): void;
}

export interface CallFeedListener {
  onRefused(): void;
  onFailedAttempt(): void;
  /** A call that this screen did not show before rings now. */
  onRing(frame: CallFrame): void;
  /** Some call changed, so lists of calls are out of date. */
  onChange(): void;
}

const tickMs = 500;

/** With the key of a workplace; null: with the session of this browser, which travels by itself. */
export function createCallFeed(token: string | null): CallFeed {
  const listeners = new Set<() => void>();
  let calls = noLiveCalls;
  let connection: ConnectionState = 'connecting';
  let socket: CallSocket | null = null;
  const protocols = ['trubka.v1', ...(token === null ? [] : [`token.${token}`])];

  function tell(): void {
    for (const listener of listeners) listener();
  }
  function dispatch(action: LiveCallsAction): void {
    const next = reduceLiveCalls(calls, action);
    if (next === calls) return;
    calls = next;
    tell();
  }
  function hear(frame: ServerFrame, { onRing, onChange }: CallFeedListener): void {
    const before = calls;
    dispatch({ type: 'frame', frame, now: serverNow() });
    if (!('callId' in frame)) return;
    const isHere = (state: LiveCalls): boolean =>
      state.calls.some((known) => known.callId === frame.callId && known.phase === 'ringing');
    if (frame.type !== 'call.closed' && isHere(calls) && !isHere(before)) onRing(frame);
    onChange();
  }

  return {
    start(listener) {
      const opened = openCallSocket({
        // The browser's event types say more than is read here, which TypeScript counts as a mismatch.
        connect: () => new WebSocket(socketAddress(), protocols) as unknown as SocketLike,
        resumeFrom: () => calls.cursor,
        onFailedAttempt: listener.onFailedAttempt,
        onFrame: (frame) => hear(frame, listener),
        onState(state) {
          const resumed = state === 'online' && connection === 'reconnecting';
          connection = state;
          tell();
          if (state === 'refused') listener.onRefused();
          if (resumed) listener.onChange();
        },
      });
      socket = opened;
      const ticking = setInterval(() => {
        const timed = calls.calls.some((known) => known.overSince !== null || known.unconfirmedSince !== null);
        if (timed || calls.taken !== null) {
          dispatch({ type: 'tick', now: serverNow() });
        }
      }, tickMs);
      const onVisible = (): void => {
        if (document.visibilityState === 'visible') opened.retryNow();
      };
      window.addEventListener('online', opened.retryNow);
      document.addEventListener('visibilitychange', onVisible);
      return () => {
        clearInterval(ticking);
        window.removeEventListener('online', opened.retryNow);
        document.removeEventListener('visibilitychange', onVisible);
        opened.close();
        socket = null;
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    calls: () => calls,
    connection: () => connection,
    show: (callId) => dispatch({ type: 'shown', callId }),
    hide: (callId) => dispatch({ type: 'hidden', callId }),
    hold: (callId, forMs) => dispatch({ type: 'held', callId, until: forMs === null ? null : serverNow() + forMs }),
    chosen: (callId, version, caller) => dispatch({ type: 'chosen', callId, version, caller }),
    retryNow: () => socket?.retryNow(),
  };
}

/** Beside the page, so that a path in front of it (a proxy's) stays. */
function socketAddress(): string {
  const address = new URL('ws/v1', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  return address.href;
}
