import type { SmsWord, TakenSms } from '../../adapters/kit/sms-stub.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import type { SmsReceived, SmsState } from '../../src/contracts/sms.ts';

/**
 * Beside the vendor's words what happens on any way: `throttled` and `unavailable` were not taken; `lost-answer`, `slow`
 * and `half-answer` were taken and nobody hears of it; `server-error` and `page` say nothing of it.
 */
export type SmsBehaviour =
  SmsWord | 'throttled' | 'unavailable' | 'lost-answer' | 'slow' | 'half-answer' | 'server-error' | 'page';

/** A provider on this machine. */
export interface SmsStand {
  /** As in the configuration, every address leading here. An answer is awaited for a second at most. */
  settings: Record<string, unknown>;
  /** The same account at an address where nobody listens. */
  unreachable: Record<string, unknown>;
  behave(behaviour: SmsBehaviour): void;
  /** What it truly took, in order, whatever it answered. */
  taken: readonly TakenSms[];
  /** How often it was asked to send, whatever came of it. */
  asked(): number;
  /** What it tells of a message from now on. */
  become(providerId: string, state: SmsState): void;
  setBalance(amount: number): void;
  close(): Promise<void>;
}

/** What the conformance suite must know of an SMS provider. */
export interface SmsSubject {
  start(): Promise<SmsStand>;
  /** Settings of an account whose provider is at `address`, for what needs no stand-in. */
  settings(address: string): Record<string, unknown>;
  /** What no failure may name. */
  secrets: readonly string[];
  /** A sender that the stand-in knows, and an id of a registered text where there are `templates`. */
  sender: string;
  templateId?: string;
  /** Behaviours that this provider has no word or no way for; each with the reason, from its documents. */
  lacks?: Partial<Record<SmsBehaviour, string>>;
  /** States that it cannot tell apart in a status answer, with the one it tells. */
  tells?: Partial<Record<SmsState, SmsState>>;
  /** Requests as the provider sends them; owed with `receipts` (one delivered, one failed at least) and `replies`. */
  received?: readonly { name: string; request: InboundRequest; told: SmsReceived }[];
}
