import type { Clock } from '../contracts/clock.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { forwardBreaker } from './forward-breaker.ts';
import { forwardAddress } from './forward-request.ts';
import { nextForwardAttempt } from './forward-schedule.ts';
import { forwardStore, type TakenForward } from './forward-store.ts';
import { startSweeper, type Sweeper } from './sweeper.ts';

export interface Forwarder {
  /** Sweeps what is owed into the queue and works on it. */
  start(): Promise<void>;
  /** Stops sweeping; the attempts that run end when the queue is closed. */
  stop(): Promise<void>;
}

export type ForwardOutcome = 'sent' | 'retry' | 'dead';

/**
 * Sends owed copies of webhooks to the former address of their account, at least once each: like a provider, it sends
 * again when the outcome is unknown. Only 2xx counts as taken. Any other answer is tried again for 72 h, 404 and 403
 * too (a receiver that is being moved gives them for a while); then the copy waits for a person as `dead`.
 */
export function createForwarder(options: {
  sql: Sql;
  queue: Queue;
  http: HttpClient;
  /** The account's `forwardTo` as it is configured now, so that a corrected address serves what is already owed. */
  forwardTo(account: string): string | undefined;
  clock: Clock;
  log: Log;
  onAttempt?(account: string, outcome: ForwardOutcome): void;
  concurrency?: number;
  sweepEveryMs?: number;
  random?: () => number;
}): Forwarder {
  const { clock, log, random = Math.random } = options;
  const store = forwardStore(options.sql);
  const breaker = forwardBreaker();
  let sweeper: Sweeper | null = null;

  const forward = async (id: string): Promise<void> => {
    const owed = await store.take(clock.now(), id);
    if (!owed) return;
    const paused = breaker.openUntil(owed.account, clock.now());
    if (paused) return store.postpone(id, new Date(paused.getTime() + Math.round(random() * 5_000)));
    const began = performance.now();
    const failure = await attempt(owed);
    const outcome = failure ? await afterFailure(owed, failure) : await afterSuccess(owed);
    const milliseconds = Math.round(performance.now() - began);
    const line = { account: owed.account, delivery: id, outcome, attempts: owed.attempts + 1, milliseconds };
    if (outcome === 'dead')
      log.error(
        { ...line, reason: failure?.message },
        'webhook.forwarded: given up. Look at forwardTo of this account.',
      );
    else log.info({ ...line, reason: failure?.message }, 'webhook.forwarded');
    options.onAttempt?.(owed.account, outcome);
  };

  const attempt = async ({ id, account, request }: TakenForward): Promise<Error | null> => {
    const forwardTo = options.forwardTo(account);
    if (forwardTo === undefined) return new PermanentFailure('forwardTo is no longer configured');
    try {
      const { status } = await options.http.send({
        method: request.method,
        url: forwardAddress(forwardTo, request),
        headers: request.headers,
        ...(request.bodyBase64 !== '' && { body: Buffer.from(request.bodyBase64, 'base64') }),
        effect: 'write',
        ignoreBody: true,
      });
      return status >= 200 && status < 300 ? null : new TransientFailure(`HTTP ${status}`);
    } catch (error) {
      if (isFailure(error)) return error;
      log.error({ err: error, account, delivery: id }, 'webhook.forwarded: unexpected failure; please report this.');
      return new TransientFailure('unexpected failure, see the log');
    }
  };

  const afterSuccess = async ({ id, account }: TakenForward): Promise<ForwardOutcome> => {
    breaker.worked(account);
    await store.sent(id);
    return 'sent';
  };

  const afterFailure = async (owed: TakenForward, failure: Error): Promise<ForwardOutcome> => {
    const now = clock.now();
    breaker.failed(owed.account, now);
    const at =
      failure instanceof PermanentFailure
        ? null
        : nextForwardAttempt({
            owedAt: owed.owedAt,
            now,
            attempts: owed.attempts + 1,
            retryAfterSeconds: failure instanceof TransientFailure ? failure.retryAfterSeconds : null,
            random: random(),
          });
    if (at) await store.retryAt(owed.id, at, failure.message);
    else await store.dead(owed.id, failure.message);
    return at ? 'retry' : 'dead';
  };

  return {
    async start() {
      await options.queue.work(forward, { concurrency: options.concurrency ?? 8 });
      sweeper = startSweeper({
        claim: (limit) => store.claim(clock.now(), limit),
        release: (ids) => store.release(clock.now(), ids),
        queue: options.queue,
        log,
        ...(options.sweepEveryMs !== undefined && { everyMs: options.sweepEveryMs }),
      });
    },
    async stop() {
      await sweeper?.stop();
    },
  };
}

function isFailure(error: unknown): error is Error {
  return error instanceof TransientFailure || error instanceof AmbiguousFailure || error instanceof PermanentFailure;
}
