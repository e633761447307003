import type { ToldVisit } from './appointments.ts';
import type { Clock } from './clock.ts';
import type { HttpClient } from './http-client.ts';
import type { E164 } from './phone-number.ts';
import type { PushedCall, PushedOutcome } from './pushed-event.ts';
import type { InboundRequest } from './request.ts';
import type { SqlWriters } from './sql-target.ts';
import type { Timetable } from './timetable.ts';
import type { ToldRequest } from './told-request.ts';

/** A token that a system granted us. */
export interface KeptToken {
  access: string;
  /** Null: it does not expire by itself. */
  expiresAt: Date | null;
  /** Renews it; where it works only once, the next one comes with the next token. */
  refresh: string | null;
  /** What else belongs to it: the address of the portal that granted it. */
  extra?: Readonly<Record<string, string>>;
}

/** The account's token, kept encrypted, common to all processes. */
export interface TokenStore {
  /**
   * The kept token while it is valid for a minute more and is not the one that was `refused`; else the one that `renew`
   * answers, which is kept. `renew` runs one at a time for the account, over all processes, and is given what is kept;
   * null: nothing yet. What it throws is thrown, and what was kept stays.
   */
  get(asked: { renew(kept: KeptToken | null): Promise<KeptToken>; refused?: string | undefined }): Promise<KeptToken>;
}

/** Given to everything that talks to the system. Failures are the three of `failures.ts`. */
export interface MisApiContext<Settings> {
  account: string;
  settings: Settings;
  /** The clinic's branches, in the order of the configuration. */
  branches: readonly { id: string; name: string; zone: string }[];
  /** Addresses are absolute; every one is a setting of the account, the vendor's own being the default. */
  http: HttpClient;
  /** Databases, for systems that are written to as tables. */
  sql: SqlWriters;
  tokens: TokenStore;
  clock: Clock;
  /** The time of the attempt is over. */
  signal: AbortSignal;
}

/**
 * What an attempt of unknown outcome asks for: it is sent again, which does no harm there; the system is asked whether it
 * has it; or nobody can know, and a person decides.
 */
export type MisAfterDoubt = 'repeat' | 'look-up' | 'person';

/** What the system of this account can do, as data, so that people are shown what it cannot. */
export interface MisApiCan {
  /** `by-directory`: it cannot be asked by a number, but lists its cards (`people` of the adapter). */
  findPeople: 'by-phone' | 'by-directory' | false;
  calls:
    | {
        afterDoubt: MisAfterDoubt;
        /** A later revision changes the record. False: the first one stays, and people are shown that it says otherwise. */
        update: boolean;
        /** A record hangs on one certain card: calls of nobody, or of one of several, are not written. */
        needsPerson: boolean;
        /** A call of one of several, before a person said of whom: a record that hangs on nobody, or none until then. */
        unresolved: 'same' | 'skip';
        /** A number that no card there has: a lead or request is made of it, nothing is written, or a record as any other. */
        unknownCallers: 'lead' | 'skip' | 'same';
      }
    | false;
  /**
   * `link`: an address of ours that plays it; `file`: the bytes; `with-call`: the address goes with the record of the
   * call where it is known by then, and cannot be added later; false: nothing of a recording can be told.
   */
  recordings: 'link' | 'file' | 'with-call' | false;
  tickets: false | { afterDoubt: MisAfterDoubt };
  /**
   * What the reception said of a call is written to the card of who called, as a text of ours beside those of people.
   * `update`: a later word changes that text, unless a person has written in it; false, or changed by a person: the later
   * word is a text of its own.
   */
  outcomes: false | { afterDoubt: MisAfterDoubt; update: boolean };
  /** Visits can be read, by `listVisits`; `changes`: only those that were changed since a time, too. */
  visits: 'whole' | 'changes' | false;
  /** What a person answered to a reminder can be written to the visit. */
  visitAnswers: false | { afterDoubt: MisAfterDoubt };
  /** A visit can be entered there, for one certain card and a doctor of theirs, where nothing else stands at that time. */
  newVisits: false | { afterDoubt: MisAfterDoubt };
  /** It tells us by itself of a click on a number. */
  clickToCall: boolean;
  /** It shows a card of its own when it is told that a call rings. */
  ringing: boolean;
}

