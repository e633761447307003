/** Rejected when the intake stops before an item was written. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
}

export interface GroupCommit<Item, Result> {
  /** Settles when the item is durable, or rejects with why it is not. */
  submit(item: Item): Promise<Result>;
  /** Items that wait for a writer. */
  waiting(): number;
  /** Writes what is there, takes nothing new. */
  close(): Promise<void>;
}

/** Rejected when an item waited longer than its sender: it was told to send again. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

interface Waiting<Item, Result> {
  item: Item;
  since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Writes items in groups without a timer: an idle writer takes a lone item at once; under load the next group leaves
 * when a writer is free. A group that fails is written again one by one, so one bad item harms none.
 */
export function createGroupCommit<Item, Result>(options: {
  write(items: readonly Item[]): Promise<Result[]>;
  writers: number;
  maximumGroup: number;
  /** An item that waited longer is not written any more: nobody waits for it, and it would delay those behind it. */
  maximumWaitMs?: number;
  onGroup?(size: number): void;
}): GroupCommit<Item, Result> {
  const queue: Waiting<Item, Result>[] = [];
  const { maximumWaitMs = Infinity } = options;
  let working = 0;
  let idle: (() => void) | null = null;
  let stopping = false;

  async function writeGroup(group: Waiting<Item, Result>[]): Promise<void> {
    options.onGroup?.(group.length);
    try {
      const results = await options.write(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await writeGroup([one]);
    }
  }

  /** The count goes down in the same turn as the queue is seen empty, so that no item is left without a writer. */
  async function work(): Promise<void> {
    working += 1;
    while (queue.length > 0) {
      const group = queue.splice(0, options.maximumGroup);
      const oldest = performance.now() - maximumWaitMs;
      const wanted = group.filter((one) => one.since >= oldest);
      for (const one of group) if (one.since < oldest) one.reject(new Overloaded('More comes in than can be stored'));
      if (wanted.length > 0) await writeGroup(wanted);
    }
    working -= 1;
    if (working === 0) idle?.();
  }

  return {
    submit(item) {
      if (stopping) return Promise.reject(new Stopping('Trubka is stopping'));
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, since: performance.now(), resolve, reject });
        if (working < options.writers) void work();
      });
    },
    waiting: () => queue.length,
    async close() {
      stopping = true;
      if (working > 0)
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
    },
  };
}
