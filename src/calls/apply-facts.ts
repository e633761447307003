import type { CallEvent } from '../contracts/call-event.ts';
import type { CallClass, Caller } from '../contracts/caller.ts';
import type { Configuration, PbxAccount } from '../platform/configuration/configuration.ts';
import { identifyCaller, type DirectoryEntry, type Evidence } from '../callers/index.ts';
import { branchFeed, callFrame, callerOf, decidePops, type PopDecision, type Shown } from '../pops/index.ts';
import { cardOf, rulesOf, urgent } from '../rules/index.ts';
import type { StoredEvent } from './facts.ts';
import { foldCall, type FoldedCall } from './fold-call.ts';
import { isUnclaimed, ringingSeats, seatOf, seatsOf } from './ringing-seats.ts';

/** The columns of `call` that the intake reads back; times may still be texts. */
export interface CallRecordRow {
  id: number;
  account: string;
  branch: string | null;
  zone: string | null;
  line: string | null;
  direction: 'in' | 'out' | 'internal' | null;
  external: string | null;
  state: string;
  result: string | null;
  missed_reason: string | null;
  started_at: string | Date;
  answered_at: string | Date | null;
  ended_at: string | Date | null;
  answered_extension: string | null;
  answered_seat: string | null;
  wait_seconds: number | null;
  talk_seconds: number | null;
  kind: string | null;
  class: string | null;
  learnt_at: string | Date;
  late: boolean;
  version: number;
  caller: Caller | null;
  pops: Record<string, Shown>;
  settle_due_at: string | Date | null;
  settled_at: string | Date | null;
  expired: boolean;
  chosen_person: number | null;
  corrected_class: string | null;
  /** The seat that said the call is its own, where the PBX tells none. */
  taken_seat: string | null;
  taken_legs: readonly string[] | null;
}

export interface CallChange extends CallRecordRow {
  fold: FoldedCall;
  evidence: Evidence | null;
}

/** What is known of the numbers in a group of calls at this moment. */
export interface DirectorySnapshot {
  entries: readonly DirectoryEntry[];
  asOf: Date | null;
  recent: readonly { id: number; external: string; startedAt: Date; seconds: number | null; result: string | null }[];
  /** Of the last call of a number that has either: the person that was chosen, and who got a visit by it. */
  chosen: ReadonlyMap<string, { person: number | null; subject: number | null }>;
}

export interface ApplyOptions {
  configuration: Configuration;
  now: Date;
  /** Seconds after the end before the call is settled; 0 when nothing more can come. */
  settleSeconds(account: string, facts: readonly StoredEvent[]): number;
}

/** Folds a call from all its facts and decides what it became and who must see it. Pure. */
export function applyFacts(
  row: CallRecordRow,
  facts: readonly StoredEvent[],
  directory: DirectorySnapshot,
  options: ApplyOptions,
): { change: CallChange; pops: PopDecision[] } {
  const { configuration, now } = options;
  const told = foldCall(facts);
  const fold = { ...told, tags: withoutOurs(told.tags, configuration.pbx.get(row.account)) };
  const line = fold.line === null ? undefined : configuration.lines.get(fold.line);
  const branch = branchOf(fold, line?.branch ?? null, configuration);
  const zone = (branch === null ? undefined : configuration.branches.get(branch)?.zone) ?? null;
  const late = fold.learntAt.getTime() - fold.startedAt.at.getTime() > configuration.calls.lateAfterMinutes * 60_000;
  const identity = identityOf(row, fold, zone, directory, configuration);
  const expired = row.expired && fold.endedAt === null && !ringsAgain(row, fold, facts);
  const ended = fold.endedAt?.at ?? (expired ? asDate(row.ended_at) : null);

  const change: CallChange = {
    ...row,
    branch,
    zone,
    line: fold.line,
    direction: fold.direction,
    external: fold.external,
    state: ended === null ? fold.state : 'ended',
    result: fold.result ?? (ended === null ? null : row.result),
    missed_reason: fold.missedReason,
    started_at: fold.startedAt.at,
    answered_at: fold.answeredAt?.at ?? null,
    ended_at: ended,
    answered_extension: fold.answeredExtension,
    answered_seat: seatOf(fold.answeredExtension, configuration) ?? row.taken_seat,
    wait_seconds: fold.waitSeconds,
    talk_seconds: fold.talkSeconds,
    kind: identity.caller.kind,
    class: identity.caller.class,
    learnt_at: fold.learntAt,
    late,
    expired,
    fold,
    caller: identity.caller,
    evidence: identity.evidence,
  };
  const { pop: audience, priority } = cardOf(configuration, change);
  if (change.caller !== null) change.caller = urgent(change.caller, priority);
  const changed = !sameToEyes(row, change);
  const { pops, shown } = decidePops({
    shown: row.pops,
    state: change.state as FoldedCall['state'],
    branch,
    seats: ringingSeats(fold.legs, configuration, row),
    answeredBySomebody: fold.answeredAt !== null || row.taken_seat !== null,
    unclaimed: isUnclaimed({ ...fold, taken_seat: row.taken_seat }, configuration),
    taken: row.taken_seat !== null,
    expired: change.expired,
    merged: false,
    quiet: late || line?.disabled === true || (fold.direction === 'internal' && audience === undefined),
    changed,
    audience,
  });
  if (changed || pops.length > 0) change.version = row.version + 1;
  change.pops = shown;
  // A fact that comes after the call was settled makes its next revision.
  change.settled_at = null;
  change.settle_due_at =
    ended === null ? null : new Date(now.getTime() + options.settleSeconds(row.account, facts) * 1000);
  return { change, pops };
}

