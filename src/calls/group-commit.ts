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

interface Waiting<Item, Result> {
  item: Item;
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
  onGroup?(size: number): void;
}): GroupCommit<Item, Result> {
  const queue: Waiting<Item, Result>[] = [];
  const working = new Set<Promise<void>>();
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

  async function work(): Promise<void> {
    while (queue.length > 0) await writeGroup(queue.splice(0, options.maximumGroup));
  }

  return {
    submit(item) {
      if (stopping) return Promise.reject(new Stopping('Trubka is stopping'));
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (working.size >= options.writers) return;
        const writer = work().finally(() => working.delete(writer));
        working.add(writer);
      });
    },
    waiting: () => queue.length,
    async close() {
      stopping = true;
      while (working.size > 0) await Promise.all(working);
    },
  };
}
