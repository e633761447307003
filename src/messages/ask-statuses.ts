import type { SmsReport } from '../contracts/sms.ts';
import { inTransaction, type Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { applyReports, keepReports } from './apply-reports.ts';
import { claimStatuses } from './message-store.ts';
import type { OpenSmsAccount } from './sms-accounts.ts';

const BATCHES_A_TURN = 10;

/** Asks one account what became of the messages whose time for it has come. Answers how many were asked about. */
export async function askStatuses(
  account: OpenSmsAccount,
  { pool, now, log }: { pool: Pool; now: () => Date; log: Log },
): Promise<number> {
  const { adapter, link, id } = account;
  if (link.status === undefined) return 0;
  let asked = 0;
  for (let turn = 0; turn < BATCHES_A_TURN; turn += 1) {
    const limit = adapter.statusBatch ?? 1;
    const messages = await claimStatuses(pool, id, now(), {
      limit,
      byOurId: adapter.capabilities.includes('client-id'),
    });
    if (messages.length === 0) break;
    asked += messages.length;
    let answers: (SmsReport | null)[];
    try {
      answers = await link.status(
        messages.map((message) => ({
          ...{ providerId: message.provider_id, clientId: String(message.id), to: message.phone ?? '' },
          triedAt: message.tried_at,
        })),
      );
    } catch (error) {
      // Their next times are set: asking goes on then.
      log.warn({ err: error, account: id, messages: messages.length }, 'sms.statuses: the provider could not be asked');
      break;
    }
    // The message that was asked about is known, whatever ids the answer names.
    const reports = answers.flatMap((answer, index): SmsReport[] => {
      const message = messages[index];
      return answer === null || message === undefined ? [] : [{ ...answer, clientId: String(message.id) }];
    });
    await inTransaction(pool, (tx) => keepReports(tx, id, reports, now()));
    while ((await applyReports(pool)) > 0);
    if (messages.length < limit) break;
  }
  return asked;
}
