import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import { admit, readPace, writePace, type Pace } from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import type { MessageRow } from './message-row.ts';
import {
  beginAttempts,
  closeMessages,
  lockDue,
  postponeMessages,
  tryAllAgain,
  type TakenMessage,
} from './message-store.ts';
import { prepareMessages, type ClosedMessage, type ReadyMessage } from './prepare-messages.ts';
import type { OpenSmsAccount, SmsAccounts } from './sms-accounts.ts';
import type { StopMarks } from './stop-marks.ts';

/** In `sending_pace`: the breaker, the pace and the stop of an SMS account. */
export const SMS_LANE = 'sms';
/** Between the end of an attempt and the moment when its worker counts as dead. */
const GRACE_MS = 15_000;
export const STOPPED_MS = 60_000;

/** A message whose attempt began: it is to be sent now. */
export interface StartedMessage extends TakenMessage {
  kind: 'started';
  account: OpenSmsAccount;
  templateId: string | null;
  /** The account had failed nobody when the attempt began. */
  clean: boolean;
}
/** `left`: nothing is to be done with it now. */
export type TakeOutcome = StartedMessage | (ClosedMessage & { row: MessageRow }) | { kind: 'left' };

/**
 * Decides what is done with messages that are due, in one transaction of a few statements however many they are: closes,
 * postpones, or begins an attempt. Committed before anything leaves, so that a crash leaves a doubt and never a second
 * message. Answers in the order of the ids.
 */
export function createMessageTaker(options: {
  pool: Pool;
  accounts: SmsAccounts;
  configuration: () => Configuration;
  clock: Clock;
  stopMarks: StopMarks;
}): (ids: readonly string[]) => Promise<TakeOutcome[]> {
  const { accounts, clock } = options;
  return (ids) =>
    inTransaction(options.pool, async (tx) => {
      const now = clock.now();
      const rows = await lockDue(tx, ids, now);
      const prepared = await prepareMessages(tx, rows, {
        ...{ configuration: options.configuration(), now, marks: options.stopMarks },
      });
      const outcomes = new Map<string, TakeOutcome>();
      const closed: { id: number; state: ClosedMessage['state']; reason: string }[] = [];
      const later: { id: number; at: Date }[] = [];
      const ready: { row: MessageRow; message: ReadyMessage }[] = [];
      for (const row of rows) {
        const message = prepared.get(row.id);
        if (message?.kind === 'close') {
          closed.push({ id: row.id, state: message.state, reason: message.reason });
          outcomes.set(String(row.id), { ...message, row });
        } else if (message?.kind === 'later') later.push({ id: row.id, at: message.at });
        else if (message !== undefined) ready.push({ row, message });
      }
      const chosen = await chooseAccounts(
        tx,
        ready.map(({ row }) => row),
        { accounts, now },
      );
      const started: StartedMessage[] = [];
      for (const [index, { row, message }] of ready.entries()) {
        const choice = chosen[index];
        if (choice === undefined || 'until' in choice) {
          later.push({ id: row.id, at: choice?.until ?? now });
          continue;
        }
        const { account, clean } = choice;
        const { text, language, parts, templateId } = message;
        const sender = message.sender ?? account.configured.sender;
        const taken = { ...row, sender, text, language, parts, account: account.id };
        started.push({ kind: 'started', row: taken, token: randomUUID(), account, templateId, clean });
      }
      for (const one of started) outcomes.set(String(one.row.id), one);
      await closeMessages(tx, closed, now);
      await postponeMessages(tx, later, now);
      await beginAttempts(
        tx,
        started.map(({ row, token, account }) => ({
          ...{ row, token, until: new Date(now.getTime() + account.attemptMs + GRACE_MS) },
        })),
        now,
      );
      // An id that is there twice is worked on once.
      return ids.map((id) => {
        const outcome = outcomes.get(id) ?? { kind: 'left' };
        outcomes.delete(id);
        return outcome;
      });
    });
}

type Choice = { account: OpenSmsAccount; clean: boolean } | { until: Date };

/**
 * For each message the first account in the order of preference that takes something now; one that is stopped or has a
 * full hand is waited for.
 */
async function chooseAccounts(
  tx: PoolClient,
  rows: readonly MessageRow[],
  { accounts, now }: { accounts: SmsAccounts; now: Date },
): Promise<Choice[]> {
  const paces = new Map<string, Pace>();
  const changed = new Set<string>();
  const paceOf = async (account: OpenSmsAccount): Promise<Pace> => {
    const held = paces.get(account.id);
    if (held !== undefined) return held;
    const shares = account.rate !== null;
    const known = await readPace(tx, account.id, SMS_LANE, shares);
    // Nobody waits for anybody where there is nothing to share.
    const pace = shares || known.openUntil === null ? known : await readPace(tx, account.id, SMS_LANE, true);
    paces.set(account.id, pace);
    return pace;
  };
  const exhausted: number[] = [];
  const choose = async (row: MessageRow): Promise<Choice> => {
    let soonest: Date | null = null;
    for (const account of accounts.all.filter(({ id }) => !row.tried.includes(id))) {
      const pace = await paceOf(account);
      if (pace.stopped === true) return { until: new Date(now.getTime() + STOPPED_MS) };
      const clean = pace.failures === 0 && pace.openUntil === null;
      if (account.rate === null && pace.openUntil === null) return { account, clean };
      const answer = admit(pace, { rate: account.rate, now, probeMs: account.attemptMs + GRACE_MS });
      if (answer.admitted) {
        paces.set(account.id, answer.pace);
        changed.add(account.id);
        return { account, clean };
      }
      if (pace.openUntil === null) return answer;
      if (soonest === null || answer.until < soonest) soonest = answer.until;
    }
    if (row.tried.length > 0) exhausted.push(row.id);
    return { until: soonest ?? new Date(now.getTime() + STOPPED_MS) };
  };
  const choices: Choice[] = [];
  for (const row of rows) choices.push(await choose(row));
  for (const id of changed) {
    const pace = paces.get(id);
    if (pace !== undefined) await writePace(tx, id, SMS_LANE, pace);
  }
  if (exhausted.length > 0) await tryAllAgain(tx, exhausted);
  return choices;
}
