import { createHttpClient } from '../../adapters/kit/http.ts';
import { createSender } from '../../src/deliveries/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { openQueue } from '../../src/platform/queue/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';

/** A process that sends to a target over HTTP until it is killed. Its clock is `aheadMs` ahead. */
interface Told {
  databaseUrl: string;
  redisUrl?: string;
  queue: string;
  target: string;
  aheadMs: number;
}

const told = JSON.parse(process.argv[2] ?? '{}') as Told;
const database = openDatabase(told.databaseUrl);
const http = createHttpClient({ timeoutMs: 5_000 });
const sender = createSender({
  pool: database.pool,
  queue: await openQueue({
    name: told.queue,
    databaseUrl: told.databaseUrl,
    redisUrl: told.redisUrl,
    log: silentLog,
  }),
  kinds: [
    {
      kind: 'record',
      lane: 'crm',
      afterDoubt: 'look-up',
      attemptMs: 5_000,
      async send({ id }) {
        await http.send({ method: 'POST', url: `${told.target}/${id}` });
      },
      lookUp: async ({ id }) => (await http.send({ method: 'GET', url: `${told.target}/${id}` })).status === 200,
    },
  ],
  clock: { now: () => new Date(Date.now() + told.aheadMs) },
  log: silentLog,
  sweepEveryMs: 25,
  random: () => 0,
});
await sender.start();
