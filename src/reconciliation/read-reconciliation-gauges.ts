import type { Database } from '../platform/database/index.ts';
import type { Metrics } from '../platform/telemetry/index.ts';
import { readGap } from './read-reconciliation.ts';

const DAY_MS = 24 * 3600_000;

/** Sets what a scrape shows of the comparisons. */
export async function readReconciliationGauges(options: {
  database: Database;
  metrics: Pick<Metrics, 'reconciliationGap' | 'reconciliationAgeSeconds'>;
  now: Date;
}): Promise<void> {
  const { database, metrics, now } = options;
  const states = await database.sql
    .selectFrom('pbx_account_state')
    .select(['account', 'covered_to'])
    .where('covered_to', 'is not', null)
    .execute();
  for (const { account, covered_to: coveredTo } of states) {
    if (coveredTo === null) continue;
    metrics.reconciliationAgeSeconds.set({ account }, Math.max(0, (now.getTime() - coveredTo.getTime()) / 1000));
    const { share } = await readGap(database, account, new Date(now.getTime() - DAY_MS));
    metrics.reconciliationGap.set({ account }, share);
  }
}
