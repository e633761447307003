import type { Clock } from '../../contracts/clock.ts';
import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { repeat } from '../../platform/repeat.ts';
import type { Log, Metrics } from '../../platform/telemetry/index.ts';
import type { ToldAccounts } from '../told-accounts.ts';
import { alarmWords } from './alarm-words.ts';
import { alarmKinds, keepAlarms } from './alarm-store.ts';
import { findTroubles } from './find-troubles.ts';
import { usualTraffic } from './usual-traffic.ts';

const EVERY_MS = 2 * 60_000;

/** Looks for troubles now and then, raises and clears. Answers how to stop. */
export function watchAlarms(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
  told: Pick<ToldAccounts, 'timetableEvery'>;
  everyMs?: number;
}): () => Promise<void> {
  const { database, clock, log } = options;
  const lines = usualTraffic(database.pool, 'line');
  const accounts = usualTraffic(database.pool, 'account');
  return repeat({
    everyMs: options.everyMs ?? EVERY_MS,
    what: 'look for silent lines and other troubles',
    log,
    async work() {
      const now = clock.now();
      const troubles = await findTroubles({
        ...{ database, configuration: options.configuration(), now, lines, accounts },
        timetableEvery: (account) => options.told.timetableEvery(account),
      });
      const { raised, cleared } = await keepAlarms(database.sql, troubles, now);
      for (const { kind, account, subject, detail } of raised) {
        const { title, advice } = alarmWords.en[kind];
        log.error({ alarm: kind, account, subject, ...detail }, `alarm.raised: ${title}. ${advice}`);
      }
      for (const { kind, account, subject } of cleared)
        log.info({ alarm: kind, account, subject }, `alarm.cleared: ${alarmWords.en[kind].title}`);
    },
  });
}

/** Sets the gauge of what is raised now. */
export async function readAlarmGauge(database: Database, metrics: Pick<Metrics, 'alarms'>): Promise<void> {
  const rows = await database.sql
    .selectFrom('alarm')
    .select((eb) => ['kind', eb.fn.countAll<number>().as('count')])
    .where('cleared_at', 'is', null)
    .groupBy('kind')
    .execute();
  for (const kind of alarmKinds) metrics.alarms.set({ kind }, rows.find((row) => row.kind === kind)?.count ?? 0);
}
