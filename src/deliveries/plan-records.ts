import type { PublishingAccount } from './pull-accounts.ts';
import { requestedName } from './requested-calls.ts';
import { callContent, sameContent, ticketContent, type ClinicLines, type RecordContent } from './record-content.ts';
import type { SettledCall } from './settled-call.ts';

export const recordKinds = ['call', 'ticket'] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface StoredRecord {
  id: number;
  account: string;
  kind: RecordKind;
  callId: number;
  state: string;
  revision: number;
  recordKey: string | null;
  startsAt: Date;
  publishedAt: Date | null;
  fetched: boolean;
  content: RecordContent;
}

/** A record as it is to be written. `recordKey` follows from `startsAt`, which may still be moved. */
export interface PlannedRecord {
  stored: StoredRecord | null;
  account: PublishingAccount;
  kind: RecordKind;
  callId: number;
  startsAt: Date;
  recordKey: string | null;
  content: RecordContent;
  /** Published not before this; null: at once. */
  dueAt: Date | null;
}

export interface RecordPlan {
  writes: PlannedRecord[];
  /** Ids of records that are no longer true: not served any more. */
  supersedes: number[];
}

/** A missed call that is learnt later than this asks for no call back. */
const ticketHours = 12;
const noCallBack = new Set(['staff', 'contractor', 'spam']);

/** What has to be written so that each account is offered these calls as they are now; unchanged records are left. */
export function planRecords(input: {
  calls: readonly SettledCall[];
  accounts: readonly PublishingAccount[];
  stored: readonly StoredRecord[];
  clinic: ClinicLines;
  now: Date;
  /** Calls that accounts have a request of already: see `requestedCalls`. */
  requested?: ReadonlySet<string>;
}): RecordPlan {
  const storedBy = new Map(
    input.stored.map((record) => [recordName(record.account, record.kind, record.callId), record]),
  );
  const plan: RecordPlan = { writes: [], supersedes: [] };
  for (const call of input.calls)
    for (const account of input.accounts)
      for (const kind of recordKinds) {
        const stored = storedBy.get(recordName(account.account, kind, call.id)) ?? null;
        const content = wantedContent(call, kind, account, stored, input);
        if (content !== null) {
          const write = planWrite(call, kind, account, stored, content);
          if (write !== null) plan.writes.push(write);
        } else if (stored?.state === 'offered') plan.supersedes.push(stored.id);
      }
  return plan;
}

function recordName(account: string, kind: RecordKind, callId: number): string {
  return `${callId} ${kind} ${account}`;
}

function wantedContent(
  call: SettledCall,
  kind: RecordKind,
  { account, wants }: PublishingAccount,
  stored: StoredRecord | null,
  { clinic, now, requested }: { clinic: ClinicLines; now: Date; requested?: ReadonlySet<string> },
): RecordContent | null {
  if (call.direction !== 'in' && call.direction !== 'out') return null;
  if (call.misAccounts != null && !call.misAccounts.includes(account)) return null;
  const content = callContent(call, call.direction, clinic);
  if (kind === 'call') return wants.calls ? content : null;
  const asksForCallBack = call.direction === 'in' && call.result === 'missed' && call.external !== null;
  if (!wants.missedCalls || !asksForCallBack || noCallBack.has(call.class ?? '')) return null;
  if (requested?.has(requestedName(account, call.id)) === true) return null;
  const age = now.getTime() - call.startedAt.getTime();
  return stored !== null || age < ticketHours * 3_600_000 ? ticketContent(content) : null;
}

function planWrite(
  call: SettledCall,
  kind: RecordKind,
  account: PublishingAccount,
  stored: StoredRecord | null,
  fresh: RecordContent,
): PlannedRecord | null {
  // The start is part of what a MIS tells records apart by: once fetched it stays, whatever is learnt about it.
  const content = stored?.fetched ? { ...fresh, startedAt: stored.content.startedAt } : fresh;
  if (stored?.state === 'offered' && sameContent(stored.content, content)) return null;
  const sameStart = stored?.content.startedAt === content.startedAt;
  const startsAt = stored !== null && sameStart ? stored.startsAt : new Date(content.startedAt);
  const waits = kind === 'ticket' && stored?.publishedAt == null ? account.wants.missedCallsAfterMinutes : 0;
  return {
    stored,
    account,
    kind,
    callId: call.id,
    startsAt,
    recordKey: kind === 'call' ? account.recordKey({ ...content, startedAt: startsAt }) : null,
    content,
    dueAt: waits === 0 ? null : new Date((call.endedAt ?? call.startedAt).getTime() + waits * 60_000),
  };
}
