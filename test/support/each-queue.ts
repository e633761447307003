import type { Pool } from '../../src/platform/database/index.ts';
import { describeWithRedis, startRedis, type TestRedis } from './redis.ts';

/** The suite once with the queue on PostgreSQL and once on Redis; `start` answers the Redis, where there is one. */
export function describeOnEachQueue(title: string, suite: (start: () => Promise<TestRedis | undefined>) => void): void {
  describe(`${title}, with the queue on PostgreSQL`, () => suite(async () => undefined));
  describeWithRedis(`${title}, with the queue on Redis`, () => suite(startRedis));
}

/** All that the queue knew is gone: of a Redis, everything. */
export async function loseQueue(redis: TestRedis | undefined, pool: Pool): Promise<void> {
  if (redis !== undefined) return redis.flush();
  await pool.query(`do $$ declare t text; begin
    for t in select tablename from pg_tables where schemaname = 'bullmq' and tablename ~ 'job' loop
      execute format('truncate bullmq.%I cascade', t); end loop; end $$`);
}
