import type { HttpClient } from '../contracts/http-client.ts';
import type { InboundRequest } from '../contracts/request.ts';
import type { Clock } from '../contracts/clock.ts';
import type { SmsAdapter, SmsReceived } from '../contracts/sms.ts';
import { followVisitChanges } from '../appointments/index.ts';
import { readPace, resumeSending } from '../deliveries/index.ts';
import { receiptAddressOf, type Configuration } from '../platform/configuration/index.ts';
import type { Database, PoolClient } from '../platform/database/index.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import type { Queue } from '../platform/queue/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import { createAnswerPage } from './answer-page-api.ts';
import type { OffersOfTimes } from './answer-offer.ts';
import { answeredByPhone, type OnAnswered } from './answer-visits.ts';
import { applyReports } from './apply-reports.ts';
import { askStatuses } from './ask-statuses.ts';
import { pruneMessages } from './forget-messages.ts';
import { createMessageSender, settingsHash } from './message-sender.ts';
import { messageSettings } from './message-places.ts';
import { doubtAbandoned } from './message-store.ts';
import { createMessagesApi } from './messages-api.ts';
import { oweOffer, type OfferToTell } from './owe-offer.ts';
import { planComing, replanChanged } from './plan-reminders.ts';
import { createReceiptsApi, readReceipt, type UnreadableReceipt } from './receipts-api.ts';
import { receiveTold } from './receive-told.ts';
import { oweForSettled, type CallForMessages } from './settled-messages.ts';
import { openSmsAccounts } from './sms-accounts.ts';
import { stopMarks } from './stop-marks.ts';
import { SMS_LANE } from './take-messages.ts';
import { tasksOfAnswers, type OweTask } from './tasks-of-answers.ts';
import { watchBalances } from './watch-balances.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

