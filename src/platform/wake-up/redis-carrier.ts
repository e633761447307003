import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { OutageLog } from '../telemetry/outage-log.ts';
import type { Carrier } from './wake-up.ts';

const CHANNEL = 'trubka:wake-up';

/** Pub/sub needs a connection of its own to listen on. Pub/sub ignores database numbers: a foreign hint is harmless. */
export async function redisCarrier(options: {
  url: string;
  receive: (text: string) => void;
  outage: OutageLog;
}): Promise<Carrier> {
  const common = { connectTimeout: 5_000, disconnectTimeout: 500, keepAlive: 10_000, retryStrategy: backoff };
  const subscriber = new Redis(options.url, { ...common, maxRetriesPerRequest: null });
  const publisher = new Redis(options.url, {
    ...common,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: 1_000,
    socketTimeout: 5_000,
  });
  for (const redis of [subscriber, publisher]) {
    redis.on('error', (error) => options.outage.failed(error));
    redis.on('ready', () => options.outage.worked());
  }
  subscriber.on('message', (_, text) => options.receive(text));
  // Sent when the connection stands, and again by ioredis after each reconnection.
  const subscribed = subscriber.subscribe(CHANNEL).catch((error: unknown) => options.outage.failed(error));
  const limit = AbortSignal.timeout(1_000);
  await Promise.all([
    Promise.race([subscribed, new Promise((resolve) => limit.addEventListener('abort', resolve, { once: true }))]),
    publisher.status === 'ready' ? null : once(publisher, 'ready', { signal: limit }).catch(() => undefined),
  ]);

  return {
    maximumBytes: 8_000,
    async send(texts) {
      const replies = (await publisher.pipeline(texts.map((text) => ['publish', CHANNEL, text])).exec()) ?? [];
      const failure = replies.find(([error]) => error)?.[0];
      if (failure) throw failure;
      options.outage.worked();
    },
    async close() {
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}

function backoff(times: number): number {
  return Math.min(100 * 2 ** Math.min(times, 6), 5_000) * (0.75 + Math.random() / 2);
}
