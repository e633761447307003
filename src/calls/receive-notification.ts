import type { CallEvent } from '../contracts/call-event.ts';
import { checkCallEvent } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';
import { UnreadableNotification } from '../contracts/failures.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { InboundRequest, OutboundReply } from '../contracts/request.ts';
import type { PbxAccount } from '../platform/configuration/configuration.ts';
import type { PoolClient, Sql } from '../platform/database/index.ts';
import { Overloaded, Stopping } from '../platform/group-commit.ts';
import type { Intake } from './intake.ts';
import { quarantine } from './quarantine-store.ts';
import { tagsOfKnownCalls } from './tags-of-known-calls.ts';
import { rawWithoutSecrets, withoutSecrets } from './without-secrets.ts';

export type Outcome =
  | { kind: 'stored'; events: number; reply?: OutboundReply | undefined }
  | { kind: 'quarantined'; reason: string; reply?: OutboundReply | undefined }
  | { kind: 'challenge'; reply: OutboundReply }
  /** Unknown account, wrong secret or address: which, is never told. */
  | { kind: 'refused' }
  /** Not durable in time; the provider may repeat it, reconciliation heals the rest. */
  | { kind: 'busy' };

export interface ReceiveOptions {
  accounts(): ReadonlyMap<string, PbxAccount>;
  adapters: ReadonlyMap<string, PbxAdapter>;
  addressAllowed(address: string, ranges: readonly string[]): boolean;
  intake: Intake;
  sql: Sql;
  clock: Clock;
  /** A former receiver gets a copy of every request that was let in: owed in the transaction that keeps the request. */
  forward?(tx: PoolClient | Sql, owed: { account: PbxAccount; request: InboundRequest; at: Date }): Promise<void>;
  /** For providers that wait for our word about a call or can be commanded; asked when the facts are durable. */
  answers?: {
    /** Null: this request asks nothing. */
    reply(account: PbxAccount, adapter: PbxAdapter, request: InboundRequest): Promise<OutboundReply | null>;
    /** Returns at once and never throws. */
    command(account: PbxAccount, adapter: PbxAdapter, events: readonly CallEvent[]): void;
  };
  onUnusable?(error: unknown): void;
}

/** How long a provider waits for the commit before it is told to come again. */
export const COMMIT_WITHIN_MS = 1000;

/** More facts than this wait: what comes now would not be stored in time. */
const FULL = 256;

export interface Receiver {
  /** True while a request had better be turned away unread, so that those before it are stored in time. */
  isFull(): boolean;
  receive(account: string, request: InboundRequest, options: { truncated: boolean }): Promise<Outcome>;
  /** Reads a kept request again, without asking for its secret. */
  replay(account: string, request: InboundRequest, receivedAt: Date): Promise<Outcome>;
}

