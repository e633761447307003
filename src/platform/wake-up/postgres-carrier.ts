import { openDatabase } from '../database/index.ts';
import type { OutageLog } from '../telemetry/outage-log.ts';
import type { Carrier } from './wake-up.ts';

const CHANNEL = 'trubka_wake_up';
const PROBE_EVERY_MS = 15_000;
const PROBE_LIMIT_MS = 5_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

interface Listening {
  /** Resolves, once, when the connection is gone. */
  lost: Promise<Error>;
  release(): void;
}

/** LISTEN on one connection of a small pool, NOTIFY on the other. PostgreSQL takes payloads below 8000 bytes. */
export async function postgresCarrier(options: {
  url: string;
  receive: (text: string) => void;
  outage: OutageLog;
}): Promise<Carrier> {
  const database = openDatabase(options.url, { name: `trubka wake-up pid=${process.pid}`, connections: 2 });
  const closing = new AbortController();
  let listening: Listening | null = null;

  const listen = async (): Promise<Listening> => {
    const client = await database.pool.connect();
    let lose = (_: Error): void => undefined;
    const lost = new Promise<Error>((resolve) => (lose = resolve));
    // `end` comes for a connection the server closed, without an error.
    client.on('error', lose);
    client.on('end', () => lose(new Error('The connection was closed.')));
    client.on('notification', ({ payload }) => options.receive(payload ?? ''));
    // A connection that died silently says nothing by itself.
    const probe = setInterval(() => {
      const limit = setTimeout(() => lose(new Error('The connection does not answer.')), PROBE_LIMIT_MS);
      void client
        .query('select 1')
        .catch(lose)
        .finally(() => clearTimeout(limit));
    }, PROBE_EVERY_MS);
    const release = () => {
      clearInterval(probe);
      client.removeAllListeners('notification');
      client.release(true);
    };
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      release();
      throw error;
    }
    return { lost, release };
  };

  const keepListening = async (onConnected: () => void): Promise<void> => {
    let retryMs = FIRST_RETRY_MS;
    while (!closing.signal.aborted) {
      try {
        listening = await listen();
        options.outage.worked();
        onConnected();
        retryMs = FIRST_RETRY_MS;
        const error = await Promise.race([listening.lost, aborted(closing.signal)]);
        listening.release();
        if (error) options.outage.failed(error);
      } catch (error) {
        options.outage.failed(error);
      }
      listening = null;
      await pause(retryMs * (0.75 + Math.random() / 2), closing.signal);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  };

  let connected = (): void => undefined;
  const first = new Promise<void>((resolve) => (connected = resolve));
  const running = keepListening(() => connected());
  await Promise.race([first, pause(1_000, closing.signal)]);

  return {
    maximumBytes: 7_999,
    async send(texts) {
      await database.pool.query('select pg_notify($1, text) from unnest($2::text[]) as text', [CHANNEL, texts]);
    },
    async close() {
      closing.abort();
      await Promise.race([running, pause(1_000)]);
      await Promise.race([database.close(), pause(1_000)]);
    },
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds).unref();
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
