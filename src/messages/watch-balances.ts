import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { OpenSmsAccount } from './sms-accounts.ts';

/** Asks every account for its money and keeps the answer; little of it is said in the log. */
export async function watchBalances(
  accounts: readonly OpenSmsAccount[],
  { pool, now, log }: { pool: Pool; now: Date; log: Log },
): Promise<void> {
  for (const { id, link, configured } of accounts) {
    if (link.balance === undefined) continue;
    try {
      const { amount, currency } = await link.balance();
      await pool.query(
        `insert into sms_account_state (account, balance, currency, balance_at) values ($1, $2, $3, $4)
         on conflict (account) do update set balance = excluded.balance, currency = excluded.currency,
           balance_at = excluded.balance_at`,
        [id, amount, currency, now],
      );
      if (configured.minimumBalance !== null && amount < configured.minimumBalance)
        log.warn({ account: id, amount }, 'sms.balance: little money is left; top the account up.');
    } catch (error) {
      log.warn({ err: error, account: id }, 'sms.balance: the provider could not be asked');
    }
  }
}
