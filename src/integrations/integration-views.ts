import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database, Tables } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { ToldAccounts } from './told-accounts.ts';
import { nothingOwed, owedSchema, readOwed } from './owed-to-accounts.ts';
import { stoppedTimetables } from './alarms/appointment-troubles.ts';
import { readStopped } from '../deliveries/index.ts';
import { readReconciliation, reconciliationSchema } from '../reconciliation/index.ts';

const abilities = [
  'history',
  'ongoing',
  'call',
  'recording',
  'dial',
  'hangUp',
  'route',
  'writeTags',
  'employees',
  'trace',
  'selfTest',
] as const;

export const integrationSchema = z.object({
  account: z.string(),
  kind: z.enum(['pbx', 'mis']),
  provider: z.string(),
  name: z.string().describe('of the provider'),
  contacts: z
    .array(z.object({ what: z.string(), at: z.iso.datetime(), detail: z.unknown() }))
    .describe('when it last spoke to us, by what it said: webhook, webhook-refused, a poll of a MIS'),
  can: z.array(z.enum(abilities)).describe('what its API is used for; empty without credentials of the API'),
  cannot: z
    .array(z.string())
    .describe('codes of what the system of a MIS account cannot do: find-people, correct-calls, …'),
  polled: z.boolean(),
  asks: z.boolean().describe('a MIS that asks us: setup says what to enter there, exchanges what it asked'),
  connection: z
    .object({
      state: z.enum(['connecting', 'connected', 'lost']),
      reason: z.string().nullable(),
      since: z.iso.datetime(),
    })
    .nullable()
    .describe('of a PBX that is connected to'),
  subscription: z
    .object({
      expiresAt: z.iso.datetime().nullable().describe('until when it sends; null: it was never subscribed to yet'),
      nextAt: z.iso.datetime().describe('when it is subscribed to again'),
      failures: z.number().int().describe('in a row'),
      lastError: z.string().nullable(),
    })
    .nullable()
    .describe('of a PBX that sends to subscribers only'),
  timetable: z
    .object({
      at: z.iso.datetime().nullable().describe('when it last came; null: never'),
      everyMinutes: z.number().int(),
      stopped: z.boolean().describe('for three times as long, while the clinic was open, none came'),
    })
    .nullable()
    .describe('of a MIS that sends its timetable'),
  quarantined: z.number().int().describe('notifications that could not be read and wait for a person'),
  owed: owedSchema,
  reconciliation: reconciliationSchema.nullable(),
  stopped: z
    .object({ since: z.iso.datetime(), reason: z.string() })
    .nullable()
    .describe('its system said that it wants nothing more; a self-test that arrives lets sending go on'),
});
export type IntegrationView = z.infer<typeof integrationSchema>;

/** The state of every account, PBXs first, in the order of the configuration. */
export async function readIntegrations(options: {
  database: Database;
  configuration: Configuration;
  adapters: ReadonlyMap<string, PbxAdapter>;
  find: PbxAccess;
  told: ToldAccounts;
  now: Date;
}): Promise<IntegrationView[]> {
  const { database, configuration, find, now } = options;
  const contacts = await database.sql.selectFrom('account_contact').selectAll().orderBy('what').execute();
  const waiting = await database.sql
    .selectFrom('quarantine')
    .select((eb) => ['account', eb.fn.countAll<number>().as('count')])
    .where('state', '=', 'waiting')
    .where('part', '=', 'webhooks')
    .groupBy('account')
    .execute();
  const states = await database.sql.selectFrom('pbx_account_state').selectAll().execute();
  const subscriptions = await database.sql.selectFrom('pbx_subscription').selectAll().execute();
  const owed = await readOwed(database.pool);
  const stops = new Map((await readStopped(database.pool)).map((stop) => [stop.account, stop]));
  const common = (account: string) => ({
    account,
    contacts: contacts
      .filter((contact) => contact.account === account)
      .map(({ what, at, detail }) => ({ what, at: at.toISOString(), detail })),
    quarantined: waiting.find((row) => row.account === account)?.count ?? 0,
    owed: owed.get(account) ?? nothingOwed,
    stopped: stoppedView(stops.get(account)),
  });
  const timetableEvery = (account: string): number | null => options.told.timetableEvery(account);
  const stopped = await stoppedTimetables({ database, configuration, now, timetableEvery });
  const timetableView = (account: string): IntegrationView['timetable'] => {
    const everyMinutes = timetableEvery(account);
    if (everyMinutes === null) return null;
    const last = contacts.find((contact) => contact.account === account && contact.what === 'timetable');
    const isStopped = stopped.some((trouble) => trouble.account === account);
    return { at: last?.at.toISOString() ?? null, everyMinutes, stopped: isStopped };
  };
  const views: IntegrationView[] = [];
  for (const { id, provider, poll } of configuration.pbx.values()) {
    const asked = find(id);
    const state = states.find(({ account }) => account === id);
    views.push({
      ...common(id),
      kind: 'pbx',
      provider,
      name: asked?.name ?? provider,
      ...{ cannot: [], timetable: null, asks: false },
      can: abilities.filter((ability) => asked?.api[ability] !== undefined),
      polled: poll !== undefined,
      connection:
        state?.connection == null || state.connection_at === null
          ? null
          : { state: state.connection, reason: state.connection_reason, since: state.connection_at.toISOString() },
      // A row of an account that needs no subscription any more says nothing.
      subscription:
        asked?.api.subscribe === undefined ? null : subscriptionView(subscriptions.find((row) => row.account === id)),
      reconciliation: asked?.api.history === undefined ? null : await readReconciliation(database, id, now),
    });
  }
  for (const { id, provider } of configuration.mis.values())
    views.push({
      ...common(id),
      ...{
        kind: 'mis',
        provider,
        name: options.told.name(id) ?? options.told.asking(id)?.name ?? provider,
        polled: false,
        asks: options.told.asking(id) !== null,
        connection: null,
      },
      subscription: null,
      cannot: [...options.told.cannot(id)],
      timetable: timetableView(id),
      can: options.told.name(id) === null ? [] : ['selfTest'],
      reconciliation: null,
    });
  return views;
}

function stoppedView(stop: { at: Date; reason: string } | undefined): IntegrationView['stopped'] {
  return stop === undefined ? null : { since: stop.at.toISOString(), reason: stop.reason };
}

function subscriptionView(row: Selectable<Tables['pbx_subscription']> | undefined): IntegrationView['subscription'] {
  if (row === undefined) return null;
  const { expires_at: expiresAt, next_at: nextAt, failures, last_error: lastError } = row;
  return { expiresAt: expiresAt?.toISOString() ?? null, nextAt: nextAt.toISOString(), failures, lastError };
}
