import type { z } from 'zod';
import type { CallClass } from './caller.ts';
import type { MisApi, MisApiContext } from './mis-api.ts';
import type { MisPush } from './mis-push.ts';
import type { InboundRequest, OutboundReply } from './request.ts';
import type { Timetable } from './timetable.ts';
import type { ToldRequest } from './told-request.ts';

export type { Timetable } from './timetable.ts';

export const misCapabilities = ['finished-calls', 'ongoing-calls', 'tickets', 'timetable'] as const;
export type MisCapability = (typeof misCapabilities)[number];

/** A call as it is told to a MIS. Internal calls never get here. */
export interface CallRecord {
  callId: string;
  /** Of the thing owed to the MIS: the same through all revisions, null while the call goes on. */
  recordId: string | null;
  revision: number;
  /** Start in whole seconds UTC, already moved by whole seconds where another record would look the same. */
  startedAt: Date;
  direction: 'in' | 'out';
  /** E.164 or null for a withheld number. */
  external: string | null;
  /** The clinic's number in E.164, null when the PBX did not tell. */
  line: string | null;
  /** The line's name from the configuration. */
  lineName: string | null;
  campaign: string | null;
  /** IANA zone of the branch. */
  zone: string;
  /** `missed` is inbound, `unanswered` outbound. */
  result: 'answered' | 'missed' | 'unanswered' | null;
  missedReason: string | null;
  waitSeconds: number | null;
  /** Null when nobody talked. */
  talkSeconds: number | null;
  class: CallClass | null;
  reasons: string[];
  /** An address that plays the recording, null when there is none. */
  recordingUrl: string | null;
  /** When this revision was published, null while the call goes on. */
  publishedAt: Date | null;
}

/**
 * A request to call back: of a missed call, or what somebody asked for. Of the latter the start is when they asked, the
 * number, the line and the campaign are those that they left or came by, and there is no result.
 */
export type TicketRecord = CallRecord & { request?: ToldRequest };

/** Both ends inclusive, compared with the start of the call or with its publication. */
export interface CallWindow {
  from: Date;
  to: Date;
  limit: number;
  offset: number;
}

/** Which requests are wanted; pages are cut from those alone. */
export interface TicketWindow extends CallWindow {
  missedCalls: boolean;
  requests: boolean;
}

/** What the product gives to a MIS that asks us. */
export interface PullPorts {
  /** In order of publication; pages of one window are cut from one snapshot. */
  finishedCalls(window: CallWindow): Promise<CallRecord[]>;
  ongoingCalls(window: Pick<CallWindow, 'limit' | 'offset'>): Promise<CallRecord[]>;
  /** Missed inbound calls that ask for a call back, and what people asked for otherwise, in order of publication. */
  tickets(window: TicketWindow): Promise<TicketRecord[]>;
  /** Replaces what is stored of this account's timetable: the span the upload covers and all that is still to come. */
  storeTimetable(timetable: Timetable): Promise<void>;
}

export interface MisAccount<Settings> {
  account: string;
  settings: Settings;
  /** The clinic's branches, in the order of the configuration. */
  branches: readonly { id: string; name: string; zone: string }[];
}

/** What a MIS that asks us gets, and what of it the page of integrations shows. */
export interface PullReply extends OutboundReply {
  /** The method that was asked for, in the MIS's own word; null where none was. */
  method: string | null;
  /** How many rows went out or came in, null where rows make no sense. */
  rows: number | null;
  /** The period and the page that it asked for, as far as they were read. */
  asked?: Partial<CallWindow>;
}

/** What an account wants to be offered. */
export interface PullWants {
  calls: boolean;
  missedCalls: boolean;
  /** A missed call is offered this long after its end, and only while the caller was not talked to since. */
  missedCallsAfterMinutes: number;
  /** What people ask for on the site, and workplaces for people. */
  requests: boolean;
}

/** A card of the MIS. Days are `yyyy-MM-dd`, local; null is what the MIS does not tell. */
export interface MisPerson {
  /** Permanent in this MIS. */
  externalId: string;
  /** What the MIS called the card before. */
  formerId: string | null;
  /** The card that this one was joined to. */
  mergedInto: string | null;
  kind: 'patient' | 'staff' | 'contractor';
  fullName: string;
  surname: string | null;
  givenName: string | null;
  patronymic: string | null;
  birthDate: string | null;
  /** As the card writes them, in any form; a note says whose they are. */
  phones: readonly { written: string; note: string | null; validFrom: string | null; validTo: string | null }[];
  note: string | null;
  /** Equal for those who belong together. */
  household: string | null;
  lastVisit: Date | null;
  knownBefore: boolean;
  validFrom: string | null;
  validTo: string | null;
  /** Archived or deleted there. */
  gone: boolean;
}

export interface MisPeoplePage {
  people: readonly MisPerson[];
  /** Of all pages together, null where the MIS does not tell. */
  total: number | null;
}

/** The signal ends the listing. */
export type MisPeopleContext<Settings> = MisApiContext<Settings>;

/** An adapter's `people` for one account. */
export type ListPeople = (signal: AbortSignal) => AsyncIterable<MisPeoplePage>;

/**
 * A MIS or CRM. One that asks us declares `pull`: the product authenticates, reads the request and answers in the MIS's
 * own words through `answer`. One that we tell declares `push`; one whose API we call, `api`.
 */
export interface MisAdapter<Settings = unknown> {
  id: string;
  name: string;
  settings: z.ZodType<Settings>;
  capabilities: readonly MisCapability[];
  pull?: {
    /** First segment of the address: `/ident/{account}/…`. */
    basePath: string;
    /**
     * Null: accepted; else the refusal to send. Compares in constant time. The body is not read yet.
     * Settings are null for an account that does not exist or an address that may not call: the refusal is then the
     * one of wrong credentials, so that nobody learns which.
     */
    authenticate(request: InboundRequest, settings: Settings | null): OutboundReply | null;
    /** Rejects only where a port does; whatever is wrong with the request is told in the reply. */
    answer(request: InboundRequest, account: MisAccount<Settings>, ports: PullPorts): Promise<PullReply>;
    /** Whether the MIS of this account asks us; left out: it does. */
    uses?(settings: Settings): boolean;
    wants(settings: Settings): PullWants;
    /** What the MIS tells records apart by; equal keys are parted by moving the start by whole seconds. */
    recordKey(record: Pick<CallRecord, 'startedAt' | 'direction' | 'external' | 'line'>): string;
    /** How often a running MIS sends its timetable, minutes; left out: it sends none. */
    timetableEveryMinutes?: number;
    /** What a person enters into the MIS, and where, in the MIS's own words. `baseUrl` has no slash at the end. */
    setup?(account: string, settings: Settings, baseUrl: string): readonly { title: string; value: string }[];
    /** The largest request body, bytes. */
    maximumBody: number;
  };
  push?: MisPush<Settings>;
  api?: MisApi<Settings>;
  /** Every card of the MIS, page by page. Throws the failures of `failures.ts`. */
  people?(context: MisPeopleContext<Settings>): AsyncIterable<MisPeoplePage>;
}

export function defineMisAdapter<Settings>(adapter: MisAdapter<Settings>): MisAdapter<Settings> {
  return adapter;
}
