import type { z } from 'zod';
import type { Clock } from './clock.ts';
import { PermanentFailure } from './failures.ts';
import type { HttpClient } from './http-client.ts';
import type { E164 } from './phone-number.ts';
import type { InboundRequest, OutboundReply } from './request.ts';

/**
 * What an adapter can do; each declared capability owes the contract suite its proof.
 *
 * `alpha-sender`: the sender may be a word; people cannot answer it. `replies`: answers of people reach us. `client-id`:
 * a message can be asked for by the id that we gave it, so that a lost answer can be looked up. `status-query`: it can be
 * asked for by the provider's id. `receipts`: the provider tells by itself what became of a message. `balance`: the money
 * that is left can be asked for. `templates`: texts are registered with the operator and carry their id.
 */
export const smsCapabilities = [
  'alpha-sender',
  'replies',
  'client-id',
  'status-query',
  'receipts',
  'balance',
  'templates',
] as const;
export type SmsCapability = (typeof smsCapabilities)[number];

export type SmsClass = 'service' | 'advertising';

/** One text to one number. */
export interface SmsMessage {
  /** Ours, the same whenever it is asked for: 1 to 15 digits. */
  clientId: string;
  to: E164;
  text: string;
  /** A word or a number, as agreed with the provider; null: the account's own. */
  sender: string | null;
  /** Of the text, where it is registered with the operator. */
  templateId: string | null;
  class: SmsClass;
  /** After this it is of no use to anybody; null: it does not age. */
  validUntil: Date | null;
}

/** The provider has it. */
export interface SmsAccepted {
  /** What its receipts and status answers will name; null where the provider tells none. */
  providerId: string | null;
  /** As the provider counted; null where it does not tell. */
  parts: number | null;
  /** In the account's currency; null where the provider does not tell. */
  cost: number | null;
}

/**
 * `queued`: with the provider. `sent`: with the operator. `delivered`, `failed`: it stays so. `unknown`: the provider
 * names the message and cannot say.
 */
export type SmsState = 'queued' | 'sent' | 'delivered' | 'failed' | 'unknown';

/** What became of a message. At least one of the two ids is told. */
export interface SmsReport {
  providerId: string | null;
  clientId: string | null;
  state: SmsState;
  /** When it came to that, null where the provider does not tell. */
  at: Date | null;
  /** The provider's own code or word, for people; null where there is none. At most 40 characters. */
  code: string | null;
  /** Why it failed, where the code says so. */
  refusal: SmsRefusal | null;
  /** In the account's currency; null where the provider does not tell. */
  cost: number | null;
}

/** Which message is asked about. */
export interface SmsQuery {
  /** Null after a lost answer. */
  providerId: string | null;
  clientId: string;
  to: E164;
  triedAt: Date;
}

/** What a person answered. */
export interface SmsReply {
  /** The provider's, or a hash of the answer's fields: the same when it comes again. */
  replyId: string;
  from: E164;
  /** The number that was answered; null where the provider does not tell. */
  to: string | null;
  text: string;
  /** Of the message that was answered, where the provider tells. */
  providerId: string | null;
  at: Date | null;
}

export interface SmsReceived {
  reports: SmsReport[];
  replies: SmsReply[];
}

/** Why this one message will never be taken. */
export type SmsRefusal = 'bad-number' | 'stop-list' | 'text' | 'limit' | 'other';

