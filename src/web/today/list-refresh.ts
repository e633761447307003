const soonMs = 700;
const spreadMs = 700;
const leastMs = 3_000;
/** The result of a call may still change for a while after its end. */
const settledMs = 20_000;

export interface ListRefresh {
  soon(): void;
  stop(): void;
}

/**
 * Asks for the list again after calls changed: once for many changes, at different moments on different screens, and
 * once more when the last of them has settled.
 */
export function createListRefresh(refresh: () => void): ListRefresh {
  let soon: ReturnType<typeof setTimeout> | null = null;
  let settled: ReturnType<typeof setTimeout> | null = null;
  let lastAt = 0;
  return {
    soon() {
      if (settled !== null) clearTimeout(settled);
      settled = setTimeout(refresh, settledMs + Math.random() * spreadMs);
      if (soon !== null) return;
      const wait = Math.max(soonMs + Math.random() * spreadMs, lastAt + leastMs - Date.now());
      soon = setTimeout(() => {
        soon = null;
        lastAt = Date.now();
        refresh();
      }, wait);
    },
    stop() {
      if (soon !== null) clearTimeout(soon);
      if (settled !== null) clearTimeout(settled);
    },
  };
}