/** What an account wants of what its system can. */
export interface MisApiWants {
  /** Ids of branches whose calls it is told of; null: all, and calls without a branch. */
  branches: readonly string[] | null;
  /** Names of people are told, not only their ids. */
  names: boolean;
  calls: boolean;
  recordings: boolean;
  /** What the reception said of calls is told. */
  outcomes: boolean;
  /** It is told of calls that ring. */
  ringing: boolean;
  /** Missed calls become requests to call back; null: they do not. */
  tickets: { afterMinutes: number } | null;
  /** It is given what people ask for on the site, where it takes tickets. */
  requests: boolean;
  /** What a workplace asks for with a doctor and a time is entered there as a visit. */
  newVisits: boolean;
}

/** A call as it is written to a system. */
export interface ToldCall {
  /** Ours, of this call in this account: the same through all attempts and revisions, never used again. `[0-9a-f]`, 30. */
  key: string;
  /** A higher one replaces a lower one. */
  revision: number;
  call: PushedCall;
  /** The card of this very system whose call it certainly is; null: nobody's, or one of several, or not one of its cards. */
  person: { externalId: string; name: string | null } | null;
  /** Several may have called, and no person has said who. It must not be written to any of them. */
  unresolved: boolean;
  /** What the system itself calls this call, which began by a click on a number there; left out: it began elsewhere. */
  startedAs?: string;
}

/**
 * What is remembered of one thing in one system. It is durable when it resolves, so that another attempt, by another
 * process, goes on after the last finished step instead of doing it again.
 */
export interface MisProgress {
  /** What the system calls the record; null while that is not known. */
  readonly ref: string | null;
  /** Finished steps with what each of them answered. */
  readonly steps: Readonly<Record<string, string>>;
  finished(step: string, answer?: string): Promise<void>;
  /** Forgets a step, for a system that forgot it too. */
  undone(step: string): Promise<void>;
  /**
   * Takes the record's id before `writeCall` answers it, for a system that may answer one id for two calls. False when
   * another call of the account has it: it is not the record of this one.
   */
  claim(ref: string): Promise<boolean>;
}

/** `skipped`: this system takes no such record; the reason is a code that people are shown. */
export type MisWritten = { ref: string } | { skipped: 'unknown-number' | 'no-person' | 'no-number' | 'no-recording' };

/** A recording of a call that was written. */
export interface ToldRecording {
  key: string;
  callId: string;
  /** Plays it for whoever has it; null where no such address is given out. */
  url: string | null;
  seconds: number | null;
  /** The bytes, where a copy is kept here and is no larger than so many bytes. */
  read(maximumBytes: number): Promise<{ fileName: string; contentType: string; bytes: Buffer } | null>;
}

/**
 * A missed call that nobody has answered since, or what somebody asked for. Of the latter `call` stands in for a call: it
 * began when they asked, its number, line, campaign and candidates are theirs, and it has no result.
 */
export interface ToldTicket extends ToldCall {
  request?: ToldRequest;
  /** In the words of the clinic's language. */
  text: string;
  dueAt: Date;
}

/** What the reception said of a call. `person` is whose card it goes to. */
export interface ToldOutcome extends ToldCall {
  said: Pick<PushedOutcome, 'outcome' | 'reason' | 'note' | 'saidAt'>;
  /** All of it in the words of the clinic’s language; after it was taken back, that it was. */
  text: string;
  /** What is left on the card of a person who turned out not to have called. */
  withdrawn: string;
}

/** A call of somebody outside that rings at an extension now. */
export interface ToldRinging {
  phone: E164;
  /** The number of the clinic; null: the PBX does not tell. */
  line: E164 | null;
  extension: string | null;
}

/** What a person answered about a visit of this system. */
export interface ToldVisitAnswer {
  key: string;
  /** Of the visit there. */
  visitId: string;
  answer: 'confirmed' | 'cancelled';
  reason: string | null;
  at: Date;
}

/**
 * A visit that a workplace made with somebody, as it is entered. `call` stands in for a call as with a `ToldTicket` of a
 * request; who comes is certain to us, and `person` null where it is no card of this system that we know of.
 */
export interface ToldNewVisit extends ToldCall {
  /** As this very system calls the doctor. */
  doctor: string;
  startsAt: Date;
  endsAt: Date;
  /** In the words of the clinic's language, without names and numbers. */
  text: string;
}

/** A visit as this system tells it; what it does not tell is left out. */
export type ListedVisit = ToldVisit;

