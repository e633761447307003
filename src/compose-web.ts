import { createAuditApi, createMeApi, identityOf, requireRole, type Access } from './access/index.ts';
import type { Appointments } from './appointments/index.ts';
import { createPeopleApi, createSourcesApi, findPeople, searchPeople, type Uploads } from './callers/index.ts';
import {
  chooseCaller,
  createCallsApi,
  createQuarantineApi,
  createWebhookApi,
  earlierCalls,
  exportCalls,
  listCalls,
  readCall,
  searchNumbers,
  sharesTelephone,
  type Corrections,
  type Receiver,
} from './calls/index.ts';
import type { Clock } from './contracts/clock.ts';
import type { MisAdapter } from './contracts/mis.ts';
import type { PbxAdapter } from './contracts/pbx.ts';
import {
  createDeliveriesApi,
  createExchangesApi,
  createPullApi,
  createPullPorts,
  type ClinicLines,
  type DeliveryKind,
  type PullAccount,
} from './deliveries/index.ts';
import { createDiallingApi, dialByClick, ownDialling } from './dialling/index.ts';
import { createDocumentsApi } from './documents-api.ts';
import { createHistoryApi } from './history/index.ts';
import { maskedPayload, type Integrations } from './integrations/index.ts';
import { stopMarks, type Messages } from './messages/index.ts';
import { bookingSystem, type Mis } from './mis/index.ts';
import type { Configuration } from './platform/configuration/index.ts';
import type { Database } from './platform/database/index.ts';
import { serveWebApp, type HttpPart } from './platform/http/index.ts';
import type { ownKeys } from './platform/keys/index.ts';
import type { PbxAccess } from './platform/pbx-access.ts';
import type { Log, Metrics } from './platform/telemetry/index.ts';
import type { LoadedPop } from './pops/index.ts';
import { createPrivacyApi } from './privacy/index.ts';
import type { Recordings } from './recordings/index.ts';
import type { Reports } from './reports/index.ts';
import type { Requests } from './requests/index.ts';
import { misMayKnow, type Rules } from './rules/index.ts';
import { startSetup, type SetupPort } from './setup/index.ts';
import type { Tasks } from './tasks/index.ts';

export interface WebParts {
  database: Database;
  /** As it was at the start. */
  configuration: Configuration;
  /** With the rules in force. */
  currentConfiguration: () => Configuration;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  keys: ReturnType<typeof ownKeys>;
  adapters: { pbx: readonly PbxAdapter[]; mis: readonly MisAdapter[] };
  access: PbxAccess;
  addressAllowed(address: string, ranges: readonly string[]): boolean;
  /** Systems that ask us. */
  misAccounts: readonly PullAccount[];
  clinic: ClinicLines;
  deliveryKinds: readonly DeliveryKind[];
  receiver: Receiver;
  signing: Access;
  recordings: Recordings;
  corrections: Corrections;
  integrations: Integrations;
  appointments: Appointments;
  tasks: Tasks;
  requests: Requests;
  messages: Messages;
  mis: Mis;
  reports: Reports;
  rules: Rules;
  uploads: Uploads;
  onCommitted(pops: readonly LoadedPop[]): void;
  setup: SetupPort | undefined;
  webFolder: string;
}

