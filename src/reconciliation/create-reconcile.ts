import type { Intake } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { DonePiece } from './carry-out-run.ts';
import { reconciliationStore, type Run } from './reconciliation-store.ts';
import { runWindow } from './run-window.ts';
import { sleep } from './start-reconciliation.ts';

/** Comparing by hand. */
export interface Reconcile {
  /** Accounts whose provider has a history and is set up for it. */
  accounts(): string[];
  run(
    account: string,
    window: { from: Date; to: Date },
    on: { piece(done: DonePiece): void; waiting(): void; pause?(seconds: number): void; signal: AbortSignal },
  ): Promise<Run>;
  close(): Promise<void>;
}

export function createReconcile(options: {
  configuration: Configuration;
  database: Database;
  find: PbxAccess;
  intake: Intake;
  clock: Clock;
  log: Log;
  close(): void;
}): Reconcile {
  const { configuration, database, find, intake, clock, log } = options;
  const store = reconciliationStore(database.sql);
  return {
    accounts: () => [...configuration.pbx.keys()].filter((id) => find(id)?.api.history !== undefined),
    async run(account, window, { piece, waiting, pause, signal }) {
      const pbx = find(account);
      if (pbx === null) throw new Error(`There is no PBX account ${account}`);
      return runWindow(pbx, window, {
        store,
        pool: database.pool,
        intake,
        clock,
        log,
        zone: [...configuration.branches.values()][0]?.zone ?? 'UTC',
        signal,
        sleep,
        onPiece: piece,
        onWaiting: waiting,
        ...(pause && { onPause: pause }),
      });
    },
    async close() {
      await intake.close();
      options.close();
    },
  };
}
