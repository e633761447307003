import { startSweeper } from '../../src/deliveries/sweeper.ts';
import { silentLog, type Log } from '../../src/platform/telemetry/index.ts';
import { eventually } from '../support/eventually.ts';

/** Rows in memory with the manners of the store: claimed ids stay away until released. */
function rows(ids: string[]) {
  const due = new Set(ids);
  return {
    due,
    claims: 0,
    async claim(this: { claims: number }, limit: number) {
      this.claims += 1;
      const taken = [...due].slice(0, limit);
      for (const id of taken) due.delete(id);
      return taken;
    },
    async release(back: readonly string[]) {
      for (const id of back) due.add(id);
    },
  };
}

function sweeping(store: ReturnType<typeof rows>, addBulk: (ids: string[]) => Promise<void>, log: Log = silentLog) {
  return startSweeper({
    claim: (limit) => store.claim(limit),
    release: (ids) => store.release(ids),
    queue: { name: 'test', addBulk: (jobs) => addBulk(jobs as string[]) },
    log,
    everyMs: 20,
    limit: 3,
  });
}

describe('the sweeper', () => {
  it('adds what is due in bulk, at most its limit at a time', async () => {
    const store = rows(['1', '2', '3', '4', '5', '6', '7']);
    const added: string[][] = [];
    const sweeper = sweeping(store, async (ids) => void added.push(ids));
    await eventually(() => expect(added.flat()).toHaveLength(7));
    await store.release(['8']);
    await eventually(() => expect(added.flat()).toHaveLength(8));
    await sweeper.stop();
    expect(added).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7'], ['8']]);
  });

  it('gives back what the queue did not take, asks less often, says so once, and goes on', async () => {
    const store = rows(['1', '2']);
    const lines: string[] = [];
    const log = { ...silentLog, error: () => void lines.push('down'), info: () => void lines.push('up') };
    let tries = 0;
    let down = true;
    const added: string[] = [];
    const began = Date.now();
    const sweeper = sweeping(
      store,
      async (ids) => {
        tries += 1;
        if (down) throw new Error('the queue is down');
        added.push(...ids);
      },
      log,
    );
    await eventually(() => expect(tries).toBeGreaterThanOrEqual(4));
    // 20 + 40 + 80 + … and not 20 each: at least the second and third pause were longer.
    expect(Date.now() - began).toBeGreaterThan(90);
    down = false;
    await eventually(() => expect(added.sort()).toEqual(['1', '2']));
    await eventually(() => expect(lines).toEqual(['down', 'up']));
    await sweeper.stop();
  });

  it('survives a database that is away', async () => {
    const store = rows(['1']);
    const added: string[] = [];
    const claim = store.claim.bind(store);
    let away = 3;
    store.claim = async (limit) => {
      if (away-- > 0) throw new Error('no connection');
      return claim(limit);
    };
    const sweeper = sweeping(store, async (ids) => void added.push(...ids));
    await eventually(() => expect(added).toEqual(['1']));
    await sweeper.stop();
  });

  it('waits in stop() for the sweep that runs, and sweeps no more', async () => {
    const store = rows(['1']);
    let finish = (): void => undefined;
    const added: string[] = [];
    const sweeper = sweeping(store, async (ids) => {
      await new Promise<void>((resolve) => (finish = resolve));
      added.push(...ids);
    });
    await eventually(() => expect(store.claims).toBe(1));
    await store.release(['2']);
    const stopped = sweeper.stop();
    setTimeout(finish, 50);
    await stopped;
    expect(added).toEqual(['1']);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect([...store.due]).toEqual(['2']);
  });
});
