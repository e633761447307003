import { caller as readCaller, type Caller } from '../contracts/caller.ts';
import type { CallFrame } from './protocol.ts';

export type CallState = CallFrame['state'];

/** The columns of `call` that frames are made of. */
export interface CallRow {
  direction: 'in' | 'out' | 'internal' | null;
  line: string | null;
  branch: string | null;
  external: string | null;
  state: string;
  started_at: Date | string;
  answered_at: Date | string | null;
  answered_extension: string | null;
  answered_seat: string | null;
  class: string | null;
  caller: unknown;
}

export function callFrame(row: CallRow): CallFrame {
  const outside = row.external;
  return {
    direction: row.direction,
    line: row.line,
    branch: row.branch,
    from: row.direction === 'out' ? row.line : outside,
    to: row.direction === 'out' ? outside : row.line,
    state: row.state as CallState,
    startedAt: instant(row.started_at),
    answeredAt: row.answered_at === null ? null : instant(row.answered_at),
    answeredBy:
      row.answered_extension === null && row.answered_seat === null
        ? null
        : { extension: row.answered_extension, seat: row.answered_seat },
    class: row.class as CallFrame['class'],
  };
}

export function callerOf(row: Pick<CallRow, 'caller'>): Caller {
  return readCaller(row.caller);
}

function instant(value: Date | string): string {
  return new Date(value).toISOString();
}
