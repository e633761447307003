export interface MetricDeclaration {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  unit:
    | 'seconds'
    | 'events'
    | 'connections'
    | 'sockets'
    | 'requests'
    | 'deliveries'
    | 'jobs'
    | 'calls'
    | 'share'
    | 'alarms'
    | 'recordings'
    | 'messages'
    | 'tasks'
    | 'entries'
    | 'bytes';
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
  answerSeconds: {
    name: 'trubka_answer_seconds',
    type: 'histogram',
    help: 'From the commit to our word about a call that a PBX waits for. Outcome `late`: nothing was found in 100 ms and the PBX was told to go on as without us.',
    unit: 'seconds',
    labels: ['account', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
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
    help: 'Attempts to deliver, by outcome: sent, found (an earlier attempt had arrived), retry, dead.',
    unit: 'requests',
    labels: ['account', 'kind', 'outcome'],
  },
  messageOutcomes: {
    name: 'trubka_messages_total',
    type: 'counter',
    help: 'Attempts to send an SMS and messages that were let go, by outcome: sent, failed, unknown, retry, stopped, refused, cancelled, expired. Kind: service or advertising.',
    unit: 'messages',
    labels: ['account', 'kind', 'outcome'],
  },
  smsReceipts: {
    name: 'trubka_sms_receipts_total',
    type: 'counter',
    help: 'Requests of SMS providers with receipts and answers, by outcome: stored, quarantined, refused, busy.',
    unit: 'requests',
    labels: ['account', 'outcome'],
  },
  messagesWaiting: {
    name: 'trubka_messages_waiting',
    type: 'gauge',
    help: 'Messages whose time has come and that are not sent yet, and those whose outcome is unknown.',
    unit: 'messages',
    labels: ['state'],
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
  healedCalls: {
    name: 'trubka_healed_calls_total',
    type: 'counter',
    help: "Calls of the PBX's own list that we did not have (missing) or had in part (incomplete), and took from it.",
    unit: 'calls',
    labels: ['account', 'kind'],
  },
  reconciliationGap: {
    name: 'trubka_reconciliation_gap',
    type: 'gauge',
    help: 'Share of the calls of the last 24 hours whose notifications were all lost, 0 to 1.',
    unit: 'share',
    labels: ['account'],
  },
  reconciliationAgeSeconds: {
    name: 'trubka_reconciliation_age_seconds',
    type: 'gauge',
    help: "Up to so long ago the calls were compared with the PBX's own list.",
    unit: 'seconds',
    labels: ['account'],
  },
  alarms: {
    name: 'trubka_alarms',
    type: 'gauge',
    help: 'What a person must look at now, by kind; see GET /api/v1/alarms.',
    unit: 'alarms',
    labels: ['kind'],
  },
  recordingAttempts: {
    name: 'trubka_recording_attempts_total',
    type: 'counter',
    help: 'Attempts to bring a recording here: `stored`, `not-yet` (tried again), `never` and `gave-up` (it will not come), `not-kept` (our storage failed), `lost` (erased meanwhile).',
    unit: 'recordings',
    labels: ['account', 'outcome'],
  },
  recordingBytes: {
    name: 'trubka_recording_bytes_total',
    type: 'counter',
    help: 'Bytes of recordings that were stored.',
    unit: 'bytes',
    labels: ['account'],
  },
  recordings: {
    name: 'trubka_recordings',
    type: 'gauge',
    help: 'Recordings by state: `wanted` and `waiting` are on their way, `never` did not come.',
    unit: 'recordings',
    labels: ['account', 'state'],
  },
  tasks: {
    name: 'trubka_tasks',
    type: 'gauge',
    help: 'Tasks by kind and state: `open`, and of these `overdue` and `escalated` (shown to the senior).',
    unit: 'tasks',
    labels: ['kind', 'state'],
  },
  waitingList: {
    name: 'trubka_waiting_list',
    type: 'gauge',
    help: 'Entries of the waiting list that wait for a time.',
    unit: 'entries',
    labels: [],
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
