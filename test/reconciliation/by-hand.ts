import { createHttpClient } from '../../adapters/kit/http.ts';
import { createIntake } from '../../src/calls/index.ts';
import { createPbxAccess } from '../../src/platform/pbx-access.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { createReconcile, type Reconcile } from '../../src/reconciliation/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import type { PaperClinic } from '../support/paper-clinic.ts';

/** What `trubka reconcile` works with, beside a clinic that serves. */
export function composeReconcileOf({ db, pbx, clock }: PaperClinic): Reconcile {
  const uis = testConfiguration().pbx.get('uis')!;
  const account = { ...uis, id: 'paper', provider: 'paper', settings: pbx.settings };
  const configuration = testConfiguration({ pbx: new Map([['paper', account]]) });
  const intake = createIntake({
    pool: db.database.pool,
    configuration: () => configuration,
    clock,
    settleSeconds: () => 0,
    onCommitted: () => undefined,
  });
  const { access, close } = createPbxAccess({
    accounts: () => configuration.pbx,
    adapters: new Map([['paper', pbx.adapter]]),
    openHttp: () => createHttpClient({ timeoutMs: 5000 }),
    clock,
  });
  return createReconcile({ configuration, database: db.database, find: access, intake, clock, log: silentLog, close });
}
