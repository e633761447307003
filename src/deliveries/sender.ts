import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { AfterDoubt, DeliveryKind, TakenDelivery } from './delivery-kind.ts';
import { judgeAttempt, type JudgedAttempt } from './judge-attempt.ts';
import { nextAttempt } from './retry-schedule.ts';
import { sendingStore, type Attempt } from './sending-store.ts';
import { startSweeper, type Sweeper } from './sweeper.ts';

/** More ids in the queue than this would only make those behind them late. */
const ENOUGH_WAITING = 100;

export interface Sender {
  /** Sweeps what is owed into the queue and works on it. */
  start(): Promise<void>;
  /** Stops sweeping; the attempts that run end when the queue is closed. */
  stop(): Promise<void>;
}

/** `found`: an earlier attempt had arrived, nothing was sent again. */
export type SendOutcome = 'sent' | 'found' | 'retry' | 'dead';

/**
 * Sends what is owed. The delivery's row is the only state; the queue carries ids and may lose them all. Deliveries of
 * one call to one account go in the order in which they were owed, calls beside each other. What may have arrived is
 * never sent again unseen: its kind says whether to repeat, to look first, or to leave it to a person.
 */
export function createSender(options: {
  pool: Pool;
  queue: Queue;
  kinds: readonly DeliveryKind[];
  clock: Clock;
  log: Log;
  onAttempt?(delivery: Pick<TakenDelivery, 'account' | 'kind'>, outcome: SendOutcome): void;
  concurrency?: number;
  sweepEveryMs?: number;
  random?: () => number;
}): Sender {
  const { clock, log, random = Math.random } = options;
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  const store = sendingStore(options.pool, kinds);
  let sweeper: Sweeper | null = null;

  const work = async (id: string): Promise<void> => {
    const attempt = await store.take(clock.now(), id, randomUUID());
    const kind = attempt === null ? undefined : kinds.get(attempt.delivery.kind);
    if (attempt === null || kind === undefined) return;
    const began = performance.now();
    const { outcome, failure } = await settle(attempt, kind);
    const { account, attempts } = attempt.delivery;
    const milliseconds = Math.round(performance.now() - began);
    const line = { account, kind: kind.kind, delivery: id, outcome, attempts: attempts + 1, milliseconds };
    if (outcome === 'dead')
      log.error({ ...line, reason: failure }, 'delivery.attempted: it waits for a person among the dead letters.');
    else log.info({ ...line, ...(failure !== null && { reason: failure }) }, 'delivery.attempted');
    options.onAttempt?.(attempt.delivery, outcome);
  };

  /** One attempt and what is written about it. */
  const settle = async (
    attempt: Attempt,
    kind: DeliveryKind,
  ): Promise<{ outcome: SendOutcome; failure: string | null }> => {
    const { delivery } = attempt;
    const afterDoubt = afterDoubtOf(kind, delivery);
    if (delivery.inDoubt && afterDoubt === 'person') {
      const error = 'the process ended in the middle of an attempt: look in the target whether it has arrived';
      await kept(
        attempt,
        store.dead(attempt, clock.now(), { reason: 'ambiguous', error, inDoubt: false, attempted: false }),
      );
      return { outcome: 'dead', failure: error };
    }
    let looking = delivery.inDoubt && afterDoubt === 'look-up';
    const looks = { answered: false };
    try {
      if (looking && (await kind.lookUp?.(delivery)) === true) return await worked(attempt, kind, 'found');
      looks.answered = looking;
      looking = false;
      return await worked(attempt, kind, await sendAndLook(delivery, kind, looks));
    } catch (error) {
      if (error instanceof LostRow) throw error.reason;
      const judged = judgeAttempt(error);
      // It answers questions: what it lost concerns this delivery, and the others need not wait.
      if (judged.kind === 'ambiguous' && looks.answered) judged.onlyThis = true;
      if (judged.unexpected)
        log.error(
          { err: error, account: delivery.account, delivery: delivery.id },
          'delivery.attempted: unexpected failure; please report this.',
        );
      // Looking changes nothing, so whatever its outcome, only the doubt remains.
      return await failed(
        attempt,
        kind,
        looking && judged.kind === 'ambiguous' ? { ...judged, kind: 'transient' } : judged,
        looking,
      );
    }
  };

  /**
   * What may have arrived is looked up at once, in an attempt that has the time for it, so that a target that keeps what
   * it is sent and loses its answers is not taken for a dead one. What is not found is still in doubt.
   */
  const sendAndLook = async (
    delivery: TakenDelivery,
    kind: DeliveryKind,
    looks: { answered: boolean },
  ): Promise<'sent' | 'found'> => {
    try {
      await kind.send(delivery);
      return 'sent';
    } catch (error) {
      const { kind: failure, unexpected } = judgeAttempt(error);
      const inDoubt = failure === 'ambiguous' && !unexpected && afterDoubtOf(kind, delivery) === 'look-up';
      if (!inDoubt || delivery.inDoubt || kind.lookUp === undefined) throw error;
      const found = await kind.lookUp(delivery).catch(() => null);
      looks.answered = found !== null;
      if (found === true) return 'found';
      throw error;
    }
  };

  const worked = async (attempt: Attempt, kind: DeliveryKind, outcome: SendOutcome) => {
    const { forgetSent = false } = kind;
    const left = typeof forgetSent === 'function' ? forgetSent(attempt.delivery.payload) : null;
    try {
      await kept(attempt, store.sent(attempt, clock.now(), forgetSent !== false, left));
      await store.tellPace(attempt.delivery, { worked: true, now: clock.now() });
    } catch (error) {
      // It arrived: a database that fails now must not look like a failed attempt.
      throw new LostRow(error);
    }
    return { outcome, failure: null };
  };

  const failed = async (attempt: Attempt, kind: DeliveryKind, judged: JudgedAttempt, looking: boolean) => {
    const { delivery } = attempt;
    const now = clock.now();
    const { retryAfterSeconds } = judged;
    await store.tellPace(delivery, judged.onlyThis ? { worked: true, now } : { worked: false, now, retryAfterSeconds });
    const ambiguous = judged.kind === 'ambiguous';
    const afterDoubt = afterDoubtOf(kind, delivery);
    const inDoubt = afterDoubt === 'look-up' && (ambiguous || looking);
    const lost = ambiguous && afterDoubt === 'person';
    if (judged.stops) {
      await store.stop(delivery, now, judged.message);
      log.error({ account: delivery.account, reason: judged.message }, 'sending.stopped: what is owed waits.');
      // Refused while it was asked whether it has this: the question stays.
      await kept(attempt, store.retryAt(attempt, now, { error: judged.message, inDoubt }));
      return { outcome: 'retry' as const, failure: judged.message };
    }
    const at =
      judged.kind === 'permanent' || lost
        ? null
        : nextAttempt({
            owedSince: delivery.owedSince,
            now,
            attempts: delivery.attempts + 1,
            retryAfterSeconds,
            inDoubt,
            random: random(),
          });
    const error = judged.message;
    if (at !== null) await kept(attempt, store.retryAt(attempt, at, { error, inDoubt }));
    else {
      const reason = judged.kind === 'permanent' ? 'permanent' : lost || inDoubt ? 'ambiguous' : 'gave-up';
      await kept(attempt, store.dead(attempt, now, { reason, error, inDoubt, attempted: true }));
    }
    return { outcome: at === null ? ('dead' as const) : ('retry' as const), failure: error };
  };

  const kept = async ({ delivery }: Attempt, written: Promise<boolean>): Promise<void> => {
    if (!(await written))
      log.warn(
        { account: delivery.account, kind: delivery.kind, delivery: delivery.id },
        'delivery.attempted: the row was taken away meanwhile, by a merge of calls or because the attempt took too long.',
      );
  };

  // Ids wait in the table, where accounts take turns, not in the queue, where they stand in line.
  let crowded = false;
  const claim = async (limit: number): Promise<string[]> => {
    if (crowded && (await options.queue.counts()).waiting > ENOUGH_WAITING) return [];
    const ids = await store.claim(clock.now(), limit);
    crowded = ids.length === limit;
    return ids;
  };

  return {
    async start() {
      await options.queue.work(work, { concurrency: options.concurrency ?? 8 });
      sweeper = startSweeper({
        claim,
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

function afterDoubtOf(kind: DeliveryKind, { account }: TakenDelivery): AfterDoubt {
  return typeof kind.afterDoubt === 'function' ? kind.afterDoubt(account) : kind.afterDoubt;
}

class LostRow extends Error {
  readonly reason: unknown;
  constructor(reason: unknown) {
    super('what was sent could not be marked');
    this.reason = reason;
  }
}