/** This message is refused; others of the account are not. */
export class SmsRefused extends PermanentFailure {
  readonly refusal: SmsRefusal;
  constructor(refusal: SmsRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

/** Why the account takes nothing until a person has mended it. */
export type SmsStop = 'no-money' | 'credentials' | 'sender' | 'blocked';

/** Nothing was sent, and nothing will be: an alarm, and no further attempts by this account until somebody resumes it. */
export class SmsStopped extends PermanentFailure {
  readonly stop: SmsStop;
  constructor(stop: SmsStop, message: string) {
    super(message, { stops: true });
    this.stop = stop;
  }
}

/** Given to everything that talks to a provider. */
export interface SmsContext<Settings> {
  account: string;
  settings: Settings;
  /** Addresses are absolute; every one is a setting of the account, the vendor's own being the default. */
  http: HttpClient;
  clock: Clock;
  /** Where the provider may tell receipts and replies, the account's secret in it; null where nobody can reach us. */
  receiptUrl: string | null;
  /** For a provider that tells over a held connection: resolves when it is durable, rejects when it could not be stored. */
  received(told: SmsReceived): Promise<void>;
  /** One line for the log; no number, no name, no text. */
  note(message: string, fields: Readonly<Record<string, string | number | boolean | null>>): void;
}

/**
 * An open account. What it holds (a session, a connection) lives here, and is closed with it; opening asks nothing.
 *
 * Failures are thrown, those of `failures.ts` and the two above; their messages hold no secret, no number, no name and
 * no text.
 */
export interface SmsLink {
  /**
   * Resolves when the provider has taken this recipient's message: an answer that is a success as a whole and refuses the
   * recipient is a refusal.
   *
   * - TransientFailure: it was not taken, later it may be (429, 503, no connection, throttled). Another provider may
   *   send it at once.
   * - AmbiguousFailure: it may have been taken (no answer, 500, a page in HTML, an answer that cannot be read).
   * - SmsRefused: never, and the rest of the account goes on.
   * - SmsStopped: the account takes nothing (no money, wrong key, the sender is not agreed).
   */
  send(message: SmsMessage): Promise<SmsAccepted>;
  /**
   * What became of these; at most `statusBatch` at once. One answer for each query, in order; null: the provider does
   * not know it. Owed with `status-query` and `client-id`. It only reads, so it throws no AmbiguousFailure.
   */
  status?(queries: readonly SmsQuery[]): Promise<(SmsReport | null)[]>;
  /** The money that is left; currency as ISO 4217, null where the provider does not tell. */
  balance?(): Promise<{ amount: number; currency: string | null }>;
  close?(): Promise<void>;
}

/** An SMS provider, as data and functions. Only what `open` answers does I/O. */
export interface SmsAdapter<Settings = unknown> {
  /** The provider's name in the configuration and the name of the folder. */
  id: string;
  /** The provider's name as clinics know it. */
  name: string;
  settings: z.ZodType<Settings>;
  capabilities: readonly SmsCapability[];
  /** From connecting to the last byte of an answer, ms. */
  timeoutMs(settings: Settings): number;
  /** Messages that the provider takes; null: no limit is known. */
  rate?(settings: Settings): { perSecond: number; burst: number } | null;
  /** Queries that one `status` takes; 1 when left out. */
  statusBatch?: number;
  /** People can answer what is sent with this sender. Left out: a number can be answered where there are `replies`. */
  answerable?(sender: string | null, settings: Settings): boolean;
  /**
   * It is told with each message where its receipts go, so that our address must be known. Left out: the address is
   * entered in its cabinet, or it has no receipts.
   */
  tellsReceiptAddress?(settings: Settings): boolean;
  open(context: SmsContext<Settings>): SmsLink;
  /**
   * Receipts and replies that come as requests. The secret of the account in the address was compared already; `path` is
   * what follows it.
   */
  receive?: {
    /** For a provider that signs, or may call from some addresses only. Compares in constant time. */
    authenticate?(request: InboundRequest, settings: Settings): boolean;
    /** Pure. Throws UnreadableNotification for what it cannot read; that is kept, shown and answered like the rest. */
    parse(request: InboundRequest, settings: Settings): SmsReceived;
    /** What the provider wants to read when we have it; plain «ok» where it reads the status only. */
    acknowledgement?: OutboundReply;
  };
}

/** Whether people can answer what the account sends with this sender; null: the account's own. */
export function isAnswerable(adapter: SmsAdapter, sender: string | null, settings: unknown): boolean {
  return (
    adapter.answerable?.(sender, settings) ??
    (adapter.capabilities.includes('replies') && sender !== null && /^\+?\d{3,15}$/.test(sender))
  );
}

export function defineSmsAdapter<Settings>(adapter: SmsAdapter<Settings>): SmsAdapter<Settings> {
  return adapter;
}
