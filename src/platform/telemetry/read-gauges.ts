import type { Sql } from '../database/index.ts';
import type { Metrics } from './create-metrics.ts';

/** Sets the gauges that the database knows, for a scrape. */
export async function readGauges({ sql, metrics, now }: { sql: Sql; metrics: Metrics; now: Date }): Promise<void> {
  const age = (at: Date): number => Math.max(0, (now.getTime() - at.getTime()) / 1000);
  const deliveries = await sql
    .selectFrom('delivery')
    .select((eb) => ['account', 'kind', 'state', eb.fn.countAll<string>().as('count')])
    .groupBy(['account', 'kind', 'state'])
    .execute();
  metrics.deliveries.reset();
  for (const { account, kind, state, count } of deliveries)
    metrics.deliveries.set({ account, kind, state }, Number(count));
  for (const { source, refreshed_at } of await sql
    .selectFrom('directory_source')
    .select(['source', 'refreshed_at'])
    .execute())
    metrics.directoryAgeSeconds.set({ source }, age(refreshed_at));
  for (const { account, what, at } of await sql
    .selectFrom('account_contact')
    .select(['account', 'what', 'at'])
    .execute())
    metrics.accountSilenceSeconds.set({ account, what }, age(at));
}
