import type { LoadedPop } from './pop-store.ts';

/** One listener of some feeds: a socket. */
export interface FeedListener {
  readonly feeds: readonly string[];
  /** Called in order of cursor within a feed, each cursor once. */
  show(pop: LoadedPop): void;
}

export interface FeedTailsOptions {
  readHeads(feeds: readonly string[]): Promise<Map<string, number>>;
  readPops(positions: ReadonlyMap<string, number>): Promise<LoadedPop[]>;
  onError(error: unknown): void;
}

/** Follows the feeds that somebody in this process listens to. */
export interface FeedTails {
  /** Answers where each feed stands; what comes later is shown to the listener. */
  join(listener: FeedListener): Promise<Map<string, number>>;
  leave(listener: FeedListener): void;
  /** What this process just committed. A gap means that another process committed too: the rows are read. */
  committed(pops: readonly LoadedPop[]): void;
  /** Reads what other processes committed. Concurrent calls share one read. */
  catchUp(): Promise<void>;
}

interface Tail {
  position: number;
  listeners: Set<FeedListener>;
}

export function createFeedTails(options: FeedTailsOptions): FeedTails {
  const tails = new Map<string, Tail>();
  let reading: Promise<void> | null = null;
  let again = false;

  function advance(tail: Tail, pop: LoadedPop): void {
    tail.position = pop.cursor;
    for (const listener of tail.listeners) listener.show(pop);
  }

  async function read(): Promise<void> {
    do {
      again = false;
      if (tails.size === 0) return;
      const pops = await options.readPops(new Map([...tails].map(([feed, tail]) => [feed, tail.position])));
      for (const pop of pops) {
        const tail = tails.get(pop.feed);
        if (tail !== undefined && pop.cursor > tail.position) advance(tail, pop);
      }
    } while (again);
  }

  function catchUp(): Promise<void> {
    if (reading !== null) {
      again = true;
      return reading;
    }
    reading = read()
      .catch(options.onError)
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  return {
    async join(listener) {
      const missing = listener.feeds.filter((feed) => !tails.has(feed));
      const heads = missing.length > 0 ? await options.readHeads(missing) : new Map<string, number>();
      const positions = new Map<string, number>();
      for (const feed of listener.feeds) {
        let tail = tails.get(feed);
        if (tail === undefined) {
          tail = { position: heads.get(feed) ?? 0, listeners: new Set() };
          tails.set(feed, tail);
        }
        tail.listeners.add(listener);
        positions.set(feed, tail.position);
      }
      return positions;
    },
    leave(listener) {
      for (const feed of listener.feeds) {
        const tail = tails.get(feed);
        tail?.listeners.delete(listener);
        if (tail?.listeners.size === 0) tails.delete(feed);
      }
    },
    committed(pops) {
      let gap = false;
      for (const pop of pops) {
        const tail = tails.get(pop.feed);
        if (tail === undefined || pop.cursor <= tail.position) continue;
        if (pop.cursor === tail.position + 1) advance(tail, pop);
        else gap = true;
      }
      if (gap) void catchUp();
    },
    catchUp,
  };
}
