import type { CallRow } from '../api/shapes.ts';
import type { LiveCall } from '../calls/live-calls.ts';

/**
 * The list as the server told it, with what the socket knows better: calls that began since, and the state and the
 * caller of those that are going on. Newest first, each call once.
 */
export function mergeCallRows(rows: readonly CallRow[], live: readonly LiveCall[]): CallRow[] {
  const merged = new Map<string, CallRow>();
  for (const row of rows) merged.set(row.id, row);
  for (const call of live) {
    const row = merged.get(call.callId);
    if (row === undefined) merged.set(call.callId, rowOf(call));
    else if (row.endedAt === null) {
      const { state, answeredAt, answeredBy } = call.call;
      merged.set(call.callId, {
        ...row,
        state,
        answeredAt,
        answeredBy: answeredBy ?? row.answeredBy,
        caller: call.caller,
        class: call.call.class,
      });
    }
  }
  return [...merged.values()].sort(
    (a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt) || b.id.localeCompare(a.id, 'en', { numeric: true }),
  );
}

function rowOf({ callId, version, call, caller, phase }: LiveCall): CallRow {
  return {
    id: callId,
    direction: call.direction,
    from: call.from,
    to: call.to,
    line: call.line,
    branch: call.branch,
    zone: null,
    state: phase === 'over' ? 'ended' : call.state,
    result: null,
    missedReason: null,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: null,
    waitSeconds: null,
    talkSeconds: null,
    answeredBy: call.answeredBy,
    caller,
    class: call.class,
    settled: false,
    recording: false,
    version,
  };
}
