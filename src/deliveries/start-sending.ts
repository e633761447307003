import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import type { DeliveryKind } from './delivery-kind.ts';
import { createSender } from './sender.ts';
import { resumeElsewhere } from './stopped-sending.ts';

/**
 * Sends what is owed. Each group of kinds has its own queue and its own workers, so that slow ones hold up no others.
 * Answers how to stop.
 */
export async function startSending(options: {
  database: Database;
  groups: Readonly<Record<string, readonly DeliveryKind[]>>;
  openQueue(name: string): Promise<Queue>;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'deliveryAttempts' | 'queueJobs' | 'onScrape'>;
}): Promise<() => Promise<void>> {
  const { clock, log, metrics } = options;
  const stops: (() => Promise<void>)[] = [];
  for (const [name, kinds] of Object.entries(options.groups)) {
    const queue = await options.openQueue(name);
    const sender = createSender({
      pool: options.database.pool,
      queue,
      kinds,
      clock,
      log,
      onAttempt: ({ account, kind }, outcome) => metrics.deliveryAttempts.inc({ account, kind, outcome }),
    });
    for (const account of await resumeElsewhere(options.database.pool, kinds, clock.now()))
      log.info({ account }, 'sending.resumed: the account has another address now.');
    await sender.start();
    metrics.onScrape(async () => {
      for (const [state, count] of Object.entries(await queue.counts()))
        metrics.queueJobs.set({ queue: queue.name, state }, count);
    });
    stops.push(async () => {
      await sender.stop();
      await queue.close();
    });
  }
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
