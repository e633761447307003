import { misAdapters } from '../../adapters/mis/index.ts';
import type { Candidate, Caller } from '../../src/contracts/caller.ts';
import { owePushes, pushAccounts, type SettledCall } from '../../src/deliveries/index.ts';
import { forgetTold, toldOf, type PushPayload } from '../../src/deliveries/push-payload.ts';
import { webhookSecret } from '../support/webhook-account.ts';
import { clinic, openPublishing, settledCall, type Publishing } from './publishing.ts';

let publishing: Publishing;
beforeEach(async () => {
  publishing = await openPublishing();
});
afterEach(() => publishing.drop());

const url = 'https://crm.example.com/hook';
const accountsOf = (...settings: Record<string, unknown>[]) =>
  pushAccounts(
    misAdapters,
    new Map(
      settings.map((own, index) => {
        const id = `crm-${index + 1}`;
        return [id, { id, provider: 'webhooks', allowFrom: [], settings: { url, secret: [webhookSecret], ...own } }];
      }),
    ),
  );
const one = accountsOf({});

async function owe(calls: SettledCall[], accounts = one): Promise<void> {
  await publishing.addCalls(...calls);
  await publishing.database.sql
    .transaction()
    .execute((tx) => owePushes({ tx, calls, accounts: accounts.values(), clinic, at: publishing.clock.now() }));
}
const rows = () => publishing.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();

/** As after an attempt that worked. */
async function arrives(): Promise<void> {
  for (const row of await rows())
    if (row.state === 'owed')
      await publishing.database.sql
        .updateTable('delivery')
        .set({ state: 'sent', sent_revision: row.revision, payload: JSON.stringify(forgetTold(row.payload)) })
        .where('id', '=', row.id)
        .execute();
}

async function told() {
  return (await rows()).map((row) => {
    const common = { id: String(row.id), account: row.account, kind: row.kind, callId: row.call_id };
    return toldOf({
      ...common,
      ...{ revision: row.revision, sentRevision: row.sent_revision, payload: row.payload },
      ...{ attempts: 0, owedSince: row.created_at, inDoubt: false },
    });
  });
}

function candidate(own: Partial<Candidate> & { id: string }): Candidate {
  return {
    ...{ name: 'Иванова Мария', address: 'Мария', surname: 'Иванова', kind: 'patient', class: 'returning' },
    ...{ relation: 'мама', nextVisit: null, lastVisit: null, note: 'не звонить до 12', birthDate: '1980-01-01' },
    ...{ rank: 1, why: 'known-number', chosen: false },
    ...own,
  };
}
const callerOf = (...candidates: Candidate[]): Caller => ({
  ...{ phone: null, kind: 'patient', class: 'returning', reasons: [], asOf: null },
  candidates,
});

it('owes what the reception said, each later word as the next revision, and nothing of calls that nobody spoke of', async () => {
  const spoken = (id: number, own: Partial<NonNullable<SettledCall['said']>> | null): SettledCall =>
    settledCall({ id, said: own && { outcome: 'booked', reason: null, note: null, at: null, ...own } });
  const accounts = accountsOf({ events: ['call.outcome'] }, { events: ['call.outcome'], names: false });
  const said = async () =>
    (await rows()).map(({ account, revision, payload }) => {
      const { outcome, note } = (payload as PushPayload).outcome!;
      return [account, revision, outcome, note];
    });
  await owe([spoken(1, null)], accounts);
  expect(await rows()).toEqual([]);
  await owe([spoken(1, { note: 'до вечера' })], accounts);
  await owe([spoken(1, { note: 'до вечера' })], accounts);
  expect(await said()).toEqual([
    ['crm-1', 1, 'booked', 'до вечера'],
    ['crm-2', 1, 'booked', null],
  ]);
  await arrives();
  await owe([spoken(1, null)], accounts);
  expect(await said()).toEqual([
    ['crm-1', 2, null, null],
    ['crm-2', 2, null, null],
  ]);
});

it('owes a settled call once to each account, however often it is settled', async () => {
  const accounts = accountsOf({}, {});
  for (let again = 0; again < 3; again++) await owe([settledCall({ id: 1 }), settledCall({ id: 2 })], accounts);
  expect((await rows()).map(({ account, call_id, revision, state }) => [call_id, account, revision, state])).toEqual([
    [1, 'crm-1', 1, 'owed'],
    [1, 'crm-2', 1, 'owed'],
    [2, 'crm-1', 1, 'owed'],
    [2, 'crm-2', 1, 'owed'],
  ]);
  await arrives();
  await owe([settledCall({ id: 1 })], accounts);
  expect((await rows()).every(({ state }) => state === 'sent')).toBe(true);
});

it('a change of what arrived is the next revision under another id, of what did not arrive still the first telling', async () => {
  await owe([settledCall({ id: 1 })]);
  const [first] = await told();
  await owe([settledCall({ id: 1, class: 'returning' })]);
  const [second] = await told();
  expect(second?.event).toMatchObject({ type: 'call.settled', data: { revision: 2, call: { class: 'returning' } } });
  await arrives();
  await owe([settledCall({ id: 1, class: 'spam' })]);
  const [third] = await told();
  expect(third?.event).toMatchObject({ type: 'call.updated', data: { revision: 3, call: { class: 'spam' } } });
  const ids = [first?.id, second?.id, third?.id];
  expect(new Set(ids).size).toBe(3);
  // One stem for all, so that a receiver sees them together in its logs.
  expect(new Set(ids.map((id) => id?.replace(/_\d+$/, ''))).size).toBe(1);
  expect(first?.id).toMatch(/^[\w-]{20,64}$/);
});

