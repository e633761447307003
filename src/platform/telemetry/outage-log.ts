import type { Log } from './log.ts';

/** One line when something stops working and one when it works again, however often it is tried between. */
export interface OutageLog {
  failed(error: unknown): void;
  worked(): void;
  /** True between `failed` and `worked`. */
  readonly down: boolean;
}

export function outageLog(options: { log: Log; what: string; advice: string }): OutageLog {
  let since: number | null = null;
  let failures = 0;
  return {
    get down() {
      return since !== null;
    },
    failed(error) {
      failures += 1;
      if (since !== null) return;
      since = performance.now();
      options.log.error({ err: error, what: options.what }, `${options.what} does not work. ${options.advice}`);
    },
    worked() {
      if (since === null) return;
      const seconds = Math.round((performance.now() - since) / 100) / 10;
      options.log.info({ what: options.what, seconds, failures }, `${options.what} works again.`);
      since = null;
      failures = 0;
    },
  };
}
