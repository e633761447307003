export { createLog, type LogLevel } from './create-log.ts';
export { createMetrics, type Metrics } from './create-metrics.ts';
export { silentLog, type Log } from './log.ts';
export { maskPhone, maskPhonesInText } from './mask-phone.ts';
export { generateMetricsTable } from './metrics-table.ts';
export { outageLog, type OutageLog } from './outage-log.ts';
export { readGauges } from './read-gauges.ts';
export { redact } from './redact.ts';
