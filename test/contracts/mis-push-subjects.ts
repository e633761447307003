import { webhookSecret } from '../support/webhook-account.ts';

/** What the conformance suite must know of a MIS that we tell. */
export interface PushSubject {
  /** Settings of an account whose server is at `address`, inside a private network. */
  settings(address: string): Record<string, unknown>;
  /** Settings as they would be for this address of the internet. */
  publicSettings(address: string): Record<string, unknown>;
  /** What no failure may name. */
  secrets: readonly string[];
  /** Answers of a server that took it, one for each step. */
  taken: readonly { status: number; body: string }[];
  /** What the id of a delivery is read from, in a request as it came. */
  idOf(request: { headers: Record<string, unknown>; body: string }): string;
  /** An answer that says that the account wants nothing more; null where the target has no such word. */
  gone: { status: number; body: string } | null;
}

/** By the id of the adapter; an adapter that declares `push` owes one. */
export const pushSubjects: Record<string, PushSubject> = {
  webhooks: {
    settings: (address) => ({
      ...{ url: `${address}/hook-with-a-token`, secret: [webhookSecret], trusted: true, timeoutSeconds: 1 },
      headers: { Authorization: 'Bearer a-key-of-theirs' },
    }),
    publicSettings: (address) => ({ url: `${address}/hook`, secret: [webhookSecret] }),
    secrets: [webhookSecret, webhookSecret.slice(6), 'a-key-of-theirs', 'hook-with-a-token'],
    taken: [{ status: 204, body: '' }],
    idOf: ({ headers }) => String(headers['webhook-id']),
    gone: { status: 410, body: '' },
  },
};
