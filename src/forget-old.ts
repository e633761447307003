import type { Access } from './access/index.ts';
import { pruneCommands } from './answers/index.ts';
import { pruneReceived } from './calls/index.ts';
import { pruneDeliveries, pruneExchanges } from './deliveries/index.ts';
import type { Configuration } from './platform/configuration/index.ts';
import type { Database } from './platform/database/index.ts';
import { pruneIdempotent } from './platform/http/index.ts';
import { prunePops } from './pops/index.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** The same Idempotency-Key does nothing twice for so long. */
const KEY_MS = 7 * DAY_MS;

/** Deletes what nobody may or needs to keep any longer. */
export async function forgetOld(options: {
  database: Database;
  configuration: Configuration;
  now: Date;
  signing: Pick<Access, 'forgetOld'>;
}): Promise<void> {
  const { now, configuration, signing } = options;
  const { pool, sql } = options.database;
  const before = (age: number): Date => new Date(now.getTime() - age);
  await signing.forgetOld(now);
  await prunePops(pool, before(configuration.pops.replayHours * HOUR_MS));
  await pruneReceived(pool, now, configuration.retention);
  await pruneIdempotent(sql, before(KEY_MS));
  await pruneCommands(pool, before(configuration.retention.rawDays * DAY_MS));
  await pruneDeliveries(pool, before(configuration.retention.rawDays * DAY_MS));
  await pruneExchanges(pool, before(configuration.retention.exchangeDays * DAY_MS));
}
