import type { Clock } from '../contracts/clock.ts';
import type { Sql } from '../platform/database/index.ts';

export type ConnectionState = 'connecting' | 'connected' | 'lost';

export interface StateWriter {
  told(account: string, state: ConnectionState, reason: string | null): void;
  /** Writes what is not written yet; to be called again and again. */
  write(): Promise<void>;
}

interface Known {
  state: ConnectionState;
  reason: string | null;
  since: Date;
  written: boolean;
}

/** The state of held connections in the database, for the page of integrations and the alarm of a lost connection. */
export function connectionState({ sql, clock }: { sql: Sql; clock: Clock }): StateWriter {
  const accounts = new Map<string, Known>();
  return {
    told(account, state, reason) {
      const known = accounts.get(account);
      // An attempt that fails again is the same outage; its reason may be a better one.
      if (known?.state === 'lost' && state === 'connecting') return;
      if (known?.state === state && known.reason === reason) return;
      const since = known?.state === state ? known.since : clock.now();
      accounts.set(account, { state, reason, since, written: false });
    },
    async write() {
      for (const [account, known] of accounts) {
        if (known.written) continue;
        const state = { connection: known.state, connection_reason: known.reason, connection_at: known.since };
        // The row is begun by whoever compares with the PBX's own list; until it is there, this waits.
        const { numUpdatedRows } = await sql
          .updateTable('pbx_account_state')
          .set(state)
          .where('account', '=', account)
          .executeTakeFirst();
        known.written = numUpdatedRows > 0n;
      }
    },
  };
}
