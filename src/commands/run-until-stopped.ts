import type { Log } from '../platform/telemetry/index.ts';

/**
 * Keeps the process until SIGINT or SIGTERM, then stops in order. npm passes a Ctrl-C on a second time, so repeats are
 * ignored; a stop that hangs for 20 s ends the process with an error.
 */
export async function runUntilStopped(stop: () => Promise<void>, log: Log): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve(name));
  });
  log.info({ signal }, 'stopping: what runs is finished first');
  const deadline = setTimeout(() => {
    log.error({}, 'stopping took longer than 20 s; ended by force, nothing that was acknowledged is lost');
    process.exit(1);
  }, 20_000);
  await stop();
  clearTimeout(deadline);
  log.info({}, 'stopped');
}
