import { once } from 'node:events';
import { createPostgresBackend, Queue as Producer, Worker, type Processor } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { OutageLog } from '../telemetry/outage-log.ts';

/** What differs between Redis and PostgreSQL: how BullMQ's two ends are opened and torn down. */
export interface QueueStore {
  /** Resolves when ids can be added, or at once where the store may come later. */
  openProducer(name: string): Promise<ProducerEnd>;
  openWorker(name: string, process: Processor, concurrency: number): Promise<WorkerEnd>;
}

export interface ProducerEnd {
  producer: Pick<Producer, 'addBulk' | 'getJobCounts'>;
  close(): Promise<void>;
}

export interface WorkerEnd {
  worker: Pick<Worker, 'close'>;
  /** Cuts the connections under a worker whose orderly end hangs on a dead store. */
  cut(): Promise<void>;
}

type Tuning = Omit<RedisOptions, 'replyMapping'>;

// A worker that died holds its ids for this long, then another one gets them.
const workerTimings = { lockDuration: 20_000, stalledInterval: 10_000, drainDelay: 5, runRetryDelay: 1_000 } as const;

/** Redis may be down at the start: it is given a second, then the client goes on dialling by itself. */
export function redisStore(options: { url: string; outage: OutageLog }): QueueStore {
  const connect = (extra: Tuning) => {
    const settings: Tuning = { connectTimeout: 5_000, disconnectTimeout: 500, keepAlive: 10_000, ...extra };
    const redis = new Redis(options.url, settings);
    redis.on('error', (error) => options.outage.failed(error));
    redis.on('ready', () => options.outage.worked());
    return redis;
  };
  return {
    async openProducer(name) {
      const redis = connect({
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        autoResendUnfulfilledCommands: false,
        commandTimeout: 900,
        // A peer that vanished without closing (a host that is gone) is given up and dialled again.
        socketTimeout: 5_000,
      });
      const producer = new Producer(name, {
        connection: redis,
        prefix: 'trubka',
        // The first command would otherwise wait for Redis, and its failure would stay for the life of the object.
        skipWaitingForReady: true,
        skipVersionCheck: true,
        skipMetasUpdate: true,
      });
      producer.on('error', (error) => options.outage.failed(error));
      await firstReady(redis, 1_000);
      return {
        producer,
        close: async () => {
          await producer.close();
          redis.disconnect();
        },
      };
    },
    async openWorker(name, process, concurrency) {
      const redis = connect({ maxRetriesPerRequest: null });
      const worker = new Worker(name, process, { connection: redis, prefix: 'trubka', concurrency, ...workerTimings });
      worker.on('error', (error) => options.outage.failed(error));
      return {
        worker,
        cut: async () => {
          const backend = worker.getBackend();
          await backend.close(true).catch(() => undefined);
          redis.disconnect();
        },
      };
    },
  };
}

/** The database's own schema `bullmq`, made and migrated by BullMQ when it is opened. */
export function postgresStore(options: { url: string; outage: OutageLog }): QueueStore {
  const connection = (max: number) => ({
    connectionString: options.url,
    schema: 'bullmq',
    migrate: true,
    max,
    keepAlive: true,
    application_name: 'trubka queue',
  });
  return {
    async openProducer(name) {
      const producer = new Producer(name, { connection: connection(2) }, createPostgresBackend);
      producer.on('error', (error) => options.outage.failed(error));
      await producer.waitUntilReady().catch(async (cause: unknown) => {
        await producer.close().catch(() => undefined);
        throw cause;
      });
      return { producer, close: () => producer.close() };
    },
    async openWorker(name, process, concurrency) {
      const worker = new Worker(
        name,
        process,
        { connection: connection(4), concurrency, ...workerTimings },
        createPostgresBackend,
      );
      worker.on('error', (error) => options.outage.failed(error));
      await worker.waitUntilReady().catch(async (cause: unknown) => {
        await worker.close(true).catch(() => undefined);
        throw cause;
      });
      return { worker, cut: () => worker.disconnect() };
    },
  };
}

async function firstReady(redis: Redis, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  await once(redis, 'ready', { signal: AbortSignal.timeout(milliseconds) }).catch(() => undefined);
}
