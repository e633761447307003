import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { PbxApiContext, PbxHistory } from '../contracts/pbx-api.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { healPage, type HealedCall } from './heal-page.ts';
import { pieces } from './plan-windows.ts';
import type { ReconciliationStore, Run } from './reconciliation-store.ts';

export interface DonePiece {
  from: Date;
  to: Date;
  calls: number;
  missing: number;
  incomplete: number;
}

export interface RunOptions {
  context: PbxApiContext<unknown>;
  history: PbxHistory<unknown>;
  store: ReconciliationStore;
  pool: Pool;
  intake: Intake;
  clock: Clock;
  log: Log;
  /** Nothing is notified: calls are taken while they go on, and none of them was lost. */
  polled: boolean;
  /** Calls before this were never notified to us. */
  since: Date;
  /** Throws when this process may no longer work on the account. */
  held(): void;
  signal: AbortSignal;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  onHealed?(calls: readonly HealedCall[]): void;
  onPiece?(done: DonePiece): void;
  /** Nothing is asked for so long, by the provider's limit. */
  onPause?(seconds: number): void;
}

/**
 * Reads the provider's list piece by piece from where the run stands, and heals. What is healed is durable at once;
 * a piece that fails is read again from its beginning by whoever carries the run on. Rejects with the failure.
 */
export async function carryOutRun(run: Run, options: RunOptions): Promise<void> {
  const { context, history, store, clock, signal, polled } = options;
  const wasLost = ({ startedAt }: HealedCall): boolean =>
    !polled && run.kind !== 'initial' && startedAt >= options.since;
  for (const piece of pieces({ from: run.doneTo, to: run.to }, history)) {
    await waitForTurn(options);
    const seen = { calls: 0, missing: 0, incomplete: 0 };
    for await (const page of history.read(context, piece)) {
      options.held();
      signal.throwIfAborted();
      const { account } = context;
      const { calls, healed } = await healPage(page, { ...options, account });
      await store.healed(run, healed, { counts: wasLost, now: clock.now() });
      options.onHealed?.(healed);
      seen.calls += calls;
      for (const { found } of healed) seen[found] += 1;
    }
    await store.pieceDone(run, piece.to, seen.calls);
    options.onPiece?.({ ...piece, ...seen });
  }
}

/** The provider's limit holds over all processes and runs. */
async function waitForTurn({ context, history, store, clock, sleep, signal, onPause }: RunOptions): Promise<void> {
  const askedAt = (await store.state(context.account))?.askedAt?.getTime() ?? 0;
  const wait = askedAt + history.everySeconds * 1000 - clock.now().getTime();
  if (wait > 0) {
    onPause?.(Math.ceil(wait / 1000));
    await sleep(wait, signal);
  }
  signal.throwIfAborted();
  await store.asked(context.account, clock.now());
}
