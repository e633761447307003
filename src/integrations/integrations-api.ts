import { json, Router } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, visibleBranches, writeAudit } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { PbxEmployee } from '../contracts/pbx-api.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import type { AskedPbx, PbxAccess } from '../platform/pbx-access.ts';
import { listRuns } from '../reconciliation/index.ts';
import { misSetup, pbxSetup, setupQuerySchema } from './account-setup.ts';
import { alarmKinds, listAlarms } from './alarms/alarm-store.ts';
import { alarmWords } from './alarms/alarm-words.ts';
import { alarmsOfBranches } from './alarms/alarms-of-branches.ts';
import { bindingKinds } from './binding-lines.ts';
import { readIntegrations } from './integration-views.ts';
import type { LastRequests } from './last-requests.ts';
import { readLatency, type KeptHistogram } from './latency.ts';
import { maskedRequest } from './masked-request.ts';
import { selfTest } from './self-test.ts';
import type { ToldAccounts } from './told-accounts.ts';
import { describeUnbound, findUnbound } from './unbound.ts';

export const alarmsQuerySchema = z.object({
  state: z.enum(['raised', 'all']).default('raised'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  language: z.enum(['ru', 'en']).optional().describe('of title and advice; default: the language of the clinic'),
});
export const alarmSchema = z.object({
  id: z.string(),
  kind: z.enum(alarmKinds),
  account: z.string().nullable(),
  subject: z.string(),
  title: z.string(),
  advice: z.string(),
  detail: z.record(z.string(), z.unknown()),
  raisedAt: z.iso.datetime(),
  clearedAt: z.iso.datetime().nullable(),
});
export const unboundQuerySchema = z.object({ dismissed: z.stringbool().default(false) });
export const dismissSchema = z.strictObject({
  account: z.string(),
  kind: z.enum(bindingKinds),
  value: z.string().min(1).max(200),
  dismissed: z.boolean().default(true),
});
const runsQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(200).default(20) });

