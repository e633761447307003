import { readIntegrations } from '../../src/integrations/integration-views.ts';
import type { AskedPbx } from '../../src/platform/pbx-access.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const now = new Date('2026-03-02T09:00:00Z');

async function subscriptions(subscribes: readonly string[]): Promise<Record<string, unknown>> {
  const one = testConfiguration().pbx.get('uis')!;
  const pbx = new Map(['beeline', 'fresh', 'uis'].map((id) => [id, { ...one, id }]));
  const views = await readIntegrations({
    database: db.database,
    configuration: testConfiguration({ pbx }),
    adapters: new Map(),
    find: (account) =>
      ({
        name: account,
        api: subscribes.includes(account) ? { subscribe: () => undefined } : {},
      }) as unknown as AskedPbx,
    told: { name: () => null, cannot: () => [], asking: () => null, timetableEvery: () => null, tester: () => null },
    now,
  });
  return Object.fromEntries(views.map(({ account, subscription }) => [account, subscription]));
}

it('shows the subscription of an account whose PBX sends to subscribers only', async () => {
  await db.database.sql
    .insertInto('pbx_subscription')
    .values({
      account: 'beeline',
      settings_hash: Buffer.alloc(32),
      expires_at: new Date('2026-03-02T10:00:00Z'),
      next_at: new Date('2026-03-02T09:00:30Z'),
      failures: 3,
      last_error: 'Beeline: HTTP 500',
      error_kind: 'transient',
    })
    .execute();
  expect(await subscriptions(['beeline', 'fresh'])).toEqual({
    beeline: {
      expiresAt: '2026-03-02T10:00:00.000Z',
      nextAt: '2026-03-02T09:00:30.000Z',
      failures: 3,
      lastError: 'Beeline: HTTP 500',
    },
    fresh: null,
    uis: null,
    ident: null,
  });
});

it('shows none of an account that is no longer subscribed', async () => {
  expect(await subscriptions([])).toEqual({ beeline: null, fresh: null, uis: null, ident: null });
});
