import { owePushes, type ToldAccount } from '../../src/deliveries/index.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { clinic, settledCall } from '../deliveries/publishing.ts';

/** A call that has settled, and its record owed to these accounts, as the settling of calls does it. */
export async function oweCall(database: Database, id: number, accounts: readonly ToldAccount[]): Promise<void> {
  const call = settledCall({ id, talkSeconds: id });
  await database.pool.query(
    `insert into call (id, account, started_at, learnt_at, ended_at, settled_at, direction, zone)
     values ($1, 'uis', $2, $2, $2, $2, 'in', $3)`,
    [id, call.startedAt, call.zone],
  );
  await database.sql.transaction().execute((tx) => owePushes({ tx, calls: [call], accounts, clinic, at: new Date() }));
}
