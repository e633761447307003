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
  keys: readonly string[];
  since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Writes items in groups without a timer: what came in one turn of the event loop leaves together, at once when a
 * writer is idle; under load the next group leaves when a writer is free. Items that share a key are never with two
 * writers at once: the second would only wait for the lock of the first. A group that fails is written again one by
 * one, so one bad item harms none.
 */
export function createGroupCommit<Item, Result>(options: {
  write(items: readonly Item[]): Promise<Result[]>;
  writers: number;
  maximumGroup: number;
  /** What an item locks. Default: nothing that another one does. */
  keysOf?(item: Item): readonly string[];
  /** An item that waited longer is not written any more: nobody waits for it, and it would delay those behind it. */
  maximumWaitMs?: number;
  onGroup?(size: number): void;
}): GroupCommit<Item, Result> {
  const { maximumWaitMs = Infinity } = options;
  const inWork = new Set<string>();
  let queue: Waiting<Item, Result>[] = [];
  let working = 0;
  let called = false;
  let idle: (() => void) | null = null;
  let stopping = false;

  async function writeGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    options.onGroup?.(group.length);
    try {
      const results = await options.write(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await writeGroup([one]);
    }
  }

  async function work(group: readonly Waiting<Item, Result>[]): Promise<void> {
    working += 1;
    const keys = group.flatMap(({ keys: own }) => own);
    for (const key of keys) inWork.add(key);
    await writeGroup(group);
    for (const key of keys) inWork.delete(key);
    working -= 1;
    next();
  }

  function next(): void {
    while (working < options.writers && queue.length > 0) {
      const group = take();
      if (group.length === 0) break;
      void work(group);
    }
    if (working === 0 && queue.length === 0) idle?.();
  }

  /** What waited longest and nobody has in work. Items that share a key keep their order. */
  function take(): Waiting<Item, Result>[] {
    const group: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    const oldest = performance.now() - maximumWaitMs;
    for (const [place, one] of queue.entries()) {
      if (group.length === options.maximumGroup) {
        left.push(...queue.slice(place));
        break;
      }
      if (one.since < oldest) one.reject(new Overloaded('More comes in than can be stored'));
      else if (one.keys.some((key) => inWork.has(key))) left.push(one);
      else group.push(one);
    }
    queue = left;
    return group;
  }

  return {
    submit(item) {
      if (stopping) return Promise.reject(new Stopping('Trubka is stopping'));
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, keys: options.keysOf?.(item) ?? [], since: performance.now(), resolve, reject });
        if (working >= options.writers || called) return;
        called = true;
        setImmediate(() => {
          called = false;
          next();
        });
      });
    },
    waiting: () => queue.length,
    async close() {
      stopping = true;
      if (working > 0 || queue.length > 0)
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
    },
  };
}
