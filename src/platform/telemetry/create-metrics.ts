import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from './log.ts';
import { metricsTable, type MetricDeclaration } from './metrics-table.ts';

type Table = typeof metricsTable;
type Instrument<M extends MetricDeclaration> = M['type'] extends 'counter'
  ? Counter<M['labels'][number]>
  : M['type'] extends 'gauge'
    ? Gauge<M['labels'][number]>
    : Histogram<M['labels'][number]>;

/** One instrument per line of the table, under its key. */
export type Instruments = { [K in keyof Table]: Instrument<Table[K]> };

export interface Metrics extends Instruments {
  /** Called before each scrape to set gauges that are read from elsewhere; one that fails does not spoil the rest. */
  onScrape(read: () => void | Promise<void>): void;
  /** The Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
}

const SCRAPE_LIMIT_MS = 2_000;

/** A registry of its own, so that two compositions in one process (tests) do not share counters. */
export function createMetrics(options: { log: Log; processMetrics?: boolean }): Metrics {
  const registry = new Registry();
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  const instruments = Object.fromEntries(
    Object.entries<MetricDeclaration>(metricsTable).map(([key, metric]) => [key, instrument(metric, registry)]),
  ) as unknown as Instruments;
  const readers: (() => void | Promise<void>)[] = [];

  const readAll = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, SCRAPE_LIMIT_MS)));
    const all = readers.map(async (read) => {
      try {
        await read();
      } catch (error) {
        options.log.warn({ err: error }, 'A metric could not be read; its last value is shown.');
      }
    });
    await Promise.race([Promise.all(all), limit]);
    clearTimeout(timer);
  };

  return {
    ...instruments,
    onScrape: (read) => void readers.push(read),
    text: async () => {
      await readAll();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function instrument(metric: MetricDeclaration, registry: Registry): Counter | Gauge | Histogram {
  const common = { name: metric.name, help: metric.help, labelNames: [...metric.labels], registers: [registry] };
  if (metric.type === 'counter') return new Counter(common);
  if (metric.type === 'gauge') return new Gauge(common);
  return new Histogram({ ...common, buckets: [...(metric.buckets ?? [])] });
}
