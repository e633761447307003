import type { CallOutcome } from '../contracts/outcomes.ts';
import type { SettledCall } from '../deliveries/index.ts';
import type { SettledRow } from './settle-calls.ts';

/** A row of the register as outside systems are told of it. */
export function settledCall(row: SettledRow): SettledCall {
  const talk = row.fold.recordings.findLast((recording) => recording.kind === 'talk') ?? row.fold.recordings.at(-1);
  return {
    id: row.id,
    account: row.account,
    direction: row.direction,
    external: row.external,
    line: row.line,
    branch: row.branch,
    zone: row.zone,
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    result: row.result as SettledCall['result'],
    missedReason: row.missed_reason,
    waitSeconds: row.wait_seconds,
    talkSeconds: row.talk_seconds,
    class: row.class as SettledCall['class'],
    reasons: row.caller?.reasons ?? [],
    channel: row.caller?.channel ?? null,
    caller: row.caller,
    extension: row.answered_extension,
    said: saidOf(row),
    late: row.late,
    recordingRef: talk?.ref ?? null,
  };
}

/** Of an outcome and a note the later word dates both. */
function saidOf({
  outcome,
  outcome_reason,
  outcome_at,
  note,
  note_at,
}: SettledRow): NonNullable<SettledCall['said']> | null {
  if (outcome === null && note === null) return null;
  const times = [outcome_at, note_at].flatMap((at) => (at === null ? [] : new Date(at).getTime()));
  return {
    outcome: outcome as CallOutcome | null,
    reason: outcome_reason,
    note,
    at: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}
