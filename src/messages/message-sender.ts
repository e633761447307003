import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import { SmsRefused } from '../contracts/sms.ts';
import {
  admit,
  afterFailure,
  afterSuccess,
  allowance,
  judgeAttempt,
  nextAttempt,
  readPace,
  startSweeper,
  targetHash,
  writePace,
  type Sweeper,
} from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { MessageRow } from './message-row.ts';
import {
  accepted,
  beginAttempt,
  claimMessages,
  closeMessage,
  doubted,
  failed,
  lockDue,
  postponeMessage,
  releaseMessages,
  tryLater,
  type TakenMessage,
} from './message-store.ts';
import { prepareMessage } from './prepare-message.ts';
import type { OpenSmsAccount, SmsAccounts } from './sms-accounts.ts';

/** In `sending_pace`: the breaker, the pace and the stop of an SMS account. */
export const SMS_LANE = 'sms';
const GRACE_MS = 15_000;
const STOPPED_MS = 60_000;
const ENOUGH_WAITING = 100;

export type MessageOutcome = 'sent' | 'failed' | 'unknown' | 'retry' | 'stopped' | 'refused' | 'cancelled' | 'expired';

/**
 * Sends what is due. A message's row is the only state; the queue carries ids and may lose them all. The row says that an
 * attempt begins before anything leaves, so whatever happens after that a message leaves at most once: an outcome that
 * nobody knows is asked for and never sent again.
 */
