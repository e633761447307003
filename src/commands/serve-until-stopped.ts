import type { App } from '../compose.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { runUntilStopped } from './run-until-stopped.ts';

/**
 * Serves until a stop is asked for, and begins anew each time that the page of the set-up asks for it: with the
 * configuration as it is then, or with the former one where the new one does not start.
 */
export async function serveUntilStopped(options: {
  asked: Promise<NodeJS.Signals>;
  first: Configuration;
  /** Throws where the configuration has mistakes. */
  load(): Configuration;
  /** `port` is that of the app before, null for the first. */
  start(configuration: Configuration, told: { port: number | null; restart(): void }): Promise<App>;
  onStarted(app: App): Promise<void>;
  log: Log;
}): Promise<void> {
  const { asked, load, start, log } = options;
  let configuration = options.first;
  let begun = await begin(configuration, null);
  await options.onStarted(begun.app);
  while ((await Promise.race([asked, begun.restarted])) === 'restart') {
    log.info({}, 'beginning anew with the configuration as it is now');
    const { port } = begun.app;
    await begun.app.stop();
    try {
      const next = load();
      begun = await begin(next, port);
      configuration = next;
    } catch (error) {
      log.error({ err: error }, 'this configuration does not start; the former one goes on. Run: trubka config check');
      begun = await begin(configuration, port);
    }
  }
  await runUntilStopped(asked, () => begun.app.stop(), log);

  async function begin(wanted: Configuration, port: number | null) {
    let restart = (): void => undefined;
    const restarted = new Promise<'restart'>((resolve) => (restart = () => resolve('restart')));
    return { app: await start(wanted, { port, restart: () => restart() }), restarted };
  }
}
