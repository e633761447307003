export interface MetricDeclaration {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  unit: 'seconds' | 'events' | 'connections' | 'sockets' | 'requests' | 'deliveries' | 'jobs';
  /** Accounts, seats of a fixed list and words of ours only: never a number, a name or an id of a call. */
  labels: readonly string[];
  buckets?: readonly number[];
}

/** Every metric of the product itself; the key is its name in code. `docs/metrics.md` is made from this table. */
export const metricsTable = {
  webhooksReceived: {
    name: 'trubka_webhooks_received_total',
    type: 'counter',
    help: 'Webhooks that were accepted and are stored.',
    unit: 'requests',
    labels: ['account'],
  },
  webhooksQuarantined: {
    name: 'trubka_webhooks_quarantined_total',
    type: 'counter',
    help: 'Webhooks that could not be read; they are kept and wait for a person.',
    unit: 'requests',
    labels: ['account'],
  },
  webhooksRefused: {
    name: 'trubka_webhooks_refused_total',
    type: 'counter',
    help: 'Webhooks with a bad secret or from a foreign address (403), or not stored in time (503). An account that is not configured counts as `unknown`.',
    unit: 'requests',
    labels: ['account', 'reason'],
  },
  intakeSeconds: {
    name: 'trubka_intake_seconds',
    type: 'histogram',
    help: 'From the last byte of a webhook to the commit.',
    unit: 'seconds',
    labels: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  },
  intakeBatchEvents: {
    name: 'trubka_intake_batch_events',
    type: 'histogram',
    help: 'Events committed together.',
    unit: 'events',
    labels: [],
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
  },
  popSeconds: {
    name: 'trubka_pop_seconds',
    type: 'histogram',
    help: 'From the last byte of the webhook to the frame handed to a socket of this process.',
    unit: 'seconds',
    labels: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  sockets: {
    name: 'trubka_sockets',
    type: 'gauge',
    help: 'Connected screens of this process.',
    unit: 'sockets',
    labels: [],
  },
  deliveries: {
    name: 'trubka_deliveries',
    type: 'gauge',
    help: 'Things owed to outside systems by state; `dead` ones wait for a person.',
    unit: 'deliveries',
    labels: ['account', 'kind', 'state'],
  },
  deliveryAttempts: {
    name: 'trubka_delivery_attempts_total',
    type: 'counter',
    help: 'Attempts to deliver, by outcome: sent, retry, dead.',
    unit: 'requests',
    labels: ['account', 'kind', 'outcome'],
  },
  queueJobs: {
    name: 'trubka_queue_jobs',
    type: 'gauge',
    help: 'Ids in the queue by state.',
    unit: 'jobs',
    labels: ['queue', 'state'],
  },
  directoryAgeSeconds: {
    name: 'trubka_directory_age_seconds',
    type: 'gauge',
    help: 'Since the people of a source were last refreshed; after 7 days unseen numbers stop counting as first-time.',
    unit: 'seconds',
    labels: ['source'],
  },
  accountSilenceSeconds: {
    name: 'trubka_account_silence_seconds',
    type: 'gauge',
    help: 'Since an outside system last spoke to us. Silence in working hours is an alarm, not a quiet day.',
    unit: 'seconds',
    labels: ['account', 'what'],
  },
  databaseWaiting: {
    name: 'trubka_database_waiting',
    type: 'gauge',
    help: 'Queries of this process that wait for a connection to PostgreSQL.',
    unit: 'requests',
    labels: [],
  },
  databaseConnections: {
    name: 'trubka_database_connections',
    type: 'gauge',
    help: 'Connections of this process to PostgreSQL, busy or idle.',
    unit: 'connections',
    labels: [],
  },
} as const satisfies Record<string, MetricDeclaration>;

/** `docs/metrics.md`, whole. */
export function generateMetricsTable(): string {
  const rows = Object.values<MetricDeclaration>(metricsTable).map((metric) => [
    `\`${metric.name}\``,
    metric.type,
    metric.unit,
    metric.labels.map((label) => `\`${label}\``).join(', ') || '–',
    metric.help,
  ]);
  const head = ['metric', 'type', 'unit', 'labels', 'meaning'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [
    '# Metrics',
    '',
    '`GET /metrics`, for Prometheus. Made from `src/platform/telemetry/metrics-table.ts`; do not edit. Beside these the',
    'usual `process_*` and `nodejs_*` metrics of Node.js are there. No label ever holds a phone number or a name.',
    '',
    line(head),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
    '',
  ].join('\n');
}
