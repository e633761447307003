import type { Caller, CallClass } from '../contracts/caller.ts';
import type { Direction } from '../contracts/call-event.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';

/** A call whose result will not change by itself, as the register holds it when it is told to outside systems. */
export interface SettledCall {
  id: number;
  /** The PBX account that it came by. */
  account: string;
  direction: Direction | null;
  /** The outside party in E.164, null for a withheld number. */
  external: string | null;
  /** The clinic's number in E.164. */
  line: string | null;
  branch: string | null;
  /** IANA zone of the branch, null when no branch is known. */
  zone: string | null;
  startedAt: Date;
  endedAt: Date | null;
  /** `missed` is inbound, `unanswered` outbound. */
  result: 'answered' | 'missed' | 'unanswered' | null;
  missedReason: string | null;
  waitSeconds: number | null;
  talkSeconds: number | null;
  class: CallClass | null;
  reasons: string[];
  /** The advertising channel that the caller's number stands for; left out: none. */
  channel?: string | null;
  /** Who may be behind the number; null or left out: nobody was looked for. */
  caller?: Caller | null;
  /** The extension that answered. */
  extension?: string | null;
  /** What the reception said of it; null or left out: nothing, or it was taken back. */
  said?: { outcome: CallOutcome | null; reason: string | null; note: string | null; at: Date | null } | null;
  /** Learnt long after its beginning. */
  late?: boolean;
  /** What the PBX calls its recording: an address or an id. */
  recordingRef: string | null;
  /** The MIS accounts that may be told of it; null or left out: all. */
  misAccounts?: readonly string[] | null;
}
