import type { Caller, CallClass, CallerKind, Candidate } from '../contracts/caller.ts';
import type { Direction } from '../contracts/call-event.ts';
import type { CallResult } from '../platform/configuration/index.ts';

/** What rules know of a call at one moment of it. */
export interface RuleFacts {
  /** When the call began. */
  at: Date;
  direction: Direction | null;
  account: string | null;
  branch: string | null;
  /** The clinic's number in E.164. */
  line: string | null;
  /** The other side in E.164; null when withheld. */
  external: string | null;
  /** The advertising channel that an aggregator's or a call tracker's number stands for. */
  channel?: string | null | undefined;
  kind: CallerKind | null;
  class: CallClass | null;
  candidates: readonly KnownPerson[];
  /** When this number called us before, milliseconds; null: not looked up. */
  earlierCalls: readonly number[] | null;
  /** Null: not known yet. */
  waitSeconds: number | null;
  result: CallResult | null;
}

export type KnownPerson = Pick<
  Candidate,
  'kind' | 'source' | 'note' | 'relation' | 'nextVisit' | 'lastVisit' | 'chosen'
>;

/** The columns of a call that rules are asked about. */
export interface RuleRow {
  account: string | null;
  branch: string | null;
  line: string | null;
  direction: string | null;
  external: string | null;
  kind: string | null;
  class: string | null;
  started_at: Date | string;
  wait_seconds: number | null;
  result: string | null;
  caller: Caller | null;
}

/** `earlierCalls`, where they were looked up again, take the place of those that were kept with the caller. */
export function factsOfCall(row: RuleRow, earlierCalls?: readonly number[]): RuleFacts {
  const kept = row.caller?.earlierCalls?.map((at) => Date.parse(at)) ?? null;
  return {
    at: new Date(row.started_at),
    direction: row.direction as Direction | null,
    account: row.account,
    branch: row.branch,
    line: row.line,
    external: row.external,
    channel: row.caller?.channel,
    kind: row.kind as CallerKind | null,
    class: row.class as CallClass | null,
    candidates: row.caller?.candidates ?? [],
    earlierCalls: earlierCalls ?? kept,
    waitSeconds: row.result === null ? null : row.wait_seconds,
    result: row.result as CallResult | null,
  };
}
