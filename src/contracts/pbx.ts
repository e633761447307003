import type { z } from 'zod';
import type { CallEvent } from './call-event.ts';
import type { PbxApi, PbxConnection, PbxDecision, PbxQuestion } from './pbx-api.ts';
import type { InboundRequest, OutboundReply } from './request.ts';

/** What an adapter can do; each declared capability owes the contract suite a fixture. */
export const pbxCapabilities = [
  'incoming',
  'ringing',
  'answered',
  'missed',
  'ended',
  'outgoing',
  'recording-link',
  'transfer',
  'voicemail',
  'internal',
  'withheld',
] as const;
export type PbxCapability = (typeof pbxCapabilities)[number];

export interface ParseContext<Settings> {
  account: string;
  settings: Settings;
}

/** What a clinic enters into the provider's cabinet. */
export interface ProviderTemplate {
  /**
   * `request` (the default): a notification in our words, with the provider's placeholders in `body` or in the query.
   * `address`: the provider sends what it always sends; only `url` is entered. `file`: `body` is a document to upload.
   */
  kind?: 'request' | 'address' | 'file';
  /** Where to click, in the provider's own words. */
  title: string;
  method: 'GET' | 'POST';
  url: string;
  /** Body to paste or file to upload; null for GET and for an address. */
  body: string | null;
}

/** A request as the provider would send it, for `trubka simulate` and for tests. */
export interface SimulatedRequest {
  method: 'GET' | 'POST';
  /** What follows `/webhooks/{account}`. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * A telephone system, as data and pure functions. `parse` does no I/O and reads no clock. It throws
 * `UnreadableNotification` for what it cannot read; the intake keeps that in quarantine and answers 200.
 * A notification that is understood and means nothing to us gives `[]`.
 */
export interface PbxAdapter<Settings = unknown> {
  /** The provider's name in the configuration and the name of the folder. */
  id: string;
  /** The provider's name as clinics know it. */
  name: string;
  settings: z.ZodType<Settings>;
  capabilities: readonly PbxCapability[];
  /** How long after `ended` later facts are awaited before the call is settled. Default 15 s. */
  settleSeconds?: number;
  /** Event kinds after which nothing more comes: the call is settled at once. */
  finalKinds?: readonly CallEvent['kind'][];
  /** True when the request carries this account's credentials. Compares in constant time. */
  authenticate(request: InboundRequest, settings: Settings): boolean;
  parse(request: InboundRequest, context: ParseContext<Settings>): CallEvent[];
  /** The provider's check of our address (`zd_echo`); null when this is no check. */
  challenge?(request: InboundRequest, settings: Settings): OutboundReply | null;
  /** What this provider wants to read when its notification was taken; plain «ok» where it reads the status only. */
  acknowledgement?: OutboundReply;
  /** What to paste into the provider's cabinet. `baseUrl` has no slash at the end. */
  templates?(account: string, settings: Settings, baseUrl: string): ProviderTemplate[];
  /** The inverse of `parse`, for `trubka simulate`. */
  simulate?(event: CallEvent, settings: Settings): SimulatedRequest[];
  /** Non-null when the provider waits for our word about this call. The events of the request are stored first. */
  question?(request: InboundRequest, settings: Settings): PbxQuestion | null;
  /** Our word in the provider's own; all-null decisions mean «as without us». */
  reply?(decision: PbxDecision, question: PbxQuestion, settings: Settings): OutboundReply;
  /** What can be asked of the provider. The only part of an adapter that does I/O, beside `connect`. */
  api?: PbxApi<Settings>;
  /**
   * For a PBX that is connected to: keeps the connection alive by itself until `close`. Such an adapter refuses every
   * webhook, and reads what comes by a pure function of its own that its tests feed with recorded conversations.
   */
  connect?(connection: PbxConnection<Settings>): { close(): Promise<void> };
}

export function definePbxAdapter<Settings>(adapter: PbxAdapter<Settings>): PbxAdapter<Settings> {
  return adapter;
}
