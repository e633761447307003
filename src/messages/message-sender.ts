import type { Clock } from '../contracts/clock.ts';
import { SmsRefused } from '../contracts/sms.ts';
import {
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
import { inTransaction, type Pool } from '../platform/database/index.ts';
import { createGroupCommit } from '../platform/group-commit.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { MessageRow } from './message-row.ts';
import {
  accepted,
  claimMessages,
  doubted,
  failed,
  releaseMessages,
  tryLater,
  type AcceptedMessage,
  type TakenMessage,
} from './message-store.ts';
import type { StopMarks } from './stop-marks.ts';
import type { OpenSmsAccount, SmsAccounts } from './sms-accounts.ts';
import { createMessageTaker, SMS_LANE, STOPPED_MS, type StartedMessage } from './take-messages.ts';

/** Providers take their time to answer, and nothing else is waited for then. */
const AT_ONCE = 32;

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
  stopMarks: StopMarks;
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
  // In groups, by one connection each: the others are for the calls that come in.
  const grouped = { writers: 1, maximumGroup: AT_ONCE };
  const taking = createGroupCommit({ ...grouped, write: createMessageTaker(options) });
  const accepting = createGroupCommit<AcceptedMessage, boolean>({ ...grouped, write: (all) => accepted(pool, all) });

  const work = async (id: string): Promise<void> => {
    const taken = await taking.submit(id);
    if (taken.kind === 'close') options.onOutcome?.(taken.row, taken.state);
    if (taken.kind !== 'started') return;
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

  const attempt = async (taken: StartedMessage): Promise<{ outcome: MessageOutcome; failure: string | null }> => {
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
    await kept(taken, accepting.submit({ ...taken, providerId, parts, cost, now: clock.now(), asks }));
    // An account that had failed nobody when the attempt began has nothing to be forgiven.
    if (!taken.clean) await tellPace(account.id, { worked: true });
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

  // Ids wait in the table, where the order is that of their times; what the queue still holds uses up what is allowed.
  let claimed = 0;
  const claim = async (limit: number): Promise<string[]> => {
    const room = Math.min(limit, await allowed(limit));
    const waiting = room === 0 || claimed === 0 ? 0 : (await options.queue.counts()).waiting;
    const most = room - waiting;
    if (most <= 0) return [];
    const ids = await claimMessages(pool, clock.now(), most);
    claimed = ids.length;
    return ids;
  };

  return {
    work,
    async start() {
      await options.queue.work(work, { concurrency: options.concurrency ?? AT_ONCE });
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