export function createMessageSender(options: {
  pool: Pool;
  queue: Queue;
  accounts: SmsAccounts;
  configuration: () => Configuration;
  clock: Clock;
  log: Log;
  onOutcome?(
    message: Pick<MessageRow, 'template' | 'class'> & { account: string | null },
    outcome: MessageOutcome,
  ): void;
  concurrency?: number;
  sweepEveryMs?: number;
  random?: () => number;
}): { start(): Promise<void>; stop(): Promise<void>; work(id: string): Promise<void> } {
  const { pool, accounts, clock, log, random = Math.random } = options;
  let sweeper: Sweeper | null = null;

  const take = (id: string): Promise<(TakenMessage & { account: OpenSmsAccount; templateId: string | null }) | null> =>
    inTransaction(pool, async (tx) => {
      const now = clock.now();
      const row = await lockDue(tx, id, now);
      if (row === null) return null;
      const prepared = await prepareMessage(tx, row, { configuration: options.configuration(), now });
      if (prepared.kind === 'close') {
        await closeMessage(tx, row.id, { ...prepared, now });
        options.onOutcome?.(row, prepared.state);
        return null;
      }
      const chosen = prepared.kind === 'later' ? { until: prepared.at } : await chooseAccount(tx, row, now);
      if ('until' in chosen || prepared.kind === 'later') {
        await postponeMessage(tx, row.id, 'until' in chosen ? chosen.until : now, now);
        return null;
      }
      const { account } = chosen;
      const { text, language, parts, templateId } = prepared;
      const token = randomUUID();
      const sender = prepared.sender ?? account.configured.sender;
      const until = new Date(now.getTime() + account.attemptMs + GRACE_MS);
      await beginAttempt(tx, row.id, { account: account.id, sender, text, language, parts, token, now, until });
      return { row: { ...row, sender, text, account: account.id }, token, account, templateId };
    });

  /** The first in the order of preference that takes something now; one that is stopped or has a full hand is waited for. */
  const chooseAccount = async (
    tx: PoolClient,
    row: MessageRow,
    now: Date,
  ): Promise<{ account: OpenSmsAccount } | { until: Date }> => {
    let soonest: Date | null = null;
    for (const account of accounts.all.filter(({ id }) => !row.tried.includes(id))) {
      const known = await readPace(tx, account.id, SMS_LANE, false);
      if (known.stopped === true) return { until: new Date(now.getTime() + STOPPED_MS) };
      if (account.rate === null && known.openUntil === null) return { account };
      const pace = await readPace(tx, account.id, SMS_LANE, true);
      const answer = admit(pace, { rate: account.rate, now, probeMs: account.attemptMs + GRACE_MS });
      if (answer.admitted) {
        await writePace(tx, account.id, SMS_LANE, answer.pace);
        return { account };
      }
      if (pace.openUntil === null) return answer;
      if (soonest === null || answer.until < soonest) soonest = answer.until;
    }
    if (row.tried.length > 0) await tx.query(`update message set tried = '{}' where id = $1`, [row.id]);
    return { until: soonest ?? new Date(now.getTime() + STOPPED_MS) };
  };

  const work = async (id: string): Promise<void> => {
    const taken = await take(id);
    if (taken === null) return;
    const { row, account } = taken;
    const began = performance.now();
    const { outcome, failure } = await attempt(taken);
    const line = {
      ...{ account: account.id, message: row.id, template: row.template, class: row.class, outcome },
      ...{ attempts: row.attempts + 1, milliseconds: Math.round(performance.now() - began) },
      ...(failure !== null && { reason: failure }),
    };
    if (outcome === 'stopped')
      log.error(line, 'sms.stopped: the account takes nothing until somebody mends it and resumes it.');
    else log.info(line, 'message.attempted');
    options.onOutcome?.(row, outcome);
  };

  const attempt = async (
    taken: TakenMessage & { account: OpenSmsAccount; templateId: string | null },
  ): Promise<{ outcome: MessageOutcome; failure: string | null }> => {
    const { row, account, templateId } = taken;
    const { capabilities } = account.adapter;
    let answer;
    try {
      answer = await account.link.send({
        ...{ clientId: String(row.id), to: row.phone ?? '', text: row.text ?? '', sender: row.sender, templateId },
        ...{ class: row.class, validUntil: row.expires_at },
      });
    } catch (error) {
      return afterFailedAttempt(taken, error);
    }
    const { providerId, parts, cost } = answer;
    const asks = capabilities.includes('client-id') || (capabilities.includes('status-query') && providerId !== null);
    await kept(taken, accepted(pool, taken, { providerId, parts, cost, now: clock.now(), asks }));
    await tellPace(account.id, { worked: true });
    return { outcome: 'sent', failure: null };
  };

  const afterFailedAttempt = async (
    taken: TakenMessage & { account: OpenSmsAccount },
    error: unknown,
  ): Promise<{ outcome: MessageOutcome; failure: string }> => {
    const { row, account } = taken;
    const now = clock.now();
    const judged = judgeAttempt(error);
    const { message: failure, retryAfterSeconds } = judged;
    if (judged.unexpected)
      log.error(
        { err: error, account: account.id, message: row.id },
        'message.attempted: unexpected failure; please report this.',
      );
    if (judged.kind === 'ambiguous') {
      const asks = account.adapter.capabilities.includes('client-id');
      await kept(taken, doubted(pool, taken, { reason: failure, now, asks }));
      await tellPace(account.id, { worked: false, now, retryAfterSeconds });
      return { outcome: 'unknown', failure };
    }
    if (judged.stops) {
      await stopAccount(account, failure, now);
      await kept(
        taken,
        tryLater(pool, taken, { at: new Date(now.getTime() + STOPPED_MS), tried: [], reason: failure }),
      );
      return { outcome: 'stopped', failure };
    }
    if (judged.kind === 'permanent') {
      const reason = error instanceof SmsRefused ? error.refusal : 'other';
      await kept(taken, failed(pool, taken, { reason, code: failure.slice(0, 100), now }));
      await tellPace(account.id, { worked: true });
      return { outcome: 'failed', failure };
    }
    await tellPace(account.id, { worked: false, now, retryAfterSeconds });
    const tried = [...row.tried, account.id];
    const others = accounts.all.some(({ id }) => !tried.includes(id));
    const at = others
      ? now
      : nextAttempt({
          ...{ owedSince: row.due_at, now, attempts: row.attempts + 1, retryAfterSeconds, inDoubt: false },
          random: random(),
        });
    if (at === null) {
      await kept(taken, failed(pool, taken, { reason: 'gave-up', code: failure.slice(0, 100), now }));
      return { outcome: 'failed', failure };
    }
    await kept(taken, tryLater(pool, taken, { at, tried: others ? tried : [], reason: failure }));
    return { outcome: 'retry', failure };
  };

  const tellPace = async (
    account: string,
    outcome: { worked: true } | { worked: false; now: Date; retryAfterSeconds: number | null },
  ): Promise<void> => {
    const known = await readPace(pool, account, SMS_LANE, false);
    if (outcome.worked && known.failures === 0 && known.openUntil === null) return;
    await inTransaction(pool, async (tx) => {
      const pace = await readPace(tx, account, SMS_LANE, true);
      const next = outcome.worked ? afterSuccess(pace) : afterFailure(pace, outcome.now, outcome.retryAfterSeconds);
      await writePace(tx, account, SMS_LANE, next);
    });
  };

  const stopAccount = async (account: OpenSmsAccount, reason: string, now: Date): Promise<void> => {
    await pool.query(
      `insert into sending_pace (account, lane, stopped_at, stopped_reason, stopped_target) values ($1, $2, $3, $4, $5)
       on conflict (account, lane) do update set stopped_at = coalesce(sending_pace.stopped_at, excluded.stopped_at),
         stopped_reason = excluded.stopped_reason, stopped_target = excluded.stopped_target`,
      [account.id, SMS_LANE, now, reason, settingsHash(account)],
    );
  };

  const kept = async ({ row }: TakenMessage, written: Promise<boolean>): Promise<void> => {
    if (!(await written))
      log.warn({ message: row.id }, 'message.attempted: the attempt took too long and counts as unknown.');
  };

  const allowed = async (none: number): Promise<number> => {
    if (accounts.all.length === 0) return none;
    const now = clock.now();
    let most = 0;
    for (const { id, rate } of accounts.all) {
      const pace = await readPace(pool, id, SMS_LANE, false);
      most += allowance(pace, { rate, now, none });
      if (pace.stopped === true) break;
    }
    return most;
  };

  // Ids wait in the table, where the order is that of their times.
  let crowded = false;
  const claim = async (limit: number): Promise<string[]> => {
    if (crowded && (await options.queue.counts()).waiting > ENOUGH_WAITING) return [];
    // No more than the accounts would take now: what is claimed and turned away has cost its work for nothing.
    const most = Math.min(limit, await allowed(limit));
    if (most === 0) return [];
    const ids = await claimMessages(pool, clock.now(), most);
    crowded = ids.length === limit;
    return ids;
  };

  return {
    work,
    async start() {
      await options.queue.work(work, { concurrency: options.concurrency ?? 8 });
      sweeper = startSweeper({
        claim,
        release: (ids) => releaseMessages(pool, clock.now(), ids),
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

/** Changed settings (a new key, another sender) let a stopped account go on. */
export function settingsHash({ configured }: Pick<OpenSmsAccount, 'configured'>): string | null {
  return targetHash(JSON.stringify([configured.settings, configured.sender]));
}
