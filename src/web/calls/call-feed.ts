import type { Caller } from '../../contracts/caller.ts';
import { type ConnectionState, type SocketLike, openCallSocket } from './call-socket.ts';
import type { CallFrame } from './frames.ts';
import { type LiveCalls, type LiveCallsAction, noLiveCalls, reduceLiveCalls } from './live-calls.ts';

/** What components read and do: the state of the live calls and of the connection, outside React's render cycle. */
export interface CallFeed {
  subscribe(listener: () => void): () => void;
  calls(): LiveCalls;
  connection(): ConnectionState;
  show(callId: string): void;
  hide(callId: string): void;
  /** Takes over the caller that the server answered to a choice. */
  chosen(callId: string, version: number, caller: Caller): void;
  retryNow(): void;
  close(): void;
}

export interface CallFeedOptions {
  token: string;
  onRefused(): void;
  onFailedAttempt(): void;
  /** A call that this screen did not show before rings now. */
  onRing(frame: CallFrame): void;
  /** Some call changed, so lists of calls are out of date. */
  onChange(): void;
}

export function openCallFeed({ token, onRefused, onFailedAttempt, onRing, onChange }: CallFeedOptions): CallFeed {
  const listeners = new Set<() => void>();
  let calls = noLiveCalls;
  let connection: ConnectionState = 'connecting';

  function tell(): void {
    for (const listener of listeners) listener();
  }
  function dispatch(action: LiveCallsAction): void {
    const next = reduceLiveCalls(calls, action);
    if (next === calls) return;
    calls = next;
    tell();
  }

  const socket = openCallSocket({
    // The browser's event types say more than is read here, which TypeScript counts as a mismatch.
    connect: () => new WebSocket(socketAddress(), ['trubka.v1', `token.${token}`]) as unknown as SocketLike,
    resumeFrom: () => calls.cursor,
    onFailedAttempt,
    onState(state) {
      const resumed = state === 'online' && connection === 'reconnecting';
      connection = state;
      tell();
      if (state === 'refused') onRefused();
      if (resumed) onChange();
    },
    onFrame(frame) {
      const knownBefore = 'callId' in frame && calls.calls.some((known) => known.callId === frame.callId);
      dispatch({ type: 'frame', frame, now: Date.now() });
      if (!('callId' in frame)) return;
      const shown = calls.calls.find((known) => known.callId === frame.callId);
      if (frame.type !== 'call.closed' && !knownBefore && shown?.phase === 'ringing') onRing(frame);
      onChange();
    },
  });

  const ticking = setInterval(() => {
    if (calls.calls.some((known) => known.overSince !== null || known.unconfirmedSince !== null)) {
      dispatch({ type: 'tick', now: Date.now() });
    }
  }, 500);
  const retryNow = (): void => socket.retryNow();
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') socket.retryNow();
  };
  window.addEventListener('online', retryNow);
  document.addEventListener('visibilitychange', onVisible);

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    calls: () => calls,
    connection: () => connection,
    show: (callId) => dispatch({ type: 'shown', callId }),
    hide: (callId) => dispatch({ type: 'hidden', callId }),
    chosen: (callId, version, caller) => dispatch({ type: 'chosen', callId, version, caller }),
    retryNow,
    close() {
      clearInterval(ticking);
      window.removeEventListener('online', retryNow);
      document.removeEventListener('visibilitychange', onVisible);
      socket.close();
    },
  };
}

/** Beside the page, so that a path in front of it (a proxy's) stays. */
function socketAddress(): string {
  const address = new URL('ws/v1', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  return address.href;
}