/** The state of every account, for whoever keeps the connections running. */
export function createIntegrationsApi(options: {
  database: Database;
  configuration(): Configuration;
  adapters: ReadonlyMap<string, PbxAdapter>;
  find: PbxAccess;
  told: ToldAccounts;
  requests: LastRequests;
  employees(account: string): Promise<PbxEmployee[]>;
  latency: { intakeSeconds: KeptHistogram; popSeconds: KeptHistogram };
  clock: Clock;
}): Router {
  const { database, find, clock } = options;
  const router = Router();
  const whoMayLook = requireRole('it', 'manager');
  const it = requireRole('it');

  const known = (id: string): AskedPbx => {
    const pbx = find(id);
    if (pbx === null)
      throw new Problem(404, 'no-such-account', 'No such account', `The configuration has no PBX account "${id}".`);
    return pbx;
  };

  router.get('/integrations', whoMayLook, async (_request, response) => {
    const items = await readIntegrations({ ...options, configuration: options.configuration(), now: clock.now() });
    response.json({ items });
  });

  router.get('/integrations/latency', whoMayLook, async (_request, response) => {
    response.json(await readLatency(options.latency));
  });

  router.get('/integrations/:account/setup', it, async (request, response) => {
    const id = String(request.params['account']);
    const { url, language } = readInput(setupQuerySchema, request.query);
    const baseUrl = url.replace(/\/+$/, '');
    const { clinic, pbx } = options.configuration();
    const asking = options.told.asking(id);
    const account = pbx.get(id);
    const adapter = options.adapters.get(account?.provider ?? '');
    const setup =
      account !== undefined && adapter !== undefined
        ? pbxSetup(account, adapter, { baseUrl, clinic: clinic.name, language: language ?? clinic.language })
        : asking === null
          ? null
          : misSetup(id, asking.setup(baseUrl), asking.settings);
    if (setup === null)
      throw new Problem(404, 'nothing-to-set-up', 'Nothing to set up', 'At this account nothing is to be entered.');
    await writeAudit(database.sql, {
      ...{ at: clock.now(), who: identityOf(request).label, what: 'integration.setup-read', subject: id },
    });
    response.json(setup);
  });

  router.get('/integrations/unbound', it, async (request, response) => {
    const { dismissed } = readInput(unboundQuerySchema, request.query);
    const configuration = options.configuration();
    const found = await findUnbound(database, configuration, clock.now());
    const shown = found.filter((one) => dismissed || !one.dismissed);
    const accounts = [...new Set(shown.map((one) => one.account))];
    const employees = new Map(
      await Promise.all(accounts.map(async (account) => [account, await options.employees(account)] as const)),
    );
    response.json({
      items: shown.map((one) =>
        describeUnbound(one, {
          employees: employees.get(one.account) ?? [],
          bindsEmployees: bindsEmployees(options.adapters.get(configuration.pbx.get(one.account)?.provider ?? '')),
          language: configuration.clinic.language,
        }),
      ),
    });
  });

  router.post('/integrations/unbound/dismiss', it, json(), async (request, response) => {
    const { account, kind, value, dismissed } = readInput(dismissSchema, request.body);
    known(account);
    const who = identityOf(request).label;
    const at = clock.now();
    if (dismissed)
      await database.sql
        .insertInto('binding_dismissed')
        .values({ account, kind, value, at, who })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    else
      await database.sql
        .deleteFrom('binding_dismissed')
        .where('account', '=', account)
        .where('kind', '=', kind)
        .where('value', '=', value)
        .execute();
    const what = dismissed ? 'binding.dismissed' : 'binding.offered-again';
    await writeAudit(database.sql, { at, who, what, subject: `${account} ${kind}` });
    response.json({ account, kind, value, dismissed });
  });

  router.get('/integrations/:account/reconciliations', whoMayLook, async (request, response) => {
    const { account } = known(String(request.params['account']));
    const { limit } = readInput(runsQuerySchema, request.query);
    response.json({ items: await listRuns(database, account.id, limit) });
  });

  router.get('/integrations/:account/requests', it, async (request, response) => {
    const { account } = known(String(request.params['account']));
    const items = options.requests.of(account.id).map((kept) => maskedRequest(kept, account.settings));
    response.json({ items });
  });

  router.post('/integrations/:account/self-test', it, async (request, response) => {
    const id = String(request.params['account']);
    const result = await selfTest(options.told.tester(id) ?? askPbx(known(id)));
    await writeAudit(database.sql, {
      at: clock.now(),
      who: identityOf(request).label,
      what: 'integration.self-test',
      subject: id,
      detail: { ok: result.ok },
    });
    response.json(result);
  });

  router.get('/alarms', requireRole('it', 'manager', 'senior'), async (request, response) => {
    const { state, limit, language } = readInput(alarmsQuerySchema, request.query);
    const configuration = options.configuration();
    const words = alarmWords[language ?? configuration.clinic.language];
    const identity = identityOf(request);
    // Whoever keeps the connections keeps all of them.
    const branches = identity.role === 'it' ? null : visibleBranches(identity, [...configuration.branches.keys()]);
    const of =
      branches === null ? null : await alarmsOfBranches(database.pool, configuration, { branches, now: clock.now() });
    const alarms = await listAlarms(database.sql, { raisedOnly: state === 'raised', limit, of });
    response.json({
      items: alarms.map(({ id, raisedAt, clearedAt, ...alarm }) => ({
        ...alarm,
        id: String(id),
        ...words[alarm.kind],
        raisedAt: raisedAt.toISOString(),
        clearedAt: clearedAt?.toISOString() ?? null,
      })),
    });
  });

  return router;
}

function askPbx({ name, api, context }: AskedPbx): () => Promise<void> {
  return () => {
    if (api.selfTest !== undefined) return api.selfTest(context);
    throw new Problem(
      409,
      'no-self-test',
      'No self-test',
      `${name} cannot be asked: it has no API that Trubka uses, or the account has no credentials of it.`,
    );
  };
}

function bindsEmployees(adapter: PbxAdapter | undefined): boolean {
  return adapter !== undefined && adapter.settings instanceof z.ZodObject && 'employees' in adapter.settings.shape;
}
