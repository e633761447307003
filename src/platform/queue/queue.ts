export interface QueueJob {
  /** Id of the row that is due; any text. */
  id: string;
  /** Not before this many milliseconds from now. */
  delayMs?: number;
}

export interface QueueCounts {
  waiting: number;
  delayed: number;
  active: number;
}

/**
 * Hands ids of rows to workers of any process. It carries no state: the row says whether there is something to do, and
 * the queue may lose everything at any time; whoever owns the rows adds again what is owed.
 *
 * An id that waits, is delayed or is being worked on is not added a second time. It is delivered at least once: a
 * handler looks at its row first. An id whose handler threw is dropped and may be added again at once.
 */
export interface Queue {
  readonly name: string;
  /** All in one round trip. Rejects within a second when the store is down or stalled; some may then be added. */
  addBulk(jobs: readonly (string | QueueJob)[]): Promise<void>;
  /** Starts working, once per queue object. Throws nothing while the store is down: work begins when it is back. */
  work(handler: (id: string) => Promise<void>, options: { concurrency: number }): Promise<void>;
  /** For metrics; rejects like `addBulk`. */
  counts(): Promise<QueueCounts>;
  /** Takes no new ids and waits for the handlers that run. What waits stays in the store. */
  close(): Promise<void>;
}
