import { renewDueSubscriptions } from '../../src/integrations/index.ts';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { AskedPbx } from '../../src/platform/pbx-access.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase } from '../support/database.ts';

let opened: { database: Database; drop(): Promise<void> };
beforeAll(async () => {
  opened = await testDatabase();
});
afterAll(() => opened.drop());

const START = Date.UTC(2026, 2, 2, 9, 0, 0);

/** One account of its own in each test; `answer` is what the provider says to the next subscription. */
function subscribing(id: string) {
  const state = {
    now: START,
    asked: 0,
    settings: { publicUrl: 'https://one.example' } as Record<string, string>,
    answer: (now: number): { expiresAt: Date } | Error => ({ expiresAt: new Date(now + 3_600_000) }),
  };
  const pbx = (): AskedPbx => ({
    account: { id, provider: 'any', settings: state.settings, allowFrom: [] } as unknown as AskedPbx['account'],
    name: 'Any',
    api: {
      async subscribe() {
        state.asked += 1;
        const answer = state.answer(state.now);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    context: {} as AskedPbx['context'],
  });
  const renew = () =>
    renewDueSubscriptions({
      sql: opened.database.sql,
      accounts: () => [id, 'not-configured'],
      find: (account) => (account === id ? pbx() : null),
      clock: { now: () => new Date(state.now) },
      log: createLog({ level: 'silent' }),
    });
  const row = () =>
    opened.database.sql.selectFrom('pbx_subscription').selectAll().where('account', '=', id).executeTakeFirstOrThrow();
  return { state, renew, row, pass: (seconds: number) => (state.now += seconds * 1000) };
}

it('subscribes at once and again when four fifths of the time have passed', async () => {
  const { state, renew, row, pass } = subscribing('sound');
  await renew();
  expect(state.asked).toBe(1);
  expect((await row()).expires_at).toEqual(new Date(START + 3_600_000));
  pass(2879);
  await renew();
  expect(state.asked).toBe(1);
  pass(2);
  await renew();
  expect(state.asked).toBe(2);
});

it('subscribes once when several processes do it at once, and a restart changes nothing', async () => {
  const { state, renew } = subscribing('twice');
  await Promise.all([renew(), renew(), renew()]);
  await renew();
  expect(state.asked).toBe(1);
});

it('subscribes anew when the settings changed', async () => {
  const { state, renew } = subscribing('moved');
  await renew();
  state.settings = { publicUrl: 'https://two.example' };
  await renew();
  await renew();
  expect(state.asked).toBe(2);
});

it('tries a failure again with growing pauses, keeps what it was, and forgets it with success', async () => {
  const { state, renew, row, pass } = subscribing('down');
  state.answer = () => new TransientFailure('Beeline, subscription: HTTP 500');
  await renew();
  expect(await row()).toMatchObject({
    failures: 1,
    last_error: 'Beeline, subscription: HTTP 500',
    error_kind: 'transient',
  });
  pass(31);
  await renew();
  expect(state.asked).toBe(2);
  pass(31);
  await renew();
  expect(state.asked).toBe(2);
  state.answer = (now) => ({ expiresAt: new Date(now + 3_600_000) });
  pass(60);
  await renew();
  expect(await row()).toMatchObject({ failures: 0, last_error: null, error_kind: null });
});

it('waits as long as the provider asks', async () => {
  const { state, renew, pass } = subscribing('busy');
  state.answer = () => new TransientFailure('HTTP 429', { retryAfterSeconds: 900 });
  await renew();
  pass(899);
  await renew();
  expect(state.asked).toBe(1);
  pass(2);
  await renew();
  expect(state.asked).toBe(2);
});

it('asks seldom what a person must mend', async () => {
  const { state, renew, row, pass } = subscribing('refused');
  state.answer = () => new PermanentFailure('Beeline, subscription: the credentials are refused');
  await renew();
  expect((await row()).error_kind).toBe('permanent');
  pass(599);
  await renew();
  expect(state.asked).toBe(1);
  pass(2);
  await renew();
  expect(state.asked).toBe(2);
});
