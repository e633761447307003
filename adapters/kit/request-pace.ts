/** A provider takes at most so many requests in every so many milliseconds. */
export interface RateLimit {
  requests: number;
  milliseconds: number;
}

export interface RequestPace<Name extends string> {
  /**
   * Takes a place for a request that counts for all of these limits. Answers the milliseconds to wait before it is
   * sent; with `taken: false` they are more than `longestWaitMs`, and no place was taken.
   */
  take(names: readonly Name[], now: number, longestWaitMs: number): { taken: boolean; waitMs: number };
}

/** Keeps the requests of one account within its provider's limits, in the order in which they were asked for. */
export function createRequestPace<Name extends string>(limits: Readonly<Record<Name, RateLimit>>): RequestPace<Name> {
  const places = new Map<Name, number[]>();
  return {
    take(names, now, longestWaitMs) {
      const waits = names.map((name) => {
        const { requests, milliseconds } = limits[name];
        const before = places.get(name)?.at(-requests);
        return before === undefined ? 0 : before + milliseconds - now;
      });
      const waitMs = Math.max(0, ...waits);
      if (waitMs > longestWaitMs) return { taken: false, waitMs };
      for (const name of names) {
        // A place may lie before one that waits for another limit.
        const all = [...(places.get(name) ?? []), now + waitMs].sort((a, b) => a - b);
        places.set(name, all.slice(-limits[name].requests));
      }
      return { taken: true, waitMs };
    },
  };
}
