import type { Clock } from '../../src/contracts/clock.ts';
import { createHttpClient } from '../../adapters/kit/http.ts';
import { sqlWriters } from '../../src/compose-commands.ts';
import { createSender, type SendOutcome } from '../../src/deliveries/index.ts';
import { createMisAccess, misKinds, misTokens, type MisApiAccount } from '../../src/mis/index.ts';
import type { Pool, PoolClient } from '../../src/platform/database/index.ts';
import { openQueue, type Queue } from '../../src/platform/queue/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';

export interface OurProcess {
  queue: Queue;
  /** Ends in order. */
  stop(): Promise<void>;
  /** Ends in the middle: nothing is asked or written any more, transactions are lost with their connections. */
  kill(): Promise<void>;
}

/** A process that sends to systems whose API is called. */
export async function startProcess(told: {
  database: { pool: Pool; url: string };
  accounts: ReadonlyMap<string, MisApiAccount>;
  clock: Clock;
  redisUrl: string | undefined;
  onAttempt?(outcome: SendOutcome): void;
  sweepEveryMs?: number;
}): Promise<OurProcess> {
  const { clock, accounts } = told;
  const life = { ended: false };
  const pool = mortal(told.database.pool, life);
  const tokens = misTokens({ pool, keys: () => Promise.reject(new Error('not needed')), clock });
  const openHttp = () => {
    const client = createHttpClient({ timeoutMs: 2_000 });
    return { ...client, send: (...asked: Parameters<typeof client.send>) => alive(life, () => client.send(...asked)) };
  };
  const access = createMisAccess({ accounts, branches: [], tokens, clock, openHttp, sql: sqlWriters });
  const kinds = misKinds({ access, pool, clock, language: 'ru', readRecording: async () => null });
  const { url: databaseUrl } = told.database;
  const queue = await openQueue({ name: 'mis', databaseUrl, redisUrl: told.redisUrl, log: silentLog });
  const sender = createSender({
    ...{ pool, queue, kinds, clock, log: silentLog, sweepEveryMs: told.sweepEveryMs ?? 25, concurrency: 8 },
    onAttempt: (_, outcome) => told.onAttempt?.(outcome),
  });
  await sender.start();
  const stop = async (): Promise<void> => {
    await sender.stop();
    await queue.close();
    access.close();
  };
  return {
    queue,
    stop,
    async kill() {
      life.ended = true;
      await stop();
    },
  };
}

function alive<T>(life: { ended: boolean }, work: () => Promise<T>): Promise<T> {
  return life.ended ? Promise.reject(new Error('the process has ended')) : work();
}

/** Its queries fail once the process has ended, the rollback too, so that the connection is thrown away. */
function mortal<T extends Pool | PoolClient>(connection: T, life: { ended: boolean }): T {
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const bound = (value as (...given: unknown[]) => unknown).bind(target);
      if (name === 'query') return (...given: unknown[]) => alive(life, async () => bound(...given));
      if (name === 'connect') return () => alive(life, async () => mortal((await bound()) as PoolClient, life));
      return bound;
    },
  });
}
