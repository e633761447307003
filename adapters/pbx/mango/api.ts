import { setTimeout } from 'node:timers/promises';
import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { PbxApi } from '../../../src/contracts/pbx-api.ts';
import { createMangoClient } from './client.ts';
import { dial, hangUp, route } from './commands.ts';
import { employees } from './employees.ts';
import { history } from './history.ts';
import { recording } from './recording.ts';
import type { MangoSettings } from './settings.ts';

/** What can be asked of Mango Office. `pause` waits for a limit or for prepared data. */
export function mangoApi(
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): PbxApi<MangoSettings> {
  const client = createMangoClient(pause);
  return {
    history: history(client),
    recording: (context, wanted) => recording(client, context, wanted),
    dial: (context, wanted) => dial(client, context, wanted),
    hangUp: (context, _providerCallId, legIds) => hangUp(client, context, legIds),
    route: (context, wanted) => route(client, context, wanted),
    employees: (context) => employees(client, context),
    async selfTest(context) {
      const { code } = await client.ask(context, {
        path: '/account/balance',
        told: {},
        limit: 'balance',
        effect: 'read',
      });
      if (code === null) throw new TransientFailure('Mango Office answered something else than its balance');
    },
  };
}
