import type { CallClass, Caller } from '../../contracts/caller.ts';

/** Where a call was answered: the extension, and the seat when one is bound to it. */
export interface AnsweredBy {
  extension: string | null;
  seat: string | null;
}

/** The call inside a frame of `/ws/v1`; times are RFC 3339 UTC. */
export interface FrameCall {
  /** Null while the PBX has not told it. */
  direction: 'in' | 'out' | 'internal' | null;
  line: string | null;
  branch: string | null;
  from: string | null;
  to: string | null;
  state: string;
  startedAt: string;
  answeredAt: string | null;
  answeredBy: AnsweredBy | null;
  class: CallClass | null;
}

export const closeReasons = ['answered-elsewhere', 'hung-up', 'expired', 'transferred', 'merged'] as const;
export type CloseReason = (typeof closeReasons)[number];

interface FrameHead {
  cursor: string;
  callId: string;
  version: number;
  at: string;
}

export interface CallFrame extends FrameHead {
  type: 'call.ringing' | 'call.answered' | 'call.ended' | 'call.updated';
  call: FrameCall;
  caller: Caller;
}

export interface ClosedFrame extends FrameHead {
  type: 'call.closed';
  reason: CloseReason;
  /** The workplace that has it, where that is known. */
  seat?: string;
}

export interface HelloFrame {
  type: 'hello';
  protocol: string;
  seat: string | null;
  branches: string[];
  cursor: string;
  heartbeatSeconds: number;
}

export type ServerFrame = CallFrame | ClosedFrame | HelloFrame | { type: 'ping' } | { type: 'error'; code: string };

const callTypes = new Set(['call.ringing', 'call.answered', 'call.ended', 'call.updated']);

/** Reads one text message of the socket. Null for what this screen does not know: newer servers may send more. */
export function readFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.type !== 'string') return null;
  if (value.type === 'ping') return { type: 'ping' };
  if (value.type === 'error') return typeof value.code === 'string' ? { type: 'error', code: value.code } : null;
  if (value.type === 'hello')
    return typeof value.heartbeatSeconds === 'number' ? (value as unknown as HelloFrame) : null;
  if (typeof value.cursor !== 'string' || typeof value.callId !== 'string' || typeof value.version !== 'number')
    return null;
  if (value.type === 'call.closed') return value as unknown as ClosedFrame;
  if (!callTypes.has(value.type) || !isRecord(value.call) || !isRecord(value.caller)) return null;
  return value as unknown as CallFrame;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
