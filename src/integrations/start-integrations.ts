import type { Outcome } from '../calls/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { InboundRequest } from '../contracts/request.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import { readAlarmGauge, watchAlarms } from './alarms/watch-alarms.ts';
import { createIntegrationsApi } from './integrations-api.ts';
import { knownEmployees } from './known-employees.ts';
import { lastRequests } from './last-requests.ts';
import type { ToldAccounts } from './told-accounts.ts';
import { webhookContacts } from './webhook-contacts.ts';

export interface Integrations {
  /** For every webhook, after it was answered. */
  onWebhook(account: string, outcome: Outcome, milliseconds: number, request: InboundRequest | null): void;
  api: ReturnType<typeof createIntegrationsApi>;
  /** Looks for alarms; for one kind of process. */
  watch(): () => Promise<void>;
  stop(): Promise<void>;
}

const CONTACTS_MS = 5000;

/** What is known of the connections themselves: requests, contacts, alarms, what is not bound. */
export function startIntegrations(options: {
  database: Database;
  configuration(): Configuration;
  adapters: ReadonlyMap<string, PbxAdapter>;
  find: PbxAccess;
  told: ToldAccounts;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'alarms' | 'onScrape' | 'intakeSeconds' | 'popSeconds'>;
  alarmsEveryMs?: number;
}): Integrations {
  const { database, clock, log, find, metrics } = options;
  const isConfigured = (account: string): boolean => options.configuration().pbx.has(account);
  const now = (): Date => clock.now();
  const requests = lastRequests({ isConfigured, now });
  const contacts = webhookContacts({ sql: database.sql, now, isConfigured });
  const stopContacts = repeat({
    everyMs: CONTACTS_MS,
    what: 'note when accounts last spoke',
    log,
    work: () => contacts.write(),
  });
  metrics.onScrape(() => readAlarmGauge(database, metrics));

  return {
    onWebhook(account, outcome, milliseconds, request) {
      requests.add(account, outcome, milliseconds, request);
      contacts.heard(account, outcome.kind);
    },
    api: createIntegrationsApi({
      ...options,
      latency: metrics,
      requests,
      employees: knownEmployees({ find, clock, log }),
    }),
    watch: () =>
      watchAlarms({ ...options, ...(options.alarmsEveryMs !== undefined && { everyMs: options.alarmsEveryMs }) }),
    async stop() {
      await stopContacts();
      await contacts.write();
    },
  };
}
