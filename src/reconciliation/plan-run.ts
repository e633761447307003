import type { PbxHistory } from '../contracts/pbx-api.ts';
import type { PbxAccount } from '../platform/configuration/index.ts';
import { keptWindow, nightlyDue, nightlyWindow, regularWindow } from './plan-windows.ts';
import type { AccountState, Run, RunKind } from './reconciliation-store.ts';

export const DEFAULT_EVERY_MINUTES = 15;

export interface PlannedRun {
  kind: RunKind;
  window: { from: Date; to: Date };
  /** The day that a nightly run is of. */
  nightlyOn: string | null;
}

/** What is compared next: what was interrupted, the days before the first start, the night's three days, or what is new. */
export function planRun(options: {
  account: PbxAccount;
  history: PbxHistory<unknown>;
  state: AccountState;
  unfinished: Run | null;
  now: Date;
  zone: string;
}): PlannedRun {
  const { account, history, state, unfinished, now, zone } = options;
  if (unfinished !== null) {
    const window = keptWindow({ from: unfinished.doneTo, to: unfinished.to }, history, now);
    return { kind: unfinished.kind, window, nightlyOn: null };
  }
  if (state.coveredTo === null && account.reconcile?.initialDays !== undefined)
    return { kind: 'initial', window: keptWindow({ from: state.since, to: now }, history, now), nightlyOn: null };
  const nightlyOn = nightlyDue(state.nightlyOn, now, zone);
  if (nightlyOn !== null) return { kind: 'nightly', window: nightlyWindow(state, history, now), nightlyOn };
  const kind = account.poll === undefined ? 'regular' : 'poll';
  return { kind, window: regularWindow(state, history, now), nightlyOn: null };
}

/** How long until the account is compared again, never oftener than its provider allows. */
export function pauseSeconds(account: PbxAccount, history: PbxHistory<unknown>): number {
  const wanted = account.poll?.everySeconds ?? (account.reconcile?.everyMinutes ?? DEFAULT_EVERY_MINUTES) * 60;
  return Math.max(wanted, history.everySeconds);
}
