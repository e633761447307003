const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

/**
 * Keeps one dead former address from taking all the workers: after five failures in a row an account is left alone for
 * 30 s, then one success closes it again and one failure renews the pause.
 */
export function forwardBreaker(): {
  /** Until when the account is left alone, null when it may be tried. */
  openUntil(account: string, now: Date): Date | null;
  worked(account: string): void;
  failed(account: string, now: Date): void;
} {
  const accounts = new Map<string, { failures: number; until: number }>();
  return {
    openUntil(account, now) {
      const until = accounts.get(account)?.until ?? 0;
      return until > now.getTime() ? new Date(until) : null;
    },
    worked: (account) => void accounts.delete(account),
    failed(account, now) {
      const failures = (accounts.get(account)?.failures ?? 0) + 1;
      accounts.set(account, { failures, until: failures >= FAILURES_TO_OPEN ? now.getTime() + OPEN_MS : 0 });
    },
  };
}
