import type { CallEvent } from './call-event.ts';
import type { Clock } from './clock.ts';
import type { HttpClient } from './http-client.ts';
import type { E164 } from './phone-number.ts';

/** Given to everything that talks to the provider. Failures are the three of `failures.ts`. */
export interface PbxApiContext<Settings> {
  account: string;
  settings: Settings;
  /** Addresses are absolute; every one is a setting of the account, the vendor's own being the default. */
  http: HttpClient;
  clock: Clock;
}

/** Both ends inclusive, compared with the start of the call. */
export interface HistoryWindow {
  from: Date;
  to: Date;
}

/** The provider's list of finished calls, to heal what its notifications lost. */
export interface PbxHistory<Settings> {
  /** The longest span that one request may ask for, days; a longer window is cut by the caller. */
  maximumDays: number;
  /** How far back the provider answers, days. */
  keptDays: number;
  /** The provider takes no more than one poll in so many seconds. */
  everySeconds: number;
  /** A call is in the list at the latest so many seconds after its end. */
  lagSeconds: number;
  /**
   * Pages of events. All events of one call are in one page, under the same `providerCallId` as the notifications of
   * that call have, and fold to the same call as those do; the events of a whole call end with `ended` or `missed`.
   */
  read(context: PbxApiContext<Settings>, window: HistoryWindow): AsyncIterable<CallEvent[]>;
}

/** Where the bytes of a recording are. */
export type RecordingSource =
  | {
      kind: 'http';
      url: string;
      headers?: Readonly<Record<string, string>>;
      /** The address was built from the account's settings, so it may be in the clinic's own network. */
      trusted: boolean;
    }
  /** A file of this machine or of a mounted share. */
  | { kind: 'file'; path: string }
  | { kind: 'not-yet'; retryAfterSeconds: number | null }
  /** It will never come; the reason is told to people. */
  | { kind: 'never'; reason: string };

export interface WantedRecording {
  /** As the event told it. */
  ref: string;
  kind: 'talk' | 'voicemail';
  providerCallId: string;
}

export interface WantedDial {
  /** The operator's internal number; the PBX rings it first. */
  extension: string;
  /** The PBX's own id of the operator, null where it is not known. */
  employeeRef: string | null;
  phone: E164;
  /** The clinic's number to show, null: the PBX's own choice. */
  line: E164 | null;
  /** Ours, the same when a lost answer is asked again. At most 36 characters. */
  requestId: string;
}

export interface PbxEmployee {
  /** The PBX's own id. */
  ref: string;
  name: string | null;
  extensions: string[];
}

/** What can be asked of a provider beyond its notifications. Whatever it cannot do is left out. */
export interface PbxApi<Settings> {
  /** False for an account without credentials of the API: nothing is asked of it. Left out: always true. */
  isConfigured?(settings: Settings): boolean;
  /**
   * False while nobody has confirmed that the ids of the provider's list are those of its notifications: comparing would
   * make every call twice, so neither `history` nor `call` is asked. Left out: always true.
   */
  comparesCalls?(settings: Settings): boolean;
  history?: PbxHistory<Settings>;
  /** Calls that go on now, to rebuild the screens after a restart. */
  ongoing?(context: PbxApiContext<Settings>): Promise<CallEvent[]>;
  /** What became of one call; `[]` when the provider does not know it. */
  call?(context: PbxApiContext<Settings>, providerCallId: string): Promise<CallEvent[]>;
  recording?(context: PbxApiContext<Settings>, wanted: WantedRecording): Promise<RecordingSource>;
  /** Click-to-call. Answers the id that the call's notifications will carry, null where the provider tells none. */
  dial?(context: PbxApiContext<Settings>, wanted: WantedDial): Promise<{ providerCallId: string | null }>;
  /** `legIds` are the provider's ids of the legs that have not ended, for a PBX that hangs up a leg and not a call. */
  hangUp?(context: PbxApiContext<Settings>, providerCallId: string, legIds: readonly string[]): Promise<void>;
  /** Sends a ringing call elsewhere, for providers that are commanded instead of asking (`question`). */
  route?(context: PbxApiContext<Settings>, wanted: WantedRoute): Promise<void>;
  /** Replaces our own tags on the call; tags of people stay. */
  writeTags?(context: PbxApiContext<Settings>, wanted: WantedTags): Promise<void>;
  employees?(context: PbxApiContext<Settings>): Promise<PbxEmployee[]>;
  /** The provider's own account of why nobody answered, in its words, in order. */
  trace?(context: PbxApiContext<Settings>, providerCallId: string): Promise<string[]>;
  /**
   * For providers that send notifications only while somebody is subscribed: subscribes anew or once more. Answers
   * until when; asked again before that. A notification that comes twice meanwhile is one by its key.
   */
  subscribe?(context: PbxApiContext<Settings>): Promise<{ expiresAt: Date }>;
  /** The cheapest request that proves address and credentials. */
  selfTest?(context: PbxApiContext<Settings>): Promise<void>;
}

export interface WantedTags {
  providerCallId: string;
  tags: string[];
  /** Every text that this clinic's Trubka writes as a tag: those that are not wanted now are taken off the call. */
  ours?: readonly string[];
}

export interface WantedRoute {
  providerCallId: string;
  /** The event that made us decide, for providers that answer by its fields. */
  event: CallEvent;
  extension: string;
  callerName: string | null;
}

/** A provider that waits for our word about a call. */
export interface PbxQuestion {
  /** The caller in E.164, null when withheld or not readable. */
  external: E164 | null;
  line: E164 | null;
  providerCallId: string | null;
  /** What this request may be answered with. */
  wants: readonly ('caller-name' | 'route')[];
}

/** Our word about a call; all null is «do as you would without us». */
export interface PbxDecision {
  /** For a telephone's display. Null: unknown, several people, or not to be told. */
  callerName: string | null;
  /** Internal number to ring. */
  extension: string | null;
  /** A text for the caller, where the provider can speak it. */
  say: string | null;
  /** The PBX's own code of a branch of its scenario. */
  code: string | null;
}

/** A source that holds a connection instead of receiving requests (AMI). */
export interface PbxConnection<Settings> extends PbxApiContext<Settings> {
  /** Resolves when the events are durable, rejects when they could not be stored in time. */
  emit(events: CallEvent[]): Promise<void>;
  /** Told at every change; `reason` names what to change where it is the clinic's to change. */
  onState(state: 'connecting' | 'connected' | 'lost', reason: string | null): void;
}
