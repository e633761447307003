import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { PbxHistory } from '../contracts/pbx-api.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { AskedPbx } from '../platform/pbx-access.ts';
import { carryOutRun, type DonePiece, type RunOptions } from './carry-out-run.ts';
import type { HealedCall } from './heal-page.ts';
import { judgeFailure } from './judge-failure.ts';
import { pauseSeconds, planRun, type PlannedRun } from './plan-run.ts';
import type { AccountState, ReconciliationStore, Run } from './reconciliation-store.ts';

export interface RunAccountOptions {
  store: ReconciliationStore;
  pool: Pool;
  intake: Intake;
  clock: Clock;
  log: Log;
  zone: string;
  held(): void;
  signal: AbortSignal;
  sleep: RunOptions['sleep'];
  onHealed?(calls: readonly HealedCall[]): void;
  onPiece?(done: DonePiece): void;
  onPause?(seconds: number): void;
}

/** Carries out what is due for one account and notes where that leaves it. Rejects only when this process stops. */
export async function runAccount(pbx: AskedPbx, options: RunAccountOptions): Promise<void> {
  const { history } = pbx.api;
  const { store, clock, log } = options;
  const account = pbx.account.id;
  const state = await store.state(account);
  // Another process may have done it while this one waited for the lock.
  if (history === undefined || state === null || state.nextAt > clock.now()) return;
  const unfinished = await store.unfinishedRun(account);
  const now = clock.now();
  const planned = planRun({ account: pbx.account, history, state, unfinished, now, zone: options.zone });
  const run = unfinished ?? (await store.openRun(account, planned.kind, planned.window, now));
  const began = performance.now();
  let done: Run;
  try {
    await carryOutRun({ ...run, doneTo: planned.window.from }, runOptions(pbx, history, state, options));
    done = await finish(run, planned, state, pbx, history, options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    const judged = judgeFailure(error, state.failures);
    const nextAt = new Date(clock.now().getTime() + Math.max(judged.againInSeconds, history.everySeconds) * 1000);
    await store.failed(account, { ...judged, nextAt, now: clock.now(), run });
    const line = { account, run: run.id, kind: run.kind, reason: judged.message, nextAt };
    if (judged.unexpected) log.error({ ...line, err: error }, 'history.read: unexpected failure; please report this.');
    else if (judged.kind === 'permanent')
      log.error(line, 'history.read: refused by the PBX. Correct what the reason names; it is tried again in an hour.');
    else log.warn(line, 'history.read: interrupted; it goes on where it stopped.');
    return;
  }
  log.info(
    {
      account,
      run: run.id,
      kind: run.kind,
      calls: done.calls,
      missing: done.missing,
      incomplete: done.incomplete,
      milliseconds: Math.round(performance.now() - began),
    },
    'history.read',
  );
}

async function finish(
  run: Run,
  planned: PlannedRun,
  state: AccountState,
  pbx: AskedPbx,
  history: PbxHistory<unknown>,
  { store, clock }: RunAccountOptions,
): Promise<Run> {
  const now = clock.now();
  const done = await store.readRun(run.id);
  if (run.kind === 'poll' && done.missing + done.incomplete === 0) await store.dropRun(run);
  else await store.finishRun(run, now, null);
  // An interrupted run of the day before yesterday does not take back what was covered since.
  const to = state.coveredTo !== null && state.coveredTo > run.to ? state.coveredTo : run.to;
  await store.covered(run.account, {
    to,
    nightlyOn: planned.nightlyOn,
    // After a run that had been interrupted what came since is due at once.
    nextAt: new Date(
      Math.max(
        run.to.getTime() + pauseSeconds(pbx.account, history) * 1000,
        now.getTime() + history.everySeconds * 1000,
      ),
    ),
  });
  return done;
}

export function runOptions(
  pbx: AskedPbx,
  history: PbxHistory<unknown>,
  state: AccountState,
  options: RunAccountOptions,
): RunOptions {
  return {
    ...options,
    context: pbx.context,
    history,
    polled: pbx.account.poll !== undefined,
    since: state.since,
  };
}
