import type { SmsState } from '../../src/contracts/sms.ts';

/** What the stand-in of a provider is told to do with the next messages, in the vendor's own words. */
export type SmsWord =
  'takes' | 'refuses-recipient' | 'bad-number' | 'stop-list' | 'no-money' | 'wrong-key' | 'sender-not-agreed';

/** A request as the stand-in reads it. Names of headers are in lower case. */
export interface StubRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

export interface TakenSms {
  /** As the provider would dial it. */
  to: string;
  text: string;
  sender: string | null;
  clientId: string | null;
  templateId: string | null;
  providerId: string;
}

/** A provider that speaks HTTP, from its documents alone and without the adapter's own code. */
export interface SmsStub {
  /** True for a request that sends; the others (sessions, statuses, balance) are always answered. */
  sends(request: StubRequest): boolean;
  answer(request: StubRequest, word: SmsWord): { status: number; headers?: Record<string, string>; body: string };
  /** In order. */
  taken: TakenSms[];
  /** What it tells of a message, by its own id; `queued` for those not here. */
  states: Map<string, SmsState>;
  balance: number;
}
