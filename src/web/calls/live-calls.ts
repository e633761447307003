import type { Caller } from '../../contracts/caller.ts';
import type { CallFrame, ClosedFrame, FrameCall, HelloFrame, ServerFrame } from './frames.ts';

/** How long a card stays quietly after hang-up. */
export const lingerMs = 60_000;
/** After `cursor-too-old` the server tells the whole state; a card that it does not mention by then is gone. */
export const confirmWithinMs = 3_000;
/** How long it is said who took a call. */
const takenShownMs = 8_000;
const rememberedClosed = 500;
/** Nobody waits so long before another ring comes in: the end of such a ring was lost on its way to us. */
const forgottenRingMs = 5 * 60_000;

export type Phase = 'ringing' | 'talking' | 'over';

export interface LiveCall {
  callId: string;
  version: number;
  phase: Phase;
  call: FrameCall;
  caller: Caller;
  /** Milliseconds of the hang-up by the clock that the actions carry, null while the call lives. */
  overSince: number | null;
  /** Milliseconds by the same clock since when the server has not confirmed the call after a lost cursor. */
  unconfirmedSince: number | null;
  /** Somebody writes on its card: it stays that long after its minute. Null: nobody. */
  heldUntil: number | null;
}

/** What the screen knows of the calls that are going on, in order of arrival. */
export interface LiveCalls {
  /** The seat of the token; null: a manager, who sees every call of the branches; undefined before the first hello. */
  seat: string | null | undefined;
  /** Branches whose calls this token may see. */
  branches: readonly string[];
  cursor: string | null;
  calls: readonly LiveCall[];
  /** The call on the big card. It changes only when that call is over or another one is answered here. */
  activeId: string | null;
  /** Versions at which calls left this screen, so that a late frame does not bring one back. */
  closed: ReadonlyMap<string, number>;
  /** The ring that another workplace of this telephone took, for a moment after it left. */
  taken: { seat: string; caller: Caller; from: string | null; at: number } | null;
}

export type LiveCallsAction =
  | { type: 'frame'; frame: ServerFrame; now: number }
  | { type: 'chosen'; callId: string; version: number; caller: Caller }
  | { type: 'shown'; callId: string }
  | { type: 'hidden'; callId: string }
  | { type: 'held'; callId: string; until: number | null }
  | { type: 'tick'; now: number };

export const noLiveCalls: LiveCalls = {
  seat: undefined,
  branches: [],
  cursor: null,
  calls: [],
  activeId: null,
  closed: new Map(),
  taken: null,
};

/** Applies one frame or one act of the person at the screen. The same object comes back when nothing changes. */
export function reduceLiveCalls(state: LiveCalls, action: LiveCallsAction): LiveCalls {
  switch (action.type) {
    case 'frame':
      return onFrame(state, action.frame, action.now);
    case 'chosen':
      return replace(state, action.callId, (known) =>
        action.version < known.version ? known : { ...known, version: action.version, caller: action.caller },
      );
    case 'shown':
      return state.calls.some((known) => known.callId === action.callId)
        ? { ...state, activeId: action.callId }
        : state;
    case 'hidden':
      return withoutCall(state, action.callId, find(state, action.callId)?.version ?? 0);
    case 'held':
      return withActive(
        replace(state, action.callId, (known) =>
          known.heldUntil === action.until ? known : { ...known, heldUntil: action.until },
        ),
      );
    case 'tick':
      return onTick(state, action.now);
  }
}

/** The answer that marks a frame as seen; null for frames without a cursor of their own. */
export function ackOf(frame: ServerFrame): { type: 'ack'; cursor: string } | null {
  return frame.type.startsWith('call.') && 'cursor' in frame ? { type: 'ack', cursor: frame.cursor } : null;
}

export function activeCall(state: LiveCalls): LiveCall | null {
  return state.calls.find((known) => known.callId === state.activeId) ?? null;
}

/** Everything but the big card: talks first, then rings with the newest first, then what is over. */
export function otherCalls(state: LiveCalls): LiveCall[] {
  const rank: Record<Phase, number> = { talking: 0, ringing: 1, over: 2 };
  return state.calls
    .filter((known) => known.callId !== state.activeId)
    .toReversed()
    .sort((a, b) => rank[a.phase] - rank[b.phase]);
}

function onFrame(state: LiveCalls, frame: ServerFrame, now: number): LiveCalls {
  switch (frame.type) {
    case 'hello':
      return onHello(state, frame);
    case 'call.closed':
      return onClosed({ ...state, cursor: frame.cursor }, frame, now);
    case 'call.ringing':
    case 'call.answered':
    case 'call.ended':
    case 'call.updated':
      return onCall({ ...state, cursor: frame.cursor }, frame, now);
    case 'error':
      if (frame.code !== 'cursor-too-old') return state;
      return { ...state, calls: state.calls.map((known) => ({ ...known, unconfirmedSince: now })) };
    case 'ping':
      return state;
  }
}

function onHello(state: LiveCalls, hello: HelloFrame): LiveCalls {
  // Another seat has another counter: neither its cursor nor its cards are ours.
  const kept = state.seat !== undefined && state.seat !== hello.seat ? noLiveCalls : state;
  return { ...kept, seat: hello.seat, branches: hello.branches ?? [], cursor: kept.cursor ?? hello.cursor };
}