/** Everything that answers a request, in the order in which it is asked. */
export function webParts(parts: WebParts): HttpPart[] {
  const { database, configuration, currentConfiguration, clock, log, metrics, access, adapters } = parts;
  const { misAccounts, clinic, signing, recordings, requests, mis, messages, tasks, integrations } = parts;
  const { pool, sql } = database;
  const webhooks = createWebhookApi({
    receiver: parts.receiver,
    onOutcome(account, outcome, milliseconds, request) {
      const label = { account: configuration.pbx.has(account) ? account : 'unknown' };
      if (outcome.kind === 'stored') metrics.webhooksReceived.inc(label);
      else if (outcome.kind === 'quarantined') metrics.webhooksQuarantined.inc(label);
      else if (outcome.kind === 'refused' || outcome.kind === 'busy')
        metrics.webhooksRefused.inc({ ...label, reason: outcome.kind });
      metrics.intakeSeconds.observe(milliseconds / 1000);
      integrations.onWebhook(account, outcome, milliseconds, request);
    },
  });
  const pulls = createPullApi({
    accounts: misAccounts,
    branches: [...configuration.branches.values()].map(({ id, name, zone }) => ({ id, name, zone })),
    ports: (account) =>
      createPullPorts({
        ...{ database, clock, account, clinic, onTimetable: tasks.onTimetable },
        tells: misMayKnow(currentConfiguration(), account),
      }),
    database,
    clock,
    addressAllowed: (allowFrom, address) => parts.addressAllowed(address, allowFrom),
    polled: (poll) => log.info({ ...poll }, 'polled'),
    failed: (error, account) => log.error({ err: error, account }, 'a poll could not be answered'),
  });
  const seen = {
    search: (text: string) => searchNumbers(pool, text),
    branches: () => [...configuration.branches.keys()],
  };
  const calls = createCallsApi({
    ...seen,
    list: (filter) => listCalls(sql, { ...filter, now: clock.now() }),
    export: (response, wanted) => exportCalls(response, wanted, { sql, clock, configuration: currentConfiguration }),
    read: (id) => readCall(database, id),
    earlier: (wanted) => earlierCalls(wanted, database),
    choose: (wanted) =>
      chooseCaller(wanted, { pool, clock, configuration: currentConfiguration, onCommitted: parts.onCommitted }),
  });
  return [
    webhooks,
    pulls,
    mis.connectedApi((account, reason) => log.warn({ account, reason }, 'mis.connected: the code was not taken')),
    mis.eventsApi({
      dial: (clicked) => dialByClick(clicked, { database, configuration: currentConfiguration, access, clock, log }),
      refused: (account, reason) => log.warn({ account, reason }, 'mis.clicked: a click on a number did not dial'),
    }),
    createDocumentsApi(),
    recordings.api.byLink,
    ...messages.open,
    {
      at: '/api/v1',
      routers: [
        recordings.api.byTicket,
        signing.open,
        requests.open,
        signing.door,
        signing.mask,
        ...signing.routers,
        recordings.api.signedIn,
        createMeApi(currentConfiguration, (identity) => ({
          ...recordings.ownRights(identity),
          dialling: ownDialling(identity, configuration, access),
          reception: {
            sharesTelephone: sharesTelephone(identity.seat, currentConfiguration()),
            ...requests.ways(identity, bookingSystem(adapters.mis, configuration.mis)),
          },
        })),
        createDiallingApi({ database, configuration: currentConfiguration, access, clock, log }),
        calls,
        createHistoryApi({ ...seen, database, clock }),
        ...parts.corrections.routers,
        createQuarantineApi({
          ...{ sql, clock, readers: { webhooks: parts.receiver.replay, receipts: messages.replayReceipt } },
          mask: (part, account, text) =>
            maskedPayload(text, configuration[part === 'webhooks' ? 'pbx' : 'sms']?.get(account)?.settings),
        }),
        createAuditApi({ sql }),
        createPrivacyApi({
          ...{ database, configuration: currentConfiguration, marks: stopMarks(parts.keys), clock },
          onErased: () => recordings.deleteDue(),
        }),
        integrations.api,
        createExchangesApi({ database, asks: (id) => misAccounts.some(({ account }) => account === id) }),
        createDeliveriesApi({ database, kinds: parts.deliveryKinds, clock }),
        ...parts.appointments.routers,
        ...tasks.routers,
        requests.router,
        messages.api,
        ...parts.reports.routers,
        parts.uploads.api,
        ...startSetup({
          ...{ database, clock, port: parts.setup },
          pbx: adapters.pbx,
          mis: adapters.mis,
          language: () => currentConfiguration().clinic.language,
        }),
        createSourcesApi({
          ...{ database, configuration: currentConfiguration, clock },
          mayLook: requireRole('it', 'manager', 'senior'),
          mayAsk: requireRole('it'),
        }),
        ...parts.rules.routers,
        createPeopleApi({
          find: (asked) => findPeople(database, asked),
          search: (asked) => searchPeople(pool, asked),
          ownBranch: (request) => identityOf(request).branches[0],
          configuration: currentConfiguration,
          clock,
        }),
      ],
    },
    serveWebApp(parts.webFolder),
  ];
}
