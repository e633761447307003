import type { Log } from '../platform/telemetry/index.ts';

/**
 * Settles at the first SIGINT or SIGTERM. Called before anything is started: a signal that comes while the process is
 * still starting stops it as soon as it has.
 */
export function stopAsked(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve(name));
  });
}

/**
 * Keeps the process until a stop is asked for, then stops in order. npm passes a Ctrl-C on a second time, so repeats are
 * ignored; a stop that hangs for 20 s ends the process with an error.
 */
export async function runUntilStopped(
  asked: Promise<NodeJS.Signals>,
  stop: () => Promise<void>,
  log: Log,
): Promise<void> {
  const signal = await asked;
  log.info({ signal }, 'stopping: what runs is finished first');
  const deadline = setTimeout(() => {
    log.error({}, 'stopping took longer than 20 s; ended by force, nothing that was acknowledged is lost');
    process.exit(1);
  }, 20_000);
  await stop();
  clearTimeout(deadline);
  log.info({}, 'stopped');
}
