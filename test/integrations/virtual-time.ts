import type { Clock } from '../../src/contracts/clock.ts';

/** A clock that jumps to whatever is slept for next, once all that is awake has gone to sleep. */
export function virtualTime(start: Date) {
  let now = start.getTime();
  const sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = { now: () => new Date(now) };

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((wake) => {
      sleepers.push({ at: now + ms, wake });
      signal.addEventListener('abort', () => wake(), { once: true });
    });
  }

  /** Runs until the play is over or the time has come; answers whether it is over. */
  async function run(play: Promise<unknown>, until = Number.POSITIVE_INFINITY): Promise<boolean> {
    let over = false;
    void Promise.allSettled([play]).then(() => {
      over = true;
    });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return true;
      const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) return false;
      sleepers.splice(sleepers.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.wake();
    }
  }

  return { clock, sleep, run };
}
