import { randomUUID } from 'node:crypto';
import type { Log } from '../telemetry/log.ts';
import { outageLog } from '../telemetry/outage-log.ts';
import { createOutbox, unpackText } from './outbox.ts';
import { postgresCarrier } from './postgres-carrier.ts';
import { redisCarrier } from './redis-carrier.ts';
import type { WakeUp } from './wake-up.ts';

const EVERY_MS = 5;
const CLOSE_LIMIT_MS = 1_000;

/**
 * Redis pub/sub when there is a `redisUrl`, else LISTEN/NOTIFY on a connection of its own (a direct one: a transaction
 * pooler does not carry LISTEN). Resolves when the first connection stands, or after a second without one; connects
 * and reconnects by itself from then on, and says one line per outage.
 */
export async function openWakeUp(options: {
  databaseUrl: string;
  redisUrl: string | undefined;
  log: Log;
}): Promise<WakeUp> {
  const origin = randomUUID();
  const listeners = new Set<(message: string) => void>();
  const outage = outageLog({
    log: options.log,
    what: `Wake-up through ${options.redisUrl === undefined ? 'PostgreSQL' : 'Redis'}`,
    advice: 'Pops of other processes come up to a second later until it is back.',
  });
  const receive = (text: string): void => {
    for (const message of unpackText(text, origin)) {
      for (const listener of listeners) {
        try {
          listener(message);
        } catch (error) {
          options.log.error({ err: error }, 'A listener to wake-ups failed; please report this.');
        }
      }
    }
  };
  const carrier =
    options.redisUrl === undefined
      ? await postgresCarrier({ url: options.databaseUrl, receive, outage })
      : await redisCarrier({ url: options.redisUrl, receive, outage });
  const outbox = createOutbox({
    origin,
    everyMs: EVERY_MS,
    maximumBytes: carrier.maximumBytes,
    send: (texts) => carrier.send(texts).catch((error: unknown) => outage.failed(error)),
  });
  let closed: Promise<void> | null = null;

  const shut = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)));
    await Promise.race([outbox.flushed(), late]);
    clearTimeout(timer);
    listeners.clear();
    await carrier.close();
  };

  return {
    publish(message) {
      if (closed) return;
      const fits = outbox.add(message);
      if (!fits) options.log.error({ length: message.length }, 'A wake-up was too long to send; please report this.');
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed ??= shut();
      return closed;
    },
  };
}