/** Both ends inclusive, compared with the start of the visit. */
export interface VisitRange {
  from: Date;
  to: Date;
  /** Only visits that were changed since, by the system's own clock, where it can tell; null: all. */
  changedSince: Date | null;
}

/** A card that has the number. */
export interface FoundPerson {
  externalId: string;
  /** `CONTACT`, `patient`: the system's own word for such cards; null where it has one kind only. */
  type: string | null;
  name: string;
  /** As the card writes them; the caller compares them after normalising. Empty: the system does not tell them. */
  phones: readonly string[];
}

/** What a system tells us by itself. */
export type MisEvent =
  /** Somebody clicked on a number. `ref` is what the system calls the call that will come of it, null where it has none. */
  | {
      kind: 'dial';
      phone: E164;
      extension: string | null;
      employeeRef: string | null;
      line: E164 | null;
      ref: string | null;
    }
  | { kind: 'person-changed'; externalId: string };

/** One thing that a rehearsal tried. */
export interface MisRehearsed {
  /** The setting that says it: `call.upsert`. */
  what: string;
  text: string;
  values: Readonly<Record<string, string | number | boolean | null>>;
  /** What came of it, in words; a failure says what to change. */
  outcome: { ok: boolean; said: string };
}

/** The first grant of a token, given by a person in the system's own pages. */
export interface MisConnect<Settings> {
  /** Where the person goes; null: the system shows the code by itself, the README says where. */
  address(settings: Settings, told: { state: string; redirectUri: string | null }): string | null;
  exchange(code: string, context: Omit<MisApiContext<Settings>, 'tokens'>): Promise<KeptToken>;
}

/**
 * A MIS or CRM whose API we call. What the system cannot do is said by `can` and left out. Functions throw the failures
 * of `failures.ts`; the messages hold no secret, no number, no name and no address. Every write is one that may be
 * repeated by another process after any of its requests.
 */
export interface MisApi<Settings> {
  /** Whether the system of this account is one that we call; left out: it is. */
  uses?(settings: Settings): boolean;
  can(settings: Settings): MisApiCan;
  wants(settings: Settings): MisApiWants;
  /** Where it is asked. An address that is not `trusted` is never connected to inside a private network. */
  target(settings: Settings): { url: string; trusted: boolean };
  /** Writes that the system takes; null: no limit is known. */
  rate?(settings: Settings): { perSecond: number; burst: number } | null;

  /** Cards that have the number, whatever way they write it, and no others. `[]`: nobody. */
  findPeople?(phone: E164, context: MisApiContext<Settings>): Promise<FoundPerson[]>;
  /** Writes the call, or the change of it where `progress.ref` is known and the system takes changes. */
  writeCall?(told: ToldCall, progress: MisProgress, context: MisApiContext<Settings>): Promise<MisWritten>;
  /** The record of this call as this revision says; null: it is not there. Owed with `afterDoubt: 'look-up'`. */
  lookUpCall?(told: ToldCall, progress: MisProgress, context: MisApiContext<Settings>): Promise<{ ref: string } | null>;
  /** `ref`: the record of its call. Attaching twice does no harm. */
  attachRecording?(
    ref: string,
    told: ToldRecording,
    progress: MisProgress,
    context: MisApiContext<Settings>,
  ): Promise<void>;
  createTicket?(told: ToldTicket, progress: MisProgress, context: MisApiContext<Settings>): Promise<MisWritten>;
  lookUpTicket?(
    told: ToldTicket,
    progress: MisProgress,
    context: MisApiContext<Settings>,
  ): Promise<{ ref: string } | null>;
  /** Never changes what a person wrote: it looks before it changes a text of its own. */
  writeOutcome?(told: ToldOutcome, progress: MisProgress, context: MisApiContext<Settings>): Promise<MisWritten>;
  /** The text as this revision says; null: it is not there. Owed with `afterDoubt: 'look-up'`. */
  lookUpOutcome?(
    told: ToldOutcome,
    progress: MisProgress,
    context: MisApiContext<Settings>,
  ): Promise<{ ref: string } | null>;
  /** Told at most once, while it rings; what fails is not tried again. */
  tellRinging?(told: ToldRinging, context: MisApiContext<Settings>): Promise<void>;
  writeVisitAnswer?(told: ToldVisitAnswer, context: MisApiContext<Settings>): Promise<void>;
  lookUpVisitAnswer?(told: ToldVisitAnswer, context: MisApiContext<Settings>): Promise<boolean>;
  /**
   * Looks first whether it is there already, and whether the doctor is free: throws PermanentFailure where another visit
   * stands at that time, or no one card is who comes. What was entered is not looked at again.
   */
  writeVisit?(told: ToldNewVisit, progress: MisProgress, context: MisApiContext<Settings>): Promise<{ ref: string }>;
  /** Null: it is not there. Owed with `afterDoubt: 'look-up'`. */
  lookUpVisit?(
    told: ToldNewVisit,
    progress: MisProgress,
    context: MisApiContext<Settings>,
  ): Promise<{ ref: string } | null>;
  /** Page by page, each visit as it is now. */
  listVisits?(range: VisitRange, context: MisApiContext<Settings>): AsyncIterable<readonly ListedVisit[]>;
  /** Free and busy times that the system writes to where we read them. */
  timetable?: {
    readEveryMinutes: number;
    /** One that has not changed for three times as long, while the clinic was open, is no longer written. */
    changesEveryMinutes: number;
    /** Null: there is none. */
    read(context: MisApiContext<Settings>): Promise<Timetable | null>;
  };
  /** Does what writing of this call would do, and takes it back. Nothing stays in the system. */
  rehearse?(told: ToldCall, context: MisApiContext<Settings>): Promise<MisRehearsed[]>;
  /** The cheapest request that proves address and credentials. */
  selfTest(context: MisApiContext<Settings>): Promise<void>;