function onClosed(state: LiveCalls, frame: ClosedFrame, now: number): LiveCalls {
  const known = find(state, frame.callId);
  if (known !== undefined && frame.version < known.version) return state;
  if (known !== undefined && movedBetweenOwnBranches(state, known, frame)) return state;
  const { seat } = frame;
  const taken =
    known?.phase === 'ringing' && seat !== undefined && seat !== state.seat
      ? { seat, caller: known.caller, from: known.call.from, at: now }
      : state.taken;
  return withoutCall({ ...state, taken }, frame.callId, frame.version);
}

/** A manager sees both sides of a move between branches, the ring at the new one perhaps before the close at the old. */
function movedBetweenOwnBranches(state: LiveCalls, known: LiveCall, frame: ClosedFrame): boolean {
  const branch = known.call.branch;
  return (
    state.seat === null &&
    frame.reason === 'transferred' &&
    frame.version === known.version &&
    branch !== null &&
    state.branches.includes(branch)
  );
}

function onCall(state: LiveCalls, frame: CallFrame, now: number): LiveCalls {
  const known = find(state, frame.callId);
  if (known !== undefined && frame.version < known.version) return state;
  const closedAt = state.closed.get(frame.callId);
  // Only a new ring or an answer brings a call back to a seat that it left; at a manager's the same version may.
  const late = closedAt !== undefined && (state.seat === null ? frame.version < closedAt : frame.version <= closedAt);
  if (late || (closedAt !== undefined && frame.type === 'call.updated')) return state;

  const phase = phaseOf(frame, known, state.seat ?? null);
  if (phase === 'over' && (known === undefined || state.seat === null))
    return withoutCall(state, frame.callId, frame.version);

  const next: LiveCall = {
    callId: frame.callId,
    version: frame.version,
    phase,
    call: frame.call,
    caller: frame.caller,
    overSince: phase === 'over' ? (known?.overSince ?? now) : null,
    unconfirmedSince: null,
    heldUntil: known?.heldUntil ?? null,
  };
  const calls =
    known === undefined ? [...state.calls, next] : state.calls.map((other) => (other === known ? next : other));
  const closed = new Map(state.closed);
  closed.delete(frame.callId);
  return withActive({ ...state, calls, closed });
}

/**
 * A replayed frame carries the call as it is now, so its state decides where it is certain: a ring of a call that has
 * ended is no ring. An answer at another seat is not a talk here; the `call.closed` that follows it takes the card away.
 */
function phaseOf(frame: CallFrame, known: LiveCall | undefined, seat: string | null): Phase {
  if (frame.type === 'call.ended' || frame.call.state === 'ended') return 'over';
  if (frame.type === 'call.answered') return 'talking';
  const answered = frame.call.state === 'answered' || frame.call.state === 'held';
  if (answered && (seat === null || frame.call.answeredBy?.seat === seat)) return 'talking';
  if (frame.type === 'call.ringing') return 'ringing';
  return known?.phase ?? 'ringing';
}

function onTick(state: LiveCalls, now: number): LiveCalls {
  const taken = state.taken !== null && now - state.taken.at >= takenShownMs ? null : state.taken;
  const gone = state.calls.filter(
    (known) =>
      (known.overSince !== null &&
        now - known.overSince >= lingerMs &&
        (known.heldUntil === null || now >= known.heldUntil)) ||
      (known.unconfirmedSince !== null && now - known.unconfirmedSince >= confirmWithinMs),
  );
  // An unconfirmed call is forgotten, not closed: if the server mentions it later, it is welcome.
  return gone.reduce(
    (left, known) =>
      known.overSince === null ? dropped(left, known.callId) : withoutCall(left, known.callId, known.version),
    taken === state.taken ? state : { ...state, taken },
  );
}

function withoutCall(state: LiveCalls, callId: string, version: number): LiveCalls {
  const closed = new Map([...state.closed].slice(-rememberedClosed));
  closed.set(callId, Math.max(version, closed.get(callId) ?? 0));
  return dropped({ ...state, closed }, callId);
}

function dropped(state: LiveCalls, callId: string): LiveCalls {
  return withActive({ ...state, calls: state.calls.filter((known) => known.callId !== callId) });
}

/**
 * A talk keeps the big card; a ring keeps it until another call is answered here, or until a much later one rings; what
 * is over gives way to both, or to a talk only while somebody writes on it.
 */
function withActive(state: LiveCalls): LiveCalls {
  const current = activeCall(state);
  const talking = state.calls.find((known) => known.phase === 'talking');
  const rings = state.calls.filter((known) => known.phase === 'ringing');
  const newest = Math.max(...rings.map(({ call }) => Date.parse(call.startedAt)));
  const lives = ({ call }: LiveCall): boolean => newest - Date.parse(call.startedAt) < forgottenRingMs;
  const ringing = rings.find(lives);
  const next =
    current?.phase === 'talking'
      ? current
      : (current?.phase === 'ringing' && lives(current)) || (current !== null && current.heldUntil !== null)
        ? (talking ?? current)
        : (talking ?? ringing ?? current ?? state.calls.at(-1));
  return { ...state, activeId: next?.callId ?? null };
}

function find(state: LiveCalls, callId: string): LiveCall | undefined {
  return state.calls.find((known) => known.callId === callId);
}

function replace(state: LiveCalls, callId: string, change: (known: LiveCall) => LiveCall): LiveCalls {
  if (find(state, callId) === undefined) return state;
  return { ...state, calls: state.calls.map((known) => (known.callId === callId ? change(known) : known)) };
}
