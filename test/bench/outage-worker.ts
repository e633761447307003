import { systemClock } from '../../src/contracts/clock.ts';
import { misApiAccounts } from '../../src/mis/index.ts';
import { openDatabase, type Database } from '../../src/platform/database/index.ts';
import { startProcess, type OurProcess } from '../mis/our-process.ts';
import { fakeCrmAdapter } from '../support/fake-crm.ts';
import { answerParent } from './answering.ts';

let database: Database | undefined;
let worker: OurProcess | undefined;

/** The worker of Trubka that sends to one CRM, in a process that can be killed. */
async function start({ url, crm }: { url: string; crm: string }): Promise<void> {
  database = openDatabase(url);
  const configured = { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: { url: crm } };
  const accounts = misApiAccounts([fakeCrmAdapter()], new Map([['crm', configured]]));
  worker = await startProcess({
    ...{ database: { pool: database.pool, url }, accounts, clock: systemClock, redisUrl: undefined },
    sweepEveryMs: 250,
  });
}

answerParent({ start }, async () => {
  await worker?.stop();
  await database?.close();
});