  connect?: MisConnect<Settings>;
  /** What the system sends to `/mis/{account}`. */
  events?: {
    /** Compares in constant time; false is answered 403, whatever is wrong. */
    authenticate(request: InboundRequest, settings: Settings): boolean;
    /** Throws UnreadableNotification. `[]`: nothing of interest. */
    read(request: InboundRequest, settings: Settings): MisEvent[];
  };
}

/** Codes of what people miss in a system; the page says each in words. */
export const misCannots = [
  'find-people',
  'write-calls',
  'correct-calls',
  'write-calls-of-unresolved',
  'write-calls-of-unknown',
  'settle-doubt',
  'recordings',
  'late-recordings',
  'tickets',
  'outcomes',
  'correct-outcomes',
  'write-visits',
  'read-visits',
  'visit-answers',
  'click-to-call',
  'ringing',
] as const;
export type MisCannot = (typeof misCannots)[number];

export function misCannot(can: MisApiCan): MisCannot[] {
  const { calls } = can;
  const missing: Record<MisCannot, boolean> = {
    'find-people': can.findPeople === false,
    'write-calls': calls === false,
    'correct-calls': calls !== false && !calls.update,
    'write-calls-of-unresolved': calls !== false && (calls.needsPerson || calls.unresolved === 'skip'),
    'write-calls-of-unknown': calls !== false && (calls.needsPerson || calls.unknownCallers === 'skip'),
    'settle-doubt': calls !== false && calls.afterDoubt === 'person',
    recordings: can.recordings === false,
    'late-recordings': can.recordings === 'with-call',
    tickets: can.tickets === false,
    outcomes: can.outcomes === false,
    'correct-outcomes': can.outcomes !== false && !can.outcomes.update,
    'write-visits': can.newVisits === false,
    'read-visits': can.visits === false,
    'visit-answers': can.visitAnswers === false,
    'click-to-call': !can.clickToCall,
    ringing: !can.ringing,
  };
  return misCannots.filter((code) => missing[code]);
}

/** The one who called, where that is certain: a person chose, or there is only one who could. */
export function certainCandidate(call: PushedCall): PushedCall['candidates'][number] | null {
  const chosen = call.candidates.find((candidate) => candidate.chosen);
  return chosen ?? (call.candidates.length === 1 ? call.candidates[0]! : null);
}

/** A call as an account is told it. `cards`: the sources of people whose cards are those of its system. */
export function toldCall(told: {
  key: string;
  revision: number;
  call: PushedCall;
  cards: readonly string[];
}): ToldCall {
  const { key, revision, call, cards } = told;
  const certain = certainCandidate(call);
  return {
    ...{ key, revision, call },
    person:
      certain?.externalId != null && certain.source !== null && cards.includes(certain.source)
        ? { externalId: certain.externalId, name: certain.name }
        : null,
    unresolved: call.candidates.length > 1 && certain === null,
  };
}
