import { z } from 'zod';

/** What prom-client answers of a histogram without labels. */
export interface KeptHistogram {
  get(): Promise<{ values: readonly { labels: object; value: number; metricName?: string | undefined }[] }>;
}

const seconds = z.number().nullable();
export const histogramSchema = z.object({
  count: z.number().int(),
  mean: seconds.describe('null: nothing was measured'),
  p50: seconds,
  p95: seconds,
  p99: seconds.describe('interpolated within a bucket; beyond the last bound, that bound'),
  buckets: z.array(
    z.object({
      upTo: z.number().nullable().describe('seconds; null: longer than all of them'),
      count: z.number().int().describe('in this bucket alone'),
    }),
  ),
});
export const latencySchema = z.object({
  intake: histogramSchema.describe('from the last byte of a webhook to its answer'),
  pops: histogramSchema.describe('from the last byte of a webhook to the frame handed to a screen'),
});
export type HistogramView = z.infer<typeof histogramSchema>;

export async function readLatency(of: {
  intakeSeconds: KeptHistogram;
  popSeconds: KeptHistogram;
}): Promise<z.infer<typeof latencySchema>> {
  const [intake, pops] = await Promise.all([of.intakeSeconds.get(), of.popSeconds.get()]);
  return { intake: histogramOf(intake.values), pops: histogramOf(pops.values) };
}

/** Cumulative buckets, as they are measured, to what a person reads. Pure. */
export function histogramOf(values: Awaited<ReturnType<KeptHistogram['get']>>['values']): HistogramView {
  const sum = values.find(({ metricName }) => metricName?.endsWith('_sum') === true)?.value ?? 0;
  let below = 0;
  const buckets = values.flatMap(({ labels, value }) => {
    if (!('le' in labels)) return [];
    const count = value - below;
    below = value;
    const upTo = Number(labels.le);
    return [{ upTo: Number.isFinite(upTo) ? upTo : null, count }];
  });
  const count = below;
  const share = (part: number): number | null => quantile(buckets, count, part);
  return {
    count,
    mean: count === 0 ? null : sum / count,
    p50: share(0.5),
    p95: share(0.95),
    p99: share(0.99),
    buckets,
  };
}

function quantile(buckets: HistogramView['buckets'], count: number, share: number): number | null {
  if (count === 0) return null;
  const wanted = count * share;
  let below = 0;
  let from = 0;
  for (const { upTo, count: here } of buckets) {
    if (upTo === null) return from;
    if (below + here >= wanted) return here === 0 ? upTo : from + ((upTo - from) * (wanted - below)) / here;
    below += here;
    from = upTo;
  }
  return from;
}
