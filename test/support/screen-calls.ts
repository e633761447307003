import type { Candidate, Caller } from '../../src/contracts/caller.ts';
import type { CallRow } from '../../src/web/api/shapes.ts';
import type { CallFrame, ClosedFrame, FrameCall } from '../../src/web/calls/frames.ts';

/** Builders of what the server tells a screen. Times are relative to now, so that «сегодня» stays today. */

export const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

export function candidate(told: Partial<Candidate> = {}): Candidate {
  return {
    id: '1',
    name: 'Иванова Мария Петровна',
    address: 'Мария Петровна',
    surname: 'Иванова',
    kind: 'patient',
    class: 'about-own-visit',
    relation: null,
    nextVisit: null,
    lastVisit: null,
    note: null,
    birthDate: null,
    rank: 1,
    why: 'known-number',
    chosen: false,
    ...told,
  };
}

export function callerWith(candidates: Candidate[], told: Partial<Caller> = {}): Caller {
  return {
    phone: '+79000000101',
    kind: candidates[0]?.kind ?? 'unknown',
    class: candidates[0]?.class ?? 'first-time',
    reasons: candidates.length === 0 ? ['no-such-number'] : ['visit-ahead'],
    candidates,
    asOf: minutesFromNow(-90),
    ...told,
  };
}

export const hiddenCaller: Caller = {
  phone: null,
  kind: 'hidden',
  class: 'unknown',
  reasons: ['number-withheld'],
  candidates: [],
  asOf: minutesFromNow(-90),
};

export function frameCall(told: Partial<FrameCall> = {}): FrameCall {
  return {
    direction: 'in',
    line: '+74950000101',
    branch: 'center',
    from: '+79000000101',
    to: '+74950000101',
    state: 'ringing',
    startedAt: new Date().toISOString(),
    answeredAt: null,
    answeredBy: null,
    class: 'about-own-visit',
    ...told,
  };
}

export interface FrameTold {
  cursor?: string;
  version?: number;
  call?: Partial<FrameCall>;
  caller?: Caller;
}

export function callFrameOf(type: CallFrame['type'], callId: string, told: FrameTold = {}): CallFrame {
  const caller = told.caller ?? callerWith([candidate()]);
  const state = type === 'call.ended' ? 'ended' : type === 'call.answered' ? 'answered' : 'ringing';
  return {
    type,
    cursor: told.cursor ?? '1',
    callId,
    version: told.version ?? 1,
    at: new Date().toISOString(),
    call: frameCall({ state, class: caller.class, from: caller.phone, ...told.call }),
    caller,
  };
}

export function closedFrameOf(
  callId: string,
  reason: ClosedFrame['reason'],
  told: { cursor?: string; version?: number } = {},
): ClosedFrame {
  return {
    type: 'call.closed',
    cursor: told.cursor ?? '1',
    callId,
    version: told.version ?? 2,
    at: new Date().toISOString(),
    reason,
  };
}

export function callRow(id: string, told: Partial<CallRow> = {}): CallRow {
  const caller = told.caller ?? callerWith([candidate()]);
  return {
    id,
    direction: 'in',
    from: caller.phone,
    to: '+74950000101',
    line: '+74950000101',
    branch: 'center',
    zone: null,
    state: 'ended',
    result: 'answered',
    missedReason: null,
    startedAt: minutesFromNow(-20),
    answeredAt: minutesFromNow(-19.8),
    endedAt: minutesFromNow(-17),
    waitSeconds: 8,
    talkSeconds: 165,
    answeredBy: { extension: '101', seat: 'reception-1' },
    caller,
    class: caller.class,
    settled: true,
    recording: false,
    version: 3,
    ...told,
  };
}
