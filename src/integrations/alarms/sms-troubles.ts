import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { readStopped } from '../../deliveries/index.ts';
import type { Trouble } from './alarm-store.ts';

/** SMS accounts that take nothing more, and those whose money is nearly spent. */
export async function smsTroubles({
  database,
  configuration,
}: {
  database: Pick<Database, 'pool'>;
  configuration: Pick<Configuration, 'sms'>;
}): Promise<Trouble[]> {
  const accounts = configuration.sms ?? new Map();
  if (accounts.size === 0) return [];
  const stopped = (await readStopped(database.pool)).filter(({ account }) => accounts.has(account));
  const { rows } = await database.pool.query<{ account: string; balance: string; currency: string | null }>(
    'select account, balance, currency from sms_account_state where balance is not null order by account',
  );
  return [
    ...stopped.map(({ account, at, reason }): Trouble => {
      const detail = { reason, since: at.toISOString() };
      return { kind: 'sms-stopped', account, subject: account, detail };
    }),
    ...rows.flatMap(({ account, balance, currency }): Trouble[] => {
      const minimum = accounts.get(account)?.minimumBalance ?? null;
      // An account that stopped for want of money is told of once.
      if (minimum === null || Number(balance) >= minimum || stopped.some((one) => one.account === account)) return [];
      return [
        { kind: 'sms-balance', account, subject: account, detail: { balance: Number(balance), currency, minimum } },
      ];
    }),
  ];
}
