import fc from 'fast-check';
import { createRequestPace } from '../../../adapters/kit/request-pace.ts';

const limits = { all: { requests: 3, milliseconds: 1_000 }, slow: { requests: 1, milliseconds: 2_000 } };
type Name = keyof typeof limits;

describe('the pace of requests', () => {
  it('lets the first ones go at once and the next when the first is old enough', () => {
    const pace = createRequestPace(limits);
    const waits = [0, 100, 200, 300, 1_050].map((now) => pace.take(['all'], now, Infinity).waitMs);
    expect(waits).toEqual([0, 0, 0, 700, 50]);
  });

  it('takes no place for what would wait too long', () => {
    const pace = createRequestPace(limits);
    pace.take(['slow'], 0, 5_000);
    expect(pace.take(['slow'], 0, 1_000)).toEqual({ taken: false, waitMs: 2_000 });
    expect(pace.take(['slow'], 0, 2_000)).toEqual({ taken: true, waitMs: 2_000 });
  });

  it('never lets more go than a limit allows, whatever waits for which', () => {
    const asked = fc.array(fc.tuple(fc.nat(400), fc.constantFrom<Name[]>(['all'], ['all', 'slow'], ['slow'])), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(asked, (requests) => {
        const pace = createRequestPace(limits);
        const sent: Record<Name, number[]> = { all: [], slow: [] };
        let now = 0;
        for (const [later, names] of requests) {
          now += later;
          const { taken, waitMs } = pace.take(names, now, 10_000);
          if (taken) for (const name of names) sent[name].push(now + waitMs);
        }
        for (const [name, { requests: most, milliseconds }] of Object.entries(limits) as [Name, typeof limits.all][])
          for (const at of sent[name])
            expect(sent[name].filter((other) => other > at - milliseconds && other <= at).length).toBeLessThanOrEqual(
              most,
            );
      }),
    );
  });
});
