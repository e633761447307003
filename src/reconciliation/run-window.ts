import type { AskedPbx } from '../platform/pbx-access.ts';
import { withAccountLock } from './account-lock.ts';
import { carryOutRun } from './carry-out-run.ts';
import { keptWindow } from './plan-windows.ts';
import type { Run } from './reconciliation-store.ts';
import { runOptions, type RunAccountOptions } from './run-account.ts';

const LOCK_AGAIN_MS = 1000;

/**
 * Compares the calls of a window that a person asked for. Waits for a run of the same account that goes on. Rejects
 * with the provider's failure; what was healed until then stays.
 */
export async function runWindow(
  pbx: AskedPbx,
  window: { from: Date; to: Date },
  options: Omit<RunAccountOptions, 'held'> & { onWaiting?(): void },
): Promise<Run> {
  const { history } = pbx.api;
  const { store, clock, signal } = options;
  const account = pbx.account.id;
  if (history === undefined) throw new Error(`${pbx.account.provider} has no history that could be asked`);
  await store.begin(account, clock.now(), clock.now());
  for (;;) {
    const ran = await withAccountLock(options.pool, account, async (held) => {
      const state = await store.state(account);
      if (state === null) throw new Error('the account has no state although it was begun');
      const now = clock.now();
      const run = await store.openRun(account, 'command', keptWindow(window, history, now), now);
      try {
        await carryOutRun(run, runOptions(pbx, history, state, { ...options, held }));
        await store.finishRun(run, clock.now(), null);
      } catch (error) {
        await store.finishRun(run, clock.now(), error instanceof Error ? error.message.slice(0, 1000) : 'failed');
        throw error;
      }
      return store.readRun(run.id);
    });
    if (ran !== null) return ran.result;
    options.onWaiting?.();
    await options.sleep(LOCK_AGAIN_MS, signal);
    signal.throwIfAborted();
  }
}