it('tells the cards of their sources, and neither notes nor dates of birth', async () => {
  const { rows: people } = await publishing.database.pool.query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, updated_at) values ('file:patients', 'A-1', 'patient', 'x', now()) returning id`,
  );
  const known = candidate({ id: String(people[0]!.id) });
  await owe(
    [settledCall({ id: 1, caller: callerOf(known, candidate({ id: '999', rank: 2 })) })],
    accountsOf({}, { names: false }),
  );
  const [named, bare] = await told();
  expect(named?.event.data).toMatchObject({
    call: {
      candidates: [
        { source: 'file:patients', externalId: 'A-1', name: 'Иванова Мария', relation: 'мама' },
        { source: null, externalId: null },
      ],
    },
  });
  expect(bare?.event.data).toMatchObject({
    call: { candidates: [{ externalId: 'A-1', name: null, relation: null }, {}] },
  });
  expect(JSON.stringify(await rows())).not.toMatch(/не звонить|1980/);
  expect(JSON.stringify(bare)).not.toMatch(/Иванова|мама/);
});

it('never tells internal calls, nor calls that a rule keeps from the account, nor those of other branches', async () => {
  const accounts = accountsOf({}, { branches: ['north'] });
  await owe(
    [
      settledCall({ id: 1, direction: 'internal' }),
      settledCall({ id: 2, misAccounts: [] }),
      settledCall({ id: 3, misAccounts: ['crm-2'], branch: 'north' }),
      settledCall({ id: 4, branch: null }),
    ],
    accounts,
  );
  expect((await rows()).map(({ account, call_id }) => [call_id, account])).toEqual([
    [3, 'crm-2'],
    [4, 'crm-1'],
  ]);
});

it('what an account may no longer know is not sent any more, and nothing of it stays; allowed again, it is owed again', async () => {
  await owe([settledCall({ id: 1, caller: callerOf(candidate({ id: '5' })) })]);
  await owe([settledCall({ id: 1, misAccounts: [] })]);
  const [withdrawn] = await rows();
  expect(withdrawn).toMatchObject({ state: 'superseded', next_attempt_at: null });
  expect(JSON.stringify(withdrawn)).not.toMatch(/Иванова|\+7900/);
  await owe([settledCall({ id: 1 })]);
  expect(await rows()).toMatchObject([{ state: 'owed', revision: 2 }]);
});

it('names the calls that became a part of it', async () => {
  await publishing.addCalls(settledCall({ id: 1 }), settledCall({ id: 2 }), settledCall({ id: 3 }));
  await owe([settledCall({ id: 1 })]);
  await arrives();
  await publishing.database.pool.query('update call set merged_into = 1 where id in (2, 3)');
  await owe([settledCall({ id: 1 })]);
  expect((await told())[0]?.event).toMatchObject({ type: 'call.updated', data: { call: { mergedIds: ['2', '3'] } } });
});

it('tells no address of a recording where the account says so', async () => {
  const recordingRef = 'https://media.example/1?token=x';
  await publishing.addCalls(settledCall({ id: 1 }));
  await publishing.database.pool.query(
    `insert into recording (call_id, account, ref_hash, kind, state, created_at) values (1, 'uis', '\\x01', 'talk', 'at-pbx', now())`,
  );
  await owe([settledCall({ id: 1, recordingRef })], accountsOf({}, { recordingLinks: false }));
  const stored = JSON.stringify(await rows()).split('media.example').length - 1;
  const ofSecond = (await rows()).filter(({ account }) => account === 'crm-2');
  expect([stored, ofSecond.length, JSON.stringify(ofSecond).includes('media.example')]).toEqual([2, 2, false]);
});

it('a dead letter that changes is owed again, as it is now', async () => {
  await owe([settledCall({ id: 1 })]);
  await publishing.database.pool.query(`update delivery set state = 'dead', dead_reason = 'permanent', attempts = 1`);
  await owe([settledCall({ id: 1 })]);
  expect(await rows()).toMatchObject([{ state: 'dead' }]);
  await owe([settledCall({ id: 1, class: 'spam' })]);
  expect(await rows()).toMatchObject([{ state: 'owed', revision: 2, dead_reason: null, attempts: 0 }]);
});

it('recordings: when a copy is whole, or at once where the PBX keeps them; after the call itself', async () => {
  const record = (callId: number, state: string) =>
    publishing.database.pool.query(
      `insert into recording (call_id, account, ref_hash, kind, state, seconds, created_at)
       values ($1, 'uis', sha256($2), 'talk', $3, 61.26, now())`,
      [callId, `ref of ${callId}`, state],
    );
  await publishing.addCalls(settledCall({ id: 1 }), settledCall({ id: 2 }), settledCall({ id: 3 }));
  await record(1, 'at-pbx');
  await record(2, 'wanted');
  await record(3, 'never');
  const calls = [1, 2, 3].map((id) => settledCall({ id }));
  await owe(calls);
  const recorded = async () => (await rows()).filter(({ kind }) => kind === 'push-recording').map((row) => row.call_id);
  expect(await recorded()).toEqual([1]);
  const ids = (await rows()).filter(({ call_id }) => call_id === 1);
  expect(ids.map(({ kind }) => kind)).toEqual(['push-call', 'push-recording']);
  await publishing.database.pool.query(`update recording set state = 'stored' where call_id = 2`);
  await owe(calls);
  expect(await recorded()).toEqual([1, 2]);
  expect((await told()).at(-1)?.event).toMatchObject({
    type: 'recording.ready',
    data: { callId: '2', url: null, recordings: [{ kind: 'talk', kept: 'here', seconds: 61.3 }] },
  });
});
