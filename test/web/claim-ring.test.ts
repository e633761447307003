import { claimRing } from '../../src/web/shell/claim-ring.ts';

/** Windows of one browser and their clock, which stands until it is moved. */
function browser() {
  const kept = new Map<string, string>();
  let now = 0;
  const waiting: { until: number; go(): void }[] = [];
  const claims = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return {
    ring: (window: string, visible: boolean, callId = '1') =>
      claimRing({
        ...{ callId, window, visible, claims },
        wait: (ms) => new Promise<void>((go) => waiting.push({ until: now + ms, go })),
      }),
    async pass(ms: number): Promise<void> {
      for (const end = now + ms; now < end; now += 10) {
        for (const one of waiting.filter(({ until }) => until <= now)) {
          waiting.splice(waiting.indexOf(one), 1);
          one.go();
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

it('one of the windows that hear a ring at once rings', async () => {
  const { ring, pass } = browser();
  const heard = Promise.all(['a', 'b', 'c'].map((window) => ring(window, true)));
  await pass(1000);
  expect((await heard).filter(Boolean)).toHaveLength(1);
});

it('the one that is looked at comes before those that are not, however late it hears', async () => {
  const { ring, pass } = browser();
  const hidden = [ring('a', false), ring('b', false)];
  await pass(200);
  const looked = ring('c', true);
  await pass(1000);
  expect(await Promise.all([...hidden, looked])).toEqual([false, false, true]);
});

it('each ring is claimed anew, and a repeat of one is not', async () => {
  const { ring, pass } = browser();
  const rings = [ring('a', true)];
  await pass(500);
  rings.push(ring('b', true));
  await pass(500);
  rings.push(ring('b', true, '2'));
  await pass(500);
  expect(await Promise.all(rings)).toEqual([true, false, true]);
});
