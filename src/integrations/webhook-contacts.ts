import type { Outcome } from '../calls/index.ts';
import type { Sql } from '../platform/database/index.ts';

export interface WebhookContacts {
  heard(account: string, outcome: Outcome['kind']): void;
  /** Writes what was heard since. */
  write(): Promise<void>;
}

/** When each account last sent something, noted in memory and written now and then: not a row for each request. */
export function webhookContacts(options: {
  sql: Sql;
  now(): Date;
  isConfigured(account: string): boolean;
}): WebhookContacts {
  const heard = new Map<string, { account: string; what: string; at: Date }>();
  return {
    heard(account, outcome) {
      if (outcome === 'busy' || !options.isConfigured(account)) return;
      const what = outcome === 'refused' ? 'webhook-refused' : 'webhook';
      heard.set(`${account} ${what}`, { account, what, at: options.now() });
    },
    async write() {
      if (heard.size === 0) return;
      const rows = [...heard.values()];
      heard.clear();
      await options.sql
        .insertInto('account_contact')
        .values(rows.map((row) => ({ ...row, detail: null })))
        .onConflict((conflict) =>
          conflict
            .columns(['account', 'what'])
            .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') }))
            .whereRef('account_contact.at', '<', 'excluded.at'),
        )
        .execute();
    },
  };
}
