import { createGroupCommit, Overloaded, Stopping } from '../../src/platform/group-commit.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a group commit', () => {
  it('leaves no item without a writer, however closely one follows another', async () => {
    const commit = createGroupCommit<number, number>({
      write: async (items) => [...items],
      writers: 1,
      maximumGroup: 10,
    });
    let done = 0;
    for (let item = 0; item < 500; item += 1) {
      const one = commit.submit(item);
      await one;
      // A microtask later, when the writer is about to end.
      await Promise.resolve();
      done += 1;
    }
    expect(done).toBe(500);
    await commit.close();
  });

  it('writes what waited together, at most the maximum, with no more writers than allowed', async () => {
    const groups: number[] = [];
    let writing = 0;
    let most = 0;
    const commit = createGroupCommit<number, number>({
      async write(items) {
        writing += 1;
        most = Math.max(most, writing);
        groups.push(items.length);
        await pause(5);
        writing -= 1;
        return [...items];
      },
      writers: 2,
      maximumGroup: 4,
    });
    expect(await Promise.all(Array.from({ length: 14 }, (_, item) => commit.submit(item)))).toEqual(
      Array.from({ length: 14 }, (_, item) => item),
    );
    expect(most).toBe(2);
    expect(groups.toSorted((a, b) => a - b)).toEqual([2, 4, 4, 4]);
  });

  it('never gives two writers what shares a key, and keeps its order', async () => {
    const inWork = new Set<string>();
    const written: string[] = [];
    const commit = createGroupCommit<string, undefined>({
      async write(items) {
        for (const item of new Set(items.map((one) => one.slice(0, 1)))) {
          expect(inWork).not.toContain(item);
          inWork.add(item);
        }
        await pause(3);
        for (const item of items) inWork.delete(item.slice(0, 1));
        written.push(...items);
        return items.map(() => undefined);
      },
      writers: 3,
      maximumGroup: 2,
      keysOf: (item) => [item.slice(0, 1)],
    });
    const items = ['a1', 'a2', 'a3', 'b1', 'a4', 'b2', 'c1', 'b3', 'a5'];
    await Promise.all(items.map((item) => commit.submit(item)));
    for (const key of ['a', 'b', 'c'])
      expect(written.filter((item) => item.startsWith(key))).toEqual(items.filter((item) => item.startsWith(key)));
    await commit.close();
  });

  it('tells what waited too long to come again, and does not write it', async () => {
    const written: number[] = [];
    const commit = createGroupCommit<number, undefined>({
      async write(items) {
        written.push(...items);
        await pause(60);
        return items.map(() => undefined);
      },
      writers: 1,
      maximumGroup: 1,
      maximumWaitMs: 40,
    });
    const results = await Promise.allSettled([commit.submit(1), commit.submit(2), commit.submit(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(Overloaded);
    expect(written).toEqual([1]);
    await commit.submit(4);
    expect(written).toEqual([1, 4]);
  });

  it('finishes what it took when it is closed, and takes nothing new', async () => {
    const written: number[] = [];
    const commit = createGroupCommit<number, undefined>({
      async write(items) {
        await pause(10);
        written.push(...items);
        return items.map(() => undefined);
      },
      writers: 2,
      maximumGroup: 2,
    });
    const all = Promise.all([1, 2, 3, 4, 5].map((item) => commit.submit(item)));
    await commit.close();
    await all;
    expect(written.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    await expect(commit.submit(6)).rejects.toBeInstanceOf(Stopping);
  });
});