export interface Messages {
  /** Under `/api/v1`. */
  api: ReturnType<typeof createMessagesApi>;
  /** `/sms/…` and `/r/…`, open to the internet. */
  open: ReturnType<typeof createReceiptsApi>[];
  /** Reads a kept receipt again, as of when it came. */
  replayReceipt(
    account: string,
    request: InboundRequest,
    receivedAt: Date,
  ): Promise<{ kind: 'stored'; events: number } | { kind: 'quarantined'; reason: string }>;
  /** In the transaction that settles calls. */
  onSettled(
    tx: PoolClient,
    calls: readonly CallForMessages[],
    decisions: ReadonlyMap<number, { sms: readonly { template: string }[] }>,
  ): Promise<void>;
  /** For the waiting list; false: nothing can be sent. */
  oweOffer(tx: PoolClient, offer: OfferToTell): Promise<boolean>;
  /** In the transaction of whoever learnt by telephone that these visits stand: nobody is reminded, the MIS is told. */
  confirmedByPhone(tx: PoolClient, visits: readonly number[]): Promise<void>;
  /** Sends, plans, asks. Answers how to stop. */
  work(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** SMS to people: the outbox with its senders, reminders, receipts, answers. */
export function startMessages(options: {
  database: Database;
  configuration: () => Configuration;
  adapters: readonly SmsAdapter[];
  openHttp(timeoutMs: number): HttpClient;
  openQueue(name: string): Promise<Queue>;
  addressAllowed(address: string, ranges: readonly string[]): boolean;
  /** The clinic's own keys. */
  keys(): Promise<KeyRing>;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'messageOutcomes' | 'smsReceipts' | 'messagesWaiting' | 'queueJobs' | 'onScrape'>;
  /** Makes tasks of answers; left out: they are only shown. */
  oweTask?: OweTask | undefined;
  /** Tells the MIS of an answer. */
  onAnswered?: OnAnswered | undefined;
  /** Keeps a receipt that could not be read until somebody looks. */
  keepUnreadable(kept: UnreadableReceipt): Promise<void>;
  /** The waiting list, which answers to offers are passed to; left out: they are answers that a person reads. */
  offers?: OffersOfTimes | undefined;
}): Messages {
  const { database, configuration, clock, log, metrics, oweTask } = options;
  const { pool } = database;
  const marks = stopMarks(options.keys);
  const makeTasks = oweTask === undefined ? undefined : tasksOfAnswers(oweTask);
  const onAnswered: OnAnswered = async (tx, answered) => {
    await makeTasks?.(tx, answered);
    await options.onAnswered?.(tx, answered);
  };
  const received = (account: string, told: SmsReceived, at = clock.now()): Promise<void> =>
    receiveTold(told, {
      ...{ pool, account, now: at, stopScope: messageSettings(configuration()).stopScope, onAnswered },
      offers: options.offers,
      async onText(tx, { phone, messageId, replyId, ...message }) {
        const origin = `sms ${account} ${replyId}`;
        const who = `reply to message ${messageId ?? '?'}`;
        // A task of no branch would be seen by nobody who works in one.
        const branch = message.branch ?? [...configuration().branches.keys()][0] ?? null;
        await oweTask?.(tx, { type: 'callback', origin, branch, phone, who });
      },
    });
  const accounts = openSmsAccounts({
    ...{ accounts: configuration().sms ?? new Map(), adapters: options.adapters, openHttp: options.openHttp },
    publicAddress: receiptAddressOf(configuration().messages),
    ...{ clock, log, received },
  });

  return {
    api: createMessagesApi({ database, configuration, stopMarks: marks, clock }),
    open: [
      createReceiptsApi({
        ...{ accounts, clock, log, addressAllowed: options.addressAllowed, received },
        keepUnreadable: options.keepUnreadable,
        onOutcome: (account, outcome) => metrics.smsReceipts.inc({ account, outcome }),
      }),
      createAnswerPage({
        ...{ pool, configuration, clock, onAnswered, offers: options.offers },
        async onCallMe(tx, { messageId, phone, branch }) {
          const origin = `message ${messageId} call-me`;
          await oweTask?.(tx, { type: 'callback', origin, branch, phone, who: 'answer page' });
        },
      }),
    ],
    async replayReceipt(id, request, receivedAt) {
      const account = accounts.find(id);
      if (account === undefined)
        return { kind: 'quarantined', reason: `the account "${id}" is no longer in the configuration` };
      const told = readReceipt(account, request);
      if (told instanceof Error) return { kind: 'quarantined', reason: told.message };
      await received(id, told, receivedAt);
      return { kind: 'stored', events: told.reports.length + told.replies.length };
    },
    async onSettled(tx, calls, decisions) {
      await oweForSettled(tx, calls, decisions, { configuration: configuration(), now: clock.now() });
    },
    oweOffer: (tx, offer) => oweOffer(tx, offer, { configuration: configuration(), now: clock.now(), marks }),
    confirmedByPhone: (tx, visits) =>
      answeredByPhone(tx, { visits, answer: 'confirmed', at: clock.now(), onAnswered: options.onAnswered }),
    async work() {
      const stops: (() => Promise<void>)[] = [];
      const every = (everyMs: number, what: string, work: () => Promise<unknown>, firstMs = everyMs): void => {
        stops.push(repeat({ everyMs, firstMs, what, log, work }));
      };
      const planning = () => ({ configuration: configuration(), now: clock.now() });
      stops.push(
        followVisitChanges({
          ...{ database, name: 'messages', clock, log, fromNow: true },
          handle: (tx, changes) => replanChanged(tx, changes, planning()),
        }),
      );
      // What the configuration began to ask for, and days that came into sight.
      every(HOUR_MS, 'plan reminders', () => planComing(pool, planning()), SECOND_MS);
      every(HOUR_MS, 'forget messages', () =>
        pruneMessages(pool, clock.now(), messageSettings(configuration()).keepDays),
      );
      if (accounts.all.length > 0) {
        const queue = await options.openQueue('messages');
        const sender = createMessageSender({
          ...{ pool, queue, accounts, configuration, stopMarks: marks, clock, log },
          onOutcome: (message, outcome) =>
            metrics.messageOutcomes.inc({ account: message.account ?? 'none', kind: message.class, outcome }),
        });
        const asking = accounts.all.filter(({ adapter }) => adapter.capabilities.includes('client-id'));
        await resumeMended();
        await sender.start();
        metrics.onScrape(async () => {
          for (const [state, count] of Object.entries(await queue.counts()))
            metrics.queueJobs.set({ queue: queue.name, state }, count);
        });
        metrics.onScrape(async () => {
          const { rows } = await pool.query<{ due: number; unknown: number }>(
            `select (select count(*)::int from message where state in ('planned', 'due') and due_at <= $1) as due,
               (select count(*)::int from message where state = 'unknown' and due_at > $1 - interval '3 days') as unknown`,
            [clock.now()],
          );
          metrics.messagesWaiting.set({ state: 'due' }, rows[0]?.due ?? 0);
          metrics.messagesWaiting.set({ state: 'unknown' }, rows[0]?.unknown ?? 0);
        });
        every(5 * SECOND_MS, 'ask what became of messages', async () => {
          await doubtAbandoned(
            pool,
            clock.now(),
            asking.map(({ id }) => id),
          );
          for (const account of accounts.all) await askStatuses(account, { pool, now: () => clock.now(), log });
          while ((await applyReports(pool)) > 0);
        });
        every(HOUR_MS, 'ask for balances', () => watchBalances(accounts.all, { pool, now: clock.now(), log }), 5000);
        stops.push(async () => {
          await sender.stop();
          await queue.close();
        });
      }
      return async () => {
        for (const stop of stops.toReversed()) await stop();
      };
    },
    close: () => accounts.close(),
  };

  /** An account that was stopped goes on when its settings are others now. */
  async function resumeMended(): Promise<void> {
    for (const account of accounts.all) {
      const pace = await readPace(pool, account.id, SMS_LANE, false);
      if (pace.stopped !== true) continue;
      const { rows } = await pool.query<{ stopped_target: string | null }>(
        'select stopped_target from sending_pace where account = $1 and lane = $2',
        [account.id, SMS_LANE],
      );
      if (rows[0]?.stopped_target === settingsHash(account)) continue;
      await resumeSending(pool, { account: account.id, lane: SMS_LANE, at: clock.now() });
      log.info({ account: account.id }, 'sms.resumed: the account has other settings now.');
    }
  }
}
