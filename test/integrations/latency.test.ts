import { Histogram, Registry } from 'prom-client';
import { histogramOf, readLatency } from '../../src/integrations/latency.ts';

const histogram = (name: string) =>
  new Histogram({ name, help: name, buckets: [0.01, 0.1, 1], registers: [new Registry()] });

describe('how long things took', () => {
  it('counts each bucket alone and reads its shares', async () => {
    const [intakeSeconds, popSeconds] = [histogram('intake'), histogram('pops')];
    for (let each = 0; each < 90; each += 1) intakeSeconds.observe(0.005);
    for (let each = 0; each < 10; each += 1) intakeSeconds.observe(0.5);
    const { intake, pops } = await readLatency({ intakeSeconds, popSeconds });
    expect(intake.buckets).toEqual([
      { upTo: 0.01, count: 90 },
      { upTo: 0.1, count: 0 },
      { upTo: 1, count: 10 },
      { upTo: null, count: 0 },
    ]);
    expect(intake.count).toBe(100);
    expect(intake.mean).toBeCloseTo(0.0545, 6);
    expect(intake.p50).toBeCloseTo(0.01 * (50 / 90), 6);
    expect(intake.p95).toBeCloseTo(0.1 + 0.9 * 0.5, 6);
    expect(pops).toMatchObject({ count: 0, mean: null, p50: null, p99: null });
  });

  it('calls what is longer than every bound by the last bound', async () => {
    const one = histogram('one');
    one.observe(30);
    expect(histogramOf((await one.get()).values)).toMatchObject({ count: 1, p50: 1, p99: 1 });
  });
});