/** From the request to durable facts: authenticate, parse, commit. Nothing outside PostgreSQL is on the way. */
export function createReceiver(options: ReceiveOptions): Receiver {
  async function receive(id: string, request: InboundRequest, { truncated }: { truncated: boolean }): Promise<Outcome> {
    const account = options.accounts().get(id);
    const adapter = account === undefined ? undefined : options.adapters.get(account.provider);
    if (account === undefined || adapter === undefined) return { kind: 'refused' };
    if (account.allowFrom.length > 0 && !options.addressAllowed(request.remoteAddress, account.allowFrom))
      return { kind: 'refused' };
    const challenge = adapter.challenge?.(request, account.settings) ?? null;
    if (challenge !== null) return { kind: 'challenge', reply: challenge };
    if (truncated) {
      // The body is not whole, so a secret in it cannot be asked for; one in the path still is.
      if (!adapter.authenticate({ ...request, body: Buffer.alloc(0) }, account.settings)) return { kind: 'refused' };
      return await keep(account, adapter, request, true, new UnreadableNotification('the body is larger than 1 MB'));
    }
    if (!adapter.authenticate(request, account.settings)) return { kind: 'refused' };
    const outcome = await store(account, adapter, request, options.clock.now());
    if (outcome.kind !== 'stored' || adapter.question === undefined || options.answers === undefined) return outcome;
    const reply = await options.answers.reply(account, adapter, request);
    return reply === null ? outcome : { ...outcome, reply };
  }

  async function store(
    account: PbxAccount,
    adapter: PbxAdapter,
    request: InboundRequest,
    receivedAt: Date,
  ): Promise<Outcome> {
    let events: CallEvent[];
    try {
      events = adapter
        .parse(request, { account: account.id, settings: account.settings })
        .map((event) => checked(event));
    } catch (error) {
      return await keep(account, adapter, request, false, error);
    }
    const reply = adapter.acknowledgement;
    const forward = account.forwardTo === undefined ? undefined : options.forward;
    const owed = { account, request, at: receivedAt };
    const commit = async (): Promise<Outcome> => {
      const told = await tagsOfKnownCalls(options.sql, events);
      if (told.length === 0) {
        await forward?.(options.sql, owed);
        return { kind: 'stored', events: 0, reply };
      }
      await options.intake.submit({
        events: told,
        receivedAt,
        raw: rawWithoutSecrets(request, account.settings),
        ...(forward && { alongside: (client) => forward(client, owed) }),
      });
      options.answers?.command(account, adapter, told);
      return { kind: 'stored', events: told.length, reply };
    };
    try {
      return await within(commit());
    } catch (error) {
      if (!(error instanceof Overloaded)) options.onUnusable?.(error);
      // The data itself is at fault (SQLSTATE class 22 and 23, or our own error): asking again would not help.
      if (isDatabaseTrouble(error)) return { kind: 'busy' };
      return await keep(account, adapter, request, false, error);
    }
  }

  async function keep(
    account: PbxAccount,
    adapter: PbxAdapter,
    request: InboundRequest,
    truncated: boolean,
    error: unknown,
  ): Promise<Outcome> {
    const unreadable = error instanceof UnreadableNotification ? error : null;
    if (unreadable === null) options.onUnusable?.(error);
    const reason = unreadable?.message ?? 'this notification could not be processed; see the log';
    const keepNow = async (): Promise<Outcome> => {
      const at = options.clock.now();
      const kept = {
        account: account.id,
        request: withoutSecrets(request, account.settings),
        receivedAt: at,
        truncated,
        reason,
        field: unreadable?.field ?? null,
      };
      const { forward } = options;
      if (account.forwardTo === undefined || forward === undefined || truncated) await quarantine(options.sql, kept);
      else
        await options.sql.transaction().execute(async (tx) => {
          await quarantine(tx, kept);
          await forward(tx, { account, request, at });
        });
      return { kind: 'quarantined', reason, reply: adapter.acknowledgement };
    };
    try {
      return await within(keepNow());
    } catch (failure) {
      options.onUnusable?.(failure);
      return { kind: 'busy' };
    }
  }

  return {
    isFull: () => options.intake.waiting() > FULL,
    receive,
    async replay(id, request, receivedAt) {
      const account = options.accounts().get(id);
      const adapter = account === undefined ? undefined : options.adapters.get(account.provider);
      if (account === undefined || adapter === undefined)
        return { kind: 'quarantined', reason: `the account "${id}" is no longer in the configuration` };
      try {
        const parsed = adapter.parse(request, { account: id, settings: account.settings });
        const events = await tagsOfKnownCalls(
          options.sql,
          parsed.map((event) => checked(event)),
        );
        if (events.length > 0)
          await options.intake.submit({ events, receivedAt, raw: rawWithoutSecrets(request, account.settings) });
        return { kind: 'stored', events: events.length };
      } catch (error) {
        return {
          kind: 'quarantined',
          reason: error instanceof UnreadableNotification ? error.message : 'could not be processed',
        };
      }
    },
  };
}

/** An adapter that makes an impossible event is at fault, not the provider; either way nothing is lost. */
function checked(event: CallEvent): CallEvent {
  const result = checkCallEvent(event);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UnreadableNotification(
    `${issue?.path.join('.') ?? 'event'}: ${issue?.message ?? 'impossible'}`,
    issue?.path.join('.') ?? null,
  );
}

async function within(work: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'busy' }), COMMIT_WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // A late failure is told by the next attempt of the provider.
    work.catch(() => undefined);
  }
}

function isDatabaseTrouble(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (error instanceof Stopping || error instanceof Overloaded) return true;
  if (typeof code !== 'string') return error instanceof Error && /connection|timeout|terminat/i.test(error.message);
  return !/^2[23]/.test(code);
}
