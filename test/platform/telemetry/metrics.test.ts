import { readFile } from 'node:fs/promises';
import { createMetrics, generateMetricsTable, silentLog } from '../../../src/platform/telemetry/index.ts';
import { metricsTable, type MetricDeclaration } from '../../../src/platform/telemetry/metrics-table.ts';

const declared = Object.values<MetricDeclaration>(metricsTable);

describe('metrics', () => {
  it('are documented as they are declared', async () => {
    const written = await readFile(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    expect(written).toBe(generateMetricsTable());
  });

  it('are named by the rules of Prometheus and labelled with what is few', () => {
    const few = ['account', 'kind', 'state', 'outcome', 'queue', 'source', 'what', 'reason'];
    expect(new Set(declared.map((metric) => metric.name)).size).toBe(declared.length);
    for (const metric of declared) {
      expect(metric.name).toMatch(/^trubka_[a-z_]+$/);
      expect(metric.name.endsWith('_total')).toBe(metric.type === 'counter');
      expect(metric.type === 'histogram').toBe(metric.buckets !== undefined);
      expect(metric.name.endsWith('_seconds')).toBe(metric.unit === 'seconds');
      for (const label of metric.labels) expect(few).toContain(label);
    }
  });

  it('give what was counted, with the gauges read at the scrape', async () => {
    const metrics = createMetrics({ log: silentLog });
    metrics.webhooksReceived.inc({ account: 'uis' });
    metrics.intakeSeconds.observe(0.004);
    metrics.onScrape(() => metrics.sockets.set(3));
    metrics.onScrape(async () => {
      throw new Error('the database is away');
    });
    const text = await metrics.text();
    expect(text).toContain('trubka_webhooks_received_total{account="uis"} 1');
    expect(text).toContain('trubka_intake_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('trubka_sockets 3');
    expect(text).toContain('process_resident_memory_bytes');
    for (const metric of declared) expect(text).toContain(`# TYPE ${metric.name} ${metric.type}`);
    expect(metrics.contentType).toContain('text/plain');
  });

  it('of two compositions are apart', async () => {
    const [one, two] = [
      createMetrics({ log: silentLog, processMetrics: false }),
      createMetrics({ log: silentLog, processMetrics: false }),
    ];
    one.sockets.set(5);
    expect(await two.text()).toContain('trubka_sockets 0');
  });
});
