import type { KeptToken, ListedVisit, ToldNewVisit, ToldVisitAnswer, VisitRange } from '../../src/contracts/mis-api.ts';
import type { SqlWriter } from '../../src/contracts/sql-target.ts';
import type { E164 } from '../../src/contracts/phone-number.ts';

/**
 * `sound`: answers as the vendor's documents say. `refuses`: as to wrong credentials, a refresh of them too. `expired`:
 * as to a token that is over, until it was renewed. `over-limit`: as to too many requests. `fails`: the vendor's own way
 * to say that a request failed, with HTTP 200 where it does so.
 */
export type MisApiBehaviour = 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails';

/** A record as the stand-in keeps it; one that was thrown away is left out. */
export interface KeptRecord {
  ref: string;
  /** The card that it hangs on; null: on none. */
  person: string | null;
  /** True: a lead, a request, whatever the system makes of a number that it does not know. */
  lead: boolean;
  /** Seconds of talk, as the record says. */
  talkSeconds: number | null;
  /** How many recordings hang on it. */
  recordings: number;
}

/** The vendor's system as `stub.ts` plays it. What was written stays until it is closed. */
export interface MisApiStandIn {
  calls(): readonly KeptRecord[];
  /** A person writes something into the record of a call; answers whether it is there still. Left out: nobody can. */
  editCall?(ref: string): () => boolean;
  /** Requests to call back; left out where the system has none. */
  tickets?(): readonly { ref: string }[];
  /** What the reception said of calls, as it stands on cards; left out where the system takes none. */
  outcomes?(): readonly { ref: string; person: string; text: string }[];
  /** A person writes over it. */
  editOutcome?(ref: string, text: string): void;
  /** Numbers whose ringing was shown; left out where it shows none. */
  shown?(): readonly { phone: string }[];
  /** Visits that were entered; left out where it takes none. */
  newVisits?(): readonly { ref: string; person: string; doctor: string; startsAt: Date; minutes: number }[];
  /** What became of the visit of `asks.visitAnswer`. */
  visitAnswer?(): string | null;
  /** The database, of a system that is written to as tables. */
  sql?: SqlWriter;
  close(): void | Promise<void>;
}

/** What the conformance suite must know of an adapter that declares `api`. */
export interface MisApiSubject {
  /** As in the configuration. */
  settings: Record<string, unknown>;
  /** The same account with every outside address set to one of ours; nothing else may be asked then. */
  elsewhere: Record<string, unknown>;
  now: Date;
  /** What is kept for the account when it is asked first; null: nothing. */
  token: KeptToken | null;
  /**
   * Starts the adapter's `stub.ts` at the addresses of these settings, which were read by the adapter's schema. It
   * answers any number of requests in any order until it is closed; what the vendor does not know it refuses.
   */
  open(settings: unknown, behaviour: MisApiBehaviour): MisApiStandIn | Promise<MisApiStandIn>;
  /** After the last of them. */
  finished?(): Promise<void>;
  people: {
    /** One card has it, written in another way than E.164. */
    known: E164;
    knownCard: string;
    /** Two cards have it; the first of them is the one that calls are told of when a person chose. */
    household: E164;
    householdCards: readonly [string, string];
    /** No card has it, but the digits of one contain its last seven. */
    near: E164;
  };
  /** Cards of the system are known to the directory under the account, so that calls are told with them. Default true. */
  listed?: boolean;
  /** Further words that no failure may name, beside the texts of `settings` and of the token. */
  secrets?: readonly string[];
  asks: {
    /** `changed`: ids of those that were changed since, in its order; where the system can tell. */
    visits?: { range: VisitRange; answer: readonly ListedVisit[]; changed?: { since: Date; ids: readonly string[] } };
    visitAnswer?: ToldVisitAnswer;
    /** A free time of half an hour, and the start of one at which the doctor has another visit. */
    newVisit?: { told: ToldNewVisit; takenAt: Date };
    /** A code of the first grant that the stand-in takes. */
    connectCode?: string;
  };
}
