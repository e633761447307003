import type { Log } from '../telemetry/log.ts';
import { outageLog } from '../telemetry/outage-log.ts';
import { postgresStore, redisStore, type WorkerEnd } from './queue-store.ts';
import type { Queue, QueueJob } from './queue.ts';
import { within } from './within.ts';

const ADD_LIMIT_MS = 950;
const CLOSE_LIMIT_MS = 2_000;

/**
 * A queue on Redis when there is a `redisUrl`, else on the database (`bullmq` schema). Two installations that share a
 * Redis server need different database numbers in their addresses. `name` has letters, digits and dashes.
 */
export async function openQueue(options: {
  name: string;
  databaseUrl: string;
  redisUrl: string | undefined;
  log: Log;
}): Promise<Queue> {
  const { name } = options;
  const onRedis = options.redisUrl !== undefined;
  const outage = outageLog({
    log: options.log,
    what: `Queue ${name} on ${onRedis ? 'Redis' : 'PostgreSQL'}`,
    advice: 'Nothing is lost: what is owed stays in the database and is sent when it is back.',
  });
  const store =
    options.redisUrl === undefined
      ? postgresStore({ url: options.databaseUrl, outage })
      : redisStore({ url: options.redisUrl, outage });
  const { producer, close: closeProducer } = await store.openProducer(name);
  const running = new Set<Promise<void>>();
  let end: WorkerEnd | null = null;
  let closed: Promise<void> | null = null;

  const ask = async <T>(what: string, answer: () => Promise<T>): Promise<T> => {
    if (closed) throw new Error(`Queue ${name} is closed.`);
    try {
      const result = await within(ADD_LIMIT_MS, what, answer());
      outage.worked();
      return result;
    } catch (error) {
      outage.failed(error);
      throw error;
    }
  };

  const shut = async (): Promise<void> => {
    if (end) {
      // Without the store an orderly end waits for an answer that does not come: ioredis, while it dials, never says
      // that it has ended.
      if (outage.down) await drained(running);
      const orderly = end.worker.close(outage.down).catch((error: unknown) => outage.failed(error));
      await Promise.race([orderly, drained(running).then(() => pause(CLOSE_LIMIT_MS))]);
      await within(CLOSE_LIMIT_MS, `Closing queue ${name}`, end.cut()).catch(() => undefined);
    }
    await within(CLOSE_LIMIT_MS, `Closing queue ${name}`, closeProducer()).catch((error: unknown) =>
      options.log.warn({ err: error, queue: name }, 'A connection of the queue was left to the end of the process.'),
    );
  };

  return {
    name,
    async addBulk(jobs) {
      if (jobs.length === 0) return;
      await ask(`Adding to queue ${name}`, () => producer.addBulk(jobs.map(toBullJob)));
    },
    async work(handler, { concurrency }) {
      if (closed) throw new Error(`Queue ${name} is closed.`);
      if (end) throw new Error(`Queue ${name} already has its worker.`);
      const process = async (job: { data: { id: string } }) => {
        const run = handler(job.data.id);
        running.add(run);
        try {
          await run;
        } catch (error) {
          options.log.error({ err: error, queue: name, job: job.data.id }, 'A job failed; it is added again when due.');
          throw error;
        } finally {
          running.delete(run);
        }
      };
      end = await store.openWorker(name, process, concurrency);
    },
    async counts() {
      const counted = await ask(`Counting queue ${name}`, () => producer.getJobCounts('waiting', 'delayed', 'active'));
      return { waiting: counted['waiting'] ?? 0, delayed: counted['delayed'] ?? 0, active: counted['active'] ?? 0 };
    },
    close() {
      closed ??= shut();
      return closed;
    },
  };
}

// BullMQ forbids colons and bare integers as ids; a finished job must go, or its id could never be added again.
function toBullJob(job: string | QueueJob) {
  const { id, delayMs = 0 } = typeof job === 'string' ? { id: job } : job;
  return {
    name: 'due',
    data: { id },
    opts: { jobId: `id-${encodeURIComponent(id)}`, delay: delayMs, removeOnComplete: true, removeOnFail: true },
  };
}

async function drained(running: ReadonlySet<Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.allSettled(running);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
