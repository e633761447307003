import type { CallClass } from '../contracts/call-classes.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';
import { isTarget, localDay } from '../callers/index.ts';
import { campaignAt, type Configuration } from '../platform/configuration/index.ts';
import type { Touch } from './contact.ts';

/** The columns of a call that reports count from. */
export interface CountedRow {
  id: number;
  branch: string | null;
  zone: string | null;
  line: string | null;
  direction: string | null;
  external: string | null;
  state: string;
  result: string | null;
  missed_reason: string | null;
  started_at: Date;
  ended_at: Date | null;
  answered_extension: string | null;
  wait_seconds: number | null;
  talk_seconds: number | null;
  class: string | null;
  outcome: string | null;
  merged_into: number | null;
  reasons: readonly string[] | null;
  channel: string | null;
  initiator: string | null;
  ignored: boolean | null;
  /** Cards of those who may be calling; the chosen one alone where a person chose. */
  people: readonly number[] | null;
  /** Who was on shift at the seat that talked. */
  on_shift: string | null;
}

/** An extension in the place of an operator's name. */
export const EXTENSION_PREFIX = 'ext:';

/** Null: the call is not counted: internal, spam, set aside by a rule, part of another call, or not over. Pure. */
export function touchOfCall(
  row: CountedRow,
  { lines, branches, reports }: Pick<Configuration, 'lines' | 'branches' | 'reports'>,
): Touch | null {
  const { direction } = row;
  if (row.merged_into !== null || row.state !== 'ended' || row.class === 'spam' || row.ignored === true) return null;
  if (direction !== 'in' && direction !== 'out') return null;
  const reasons = row.reasons ?? [];
  const zone = row.zone ?? [...branches.values()][0]?.zone ?? 'UTC';
  const number = reasons.includes('shared-number') || reasons.includes('own-number') ? null : row.external;
  const [person, ...others] = row.people ?? [];
  const personId = others.length === 0 ? (person ?? null) : null;
  const campaign = campaignAt(row.line === null ? undefined : lines.get(row.line), row.started_at, zone);
  const ordered = direction === 'out' && row.initiator !== null && reports.siteInitiators.includes(row.initiator);
  const answered = row.result === 'answered';
  const opens = direction === 'in' || ordered;
  return {
    callId: row.id,
    requestId: null,
    key: personId === null ? (number ?? `call:${row.id}`) : `person:${personId}`,
    personId,
    number,
    at: row.started_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    opens,
    branch: row.branch,
    zone,
    day: localDay(row.started_at, zone).date,
    line: row.line,
    class: row.class as CallClass | null,
    target: isTarget({ class: row.class as CallClass | null, reasons }),
    outcome: row.outcome as CallOutcome | null,
    talkSeconds: answered ? (row.talk_seconds ?? 0) : 0,
    waitSeconds: row.wait_seconds,
    missed: opens && !answered ? (row.missed_reason ?? 'no-answer') : null,
    operator: !answered
      ? null
      : (row.on_shift ?? (row.answered_extension === null ? null : `${EXTENSION_PREFIX}${row.answered_extension}`)),
    channel: row.channel ?? campaign?.name ?? null,
    source: campaign?.source ?? null,
  };
}
