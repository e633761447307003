import { setTimeout as wait } from 'node:timers/promises';
import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Database, Sql } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import type { AskedPbx, PbxAccess } from '../platform/pbx-access.ts';
import { withAccountLock } from './account-lock.ts';
import { askAboutCalls, type AskAboutCalls } from './ask-about-calls.ts';
import { followLive, type FollowLive } from './follow-live.ts';
import { readReconciliationGauges } from './read-reconciliation-gauges.ts';
import { reconciliationStore } from './reconciliation-store.ts';
import { runAccount } from './run-account.ts';

export interface ReconciliationOptions {
  database: Database;
  /** Ids of all PBX accounts. */
  accounts(): Iterable<string>;
  find: PbxAccess;
  /** Such a connection takes over the live calls by itself. */
  holdsConnection?(account: string): boolean;
  intake: Intake;
  clock: Clock;
  log: Log;
  /** Zone of the clinic's nights. */
  zone: string;
  metrics: Pick<Metrics, 'onScrape' | 'healedCalls' | 'reconciliationGap' | 'reconciliationAgeSeconds'>;
  /** How often what is due is looked for. */
  tickMs?: number;
}

export interface StartedReconciliation {
  /** For calls whose end never came. */
  askProvider: AskAboutCalls;
  stop(): Promise<void>;
}

const TICK_MS = 1000;
/** Each run holds a connection for its lock. */
const RUNS_AT_ONCE = 3;
const STOP_WITHIN_MS = 5000;
const DAY_MS = 24 * 3600_000;
const KEEP_RUNS_DAYS = 60;
const KEEP_HEALED_DAYS = 400;

/** Compares every account that has a history with its provider's list, and follows live calls where nothing is notified. */
export async function startReconciliation(options: ReconciliationOptions): Promise<StartedReconciliation> {
  const { database, find, intake, clock, log } = options;
  const store = reconciliationStore(database.sql);
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Map<string, Promise<void>>();
  const live = followLive({ ...options, store, pool: database.pool, signal });
  const askable = (): AskedPbx[] =>
    [...options.accounts()].flatMap((id) => {
      const pbx = find(id);
      return pbx !== null && (pbx.api.history !== undefined || pbx.api.ongoing !== undefined) ? [pbx] : [];
    });

  options.metrics.onScrape(() => readReconciliationGauges({ database, metrics: options.metrics, now: clock.now() }));
  await beginAccounts();
  const stopLive = followAll(live);
  const stopTicks = repeat({
    everyMs: options.tickMs ?? TICK_MS,
    what: 'compare calls with the PBX',
    log,
    work: tick,
  });
  const stopPruning = repeat({
    everyMs: 3600_000,
    what: 'forget old comparisons',
    log,
    work: () => {
      const before = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
      return store.prune({ runs: before(KEEP_RUNS_DAYS), healed: before(KEEP_HEALED_DAYS) });
    },
  });

  /** What was missed while nobody listened is looked for at once. */
  async function beginAccounts(): Promise<void> {
    const now = clock.now();
    for (const id of options.accounts()) if (options.holdsConnection?.(id) === true) await store.begin(id, now, now);
    for (const { account, api } of askable()) {
      const days = api.history === undefined ? undefined : account.reconcile?.initialDays;
      await store.begin(account.id, new Date(now.getTime() - (days ?? 0) * DAY_MS), now);
      // A restart is how a corrected configuration comes into force.
      await store.runSoon(account.id, now, { evenFailing: true });
      if (account.poll !== undefined && api.history === undefined)
        log.warn({ account: account.id }, 'this PBX cannot be asked for its calls; poll shows live calls only');
    }
  }

  async function tick(): Promise<void> {
    const accounts = askable().filter(({ api }) => api.history !== undefined);
    const due = await store.due(
      accounts.map(({ account }) => account.id).filter((id) => !running.has(id)),
      clock.now(),
    );
    for (const id of due) {
      const pbx = running.size < RUNS_AT_ONCE ? find(id) : null;
      if (pbx === null) continue;
      const run = runOnce(pbx)
        .catch((error: unknown) => {
          if (!signal.aborted)
            log.error({ account: id, err: error }, 'the comparison with the PBX failed; it is tried again');
        })
        .finally(() => running.delete(id));
      running.set(id, run);
    }
  }

  async function runOnce(pbx: AskedPbx): Promise<void> {
    const account = pbx.account.id;
    await withAccountLock(database.pool, account, (held) =>
      runAccount(pbx, {
        ...options,
        store,
        pool: database.pool,
        held,
        signal,
        sleep,
        onHealed: (calls) => {
          for (const { found } of calls) options.metrics.healedCalls.inc({ account, kind: found });
        },
      }),
    );
  }

  function followAll(follow: FollowLive): () => Promise<void> {
    return repeat({
      everyMs: options.tickMs ?? TICK_MS,
      what: 'follow live calls of the PBX',
      log,
      work: async () => {
        const told = askable().filter(({ account }) => options.holdsConnection?.(account.id) !== true);
        await Promise.all(told.map((pbx) => follow.turn(pbx)));
      },
    });
  }

  return {
    askProvider: askAboutCalls({
      ...{ find, intake, clock, log, signal },
      compareSoon: (account) => store.runSoon(account, clock.now(), { evenFailing: false }),
      async onHealed(account, call) {
        options.metrics.healedCalls.inc({ account, kind: call.found });
        const counts = find(account)?.account.poll === undefined;
        await store.healedAlone(account, call, { counts, now: clock.now() });
      },
    }),
    async stop() {
      stopping.abort();
      const ended = Promise.all([stopTicks(), stopLive(), stopPruning(), ...running.values()]);
      // A request that is on its way cannot be called back; what it answers is read again after the next start.
      await Promise.race([ended, wait(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** Events may have been lost a moment ago: the list is compared as soon as the provider allows. */
export async function compareSoon(sql: Sql, account: string, now: Date): Promise<void> {
  await reconciliationStore(sql).runSoon(account, now, { evenFailing: false });
}

export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