const phoneKinds: ReadonlySet<CallEvent['kind']> = new Set<CallEvent['kind']>(['ringing', 'answered', 'resumed']);

/** We closed it without an end, and now a telephone of it rings or talks. */
function ringsAgain({ ended_at }: CallRecordRow, { state }: FoldedCall, facts: readonly StoredEvent[]): boolean {
  const closedAt = asDate(ended_at);
  if (closedAt === null || !['ringing', 'answered', 'held'].includes(state)) return false;
  return facts.some(({ event, receivedAt }) => receivedAt > closedAt && phoneKinds.has(event.kind));
}

/** The class that we write to the PBX as a tag comes back as one. */
function withoutOurs(tags: readonly string[], account: PbxAccount | undefined): string[] {
  const ours = new Set(Object.values(account?.tagTexts ?? {}).map(sameTag));
  return tags.filter((tag) => !ours.has(sameTag(tag)));
}

function sameTag(text: string): string {
  return text.trim().toLowerCase();
}

/** A call is identified when its number becomes known, and not again: what happens meanwhile must not change its class. */
function identityOf(
  row: CallRecordRow,
  fold: FoldedCall,
  zone: string | null,
  directory: DirectorySnapshot,
  configuration: Configuration,
): { caller: Caller; evidence: Evidence | null } {
  const becameInternal = fold.direction === 'internal' && row.direction !== 'internal';
  if (row.caller !== null && row.external === fold.external && !becameInternal)
    return { caller: row.caller, evidence: null };
  const external = fold.external;
  const lastTime = external === null ? undefined : directory.chosen.get(external);
  const recent = directory.recent.filter((call) => call.external === external && call.id !== row.id);
  const spamSince = fold.startedAt.at.getTime() - configuration.calls.spamWithinSeconds * 1000;
  const identified = identifyCaller({
    external,
    direction: fold.direction,
    startedAt: fold.startedAt.at,
    entries: directory.entries.filter((entry) => entry.phone === external),
    asOf: directory.asOf,
    chosenPerson: row.chosen_person,
    chosenLastTime: lastTime?.person ?? null,
    lastSubject: lastTime?.subject ?? null,
    correctedClass: row.corrected_class as CallClass | null,
    recentCalls: recent.filter((call) => call.startedAt.getTime() >= spamSince),
    settings: configuration.calls,
    ownNumbers: new Set(configuration.lines.keys()),
    zone: zone ?? [...configuration.branches.values()][0]?.zone ?? 'UTC',
  });
  if (rulesOf(configuration).countMinutes === 0) return identified;
  const earlierCalls = recent.map((call) => call.startedAt.toISOString());
  return { ...identified, caller: { ...identified.caller, earlierCalls } };
}

/** The line tells the branch; an unconfigured line leaves it to the extension that rang; nothing is guessed beyond. */
function branchOf(fold: FoldedCall, ofLine: string | null, configuration: Configuration): string | null {
  if (ofLine !== null) return ofLine;
  if (configuration.branches.size === 1) return [...configuration.branches.keys()][0] ?? null;
  const branches = new Set(
    fold.legs.flatMap((leg) => {
      const known = seatsOf(leg.extension, configuration).map((seat) => configuration.seats.get(seat)?.branch);
      return known.filter((branch) => branch !== undefined);
    }),
  );
  return branches.size === 1 ? ([...branches][0] ?? null) : null;
}

function sameToEyes(before: CallRecordRow, after: CallRecordRow): boolean {
  return (
    before.caller !== null &&
    JSON.stringify(callFrame(before)) === JSON.stringify(callFrame(after)) &&
    (before.caller === after.caller || JSON.stringify(callerOf(before)) === JSON.stringify(callerOf(after)))
  );
}

function asDate(value: string | Date | null): Date | null {
  return value === null ? null : new Date(value);
}

/** Closes what a call that was taken over by another still shows. */
export function closeMerged(row: Pick<CallRecordRow, 'branch' | 'pops'>): {
  pops: PopDecision[];
  shown: Record<string, Shown>;
} {
  return decidePops({
    shown: row.pops,
    state: 'ended',
    branch: row.branch ?? feedBranch(row.pops),
    seats: new Map(),
    answeredBySomebody: false,
    expired: false,
    merged: true,
    quiet: false,
    changed: false,
  });
}

function feedBranch(pops: Readonly<Record<string, Shown>>): string | null {
  const feed = Object.keys(pops).find((name) => name.startsWith('branch:'));
  return feed === undefined || feed === branchFeed(null) ? null : feed.slice('branch:'.length);
}
