import type { Log } from './telemetry/index.ts';

/** Runs `work` again and again with a pause between; a failure is logged and does not end it. Answers how to stop. */
export function repeat(options: {
  everyMs: number;
  /** Before the first turn; `everyMs` when left out. */
  firstMs?: number;
  what: string;
  work(): Promise<unknown>;
  log: Log;
}): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  const turn = (): void => {
    running = options
      .work()
      .then(() => {
        if (failing) options.log.info({ job: options.what }, 'works again');
        failing = false;
      })
      .catch((error: unknown) => {
        // An outage lasts many turns; one line is enough.
        if (!failing && !stopped) options.log.error({ job: options.what, err: error }, 'failed; it is tried again');
        failing = true;
      })
      .then(() => {
        if (!stopped) timer = setTimeout(turn, options.everyMs);
      });
  };
  timer = setTimeout(turn, options.firstMs ?? options.everyMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
