import { createHttpClient } from '../../adapters/kit/http.ts';
import type { Candidate } from '../../src/contracts/caller.ts';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { MisApi } from '../../src/contracts/mis-api.ts';
import { owePushes, type DeliveryKind, type SettledCall, type TakenDelivery } from '../../src/deliveries/index.ts';
import { sqlWriters } from '../../src/compose-commands.ts';
import { createMisAccess, misApiAccounts, misKinds, misTokens, oweTickets, toldAccount } from '../../src/mis/index.ts';
import { oweVisitAnswers } from '../../src/mis/owe-visit-answers.ts';
import { openProgress } from '../../src/mis/progress-store.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from '../deliveries/publishing.ts';
import { startFakeCrm, type FakeCrm } from '../support/fake-crm.ts';

let publishing: Publishing;
let crm: FakeCrm;
beforeEach(async () => {
  publishing = await openPublishing();
  crm = await startFakeCrm();
});
afterEach(async () => {
  await crm.close();
  await publishing.drop();
});

const accounts = () =>
  misApiAccounts(
    [crm.adapter],
    new Map([['crm', { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: crm.settings }]]),
  );

async function owe(...calls: SettledCall[]): Promise<void> {
  await publishing.addCalls(...calls);
  const { clock, database } = publishing;
  const told = [...accounts().values()].map(toldAccount);
  await database.sql.transaction().execute((tx) => owePushes({ tx, calls, accounts: told, clinic, at: clock.now() }));
  await oweTickets(database.pool, { calls, accounts: accounts().values(), clinic, language: 'ru', at: clock.now() });
}

const rows = () => publishing.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();

/** One attempt at everything that is owed, as the sender makes it; answers what each was rejected with. */
async function attempt(): Promise<Record<string, unknown>> {
  const { pool } = publishing.database;
  const { clock } = publishing;
  const tokens = misTokens({ pool, keys: () => Promise.reject(new Error('not needed')), clock });
  const openHttp = () => createHttpClient({ timeoutMs: 2_000 });
  const access = createMisAccess({ accounts: accounts(), branches: [], tokens, clock, openHttp, sql: sqlWriters });
  const kinds = new Map(
    misKinds({ access, pool, clock, language: 'ru', readRecording: async () => null }).map((kind) => [kind.kind, kind]),
  );
  const outcomes: Record<string, unknown> = {};
  for (const row of await rows()) {
    const kind = kinds.get(row.kind) as DeliveryKind;
    if (row.state !== 'owed') continue;
    const delivery: TakenDelivery = {
      ...{ id: String(row.id), account: row.account, kind: row.kind, callId: row.call_id, revision: row.revision },
      ...{
        sentRevision: row.sent_revision,
        payload: row.payload,
        attempts: 0,
        owedSince: row.created_at,
        inDoubt: false,
      },
    };
    outcomes[row.kind] = await kind.send(delivery).then(
      async () => {
        const left = (kind.forgetSent as (payload: unknown) => unknown)(row.payload);
        await pool.query(`update delivery set state = 'sent', sent_revision = revision, payload = $2 where id = $1`, [
          row.id,
          JSON.stringify(left),
        ]);
        return 'sent';
      },
      (error: unknown) => error,
    );
  }
  access.close();
  return outcomes;
}

it('writes a call, and its change to the same record', async () => {
  await owe(settledCall({ id: 1 }));
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  await owe(settledCall({ id: 1, talkSeconds: 77 }));
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  expect(crm.records).toMatchObject([{ ref: 'r1', steps: ['begun', 'completed', 'completed'], talkSeconds: 77 }]);
});

it('goes on after the step that was finished, whoever goes on', async () => {
  crm.fate = (key, count) => (key.startsWith('/calls/complete') && count === 0 ? 'cut' : 'answered');
  await owe(settledCall({ id: 1 }));
  expect((await attempt())['mis-call']).toBeInstanceOf(Error);
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  expect(crm.records).toMatchObject([{ steps: ['begun', 'completed'] }]);
});

it('a record of a call that became a part of another one is the record of that one', async () => {
  await owe(settledCall({ id: 2 }));
  await attempt();
  await publishing.addCalls(settledCall({ id: 1 }));
  await publishing.database.pool.query('update call set merged_into = 1 where id = 2');
  await owe(settledCall({ id: 1, talkSeconds: 40 }));
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  expect(crm.records).toMatchObject([{ ref: 'r1', talkSeconds: 40 }]);
});

it('a request to call back goes by the task of its call', async () => {
  await owe(missed({ id: 1 }), missed({ id: 2 }));
  const { pool } = publishing.database;
  await pool.query(
    `with made as (
       insert into task (type, state, opened_at, created_at, closed_at, origin)
       select 'callback', state, now(), now(), case state when 'closed' then now() end, call
       from (values ('1', 'closed'), ('2', 'open')) t(call, state) returning id, origin)
     insert into task_call (task_id, call_id, role) select id, origin::bigint, 'missed' from made`,
  );
  await pool.query(`update call set external = '+79000000001'`);
  await attempt();
  expect(crm.tickets).toHaveLength(1);
});

describe('what a patient answered about a visit', () => {
  const told: { visitId: string; answer: string }[] = [];
  const visit = { source: 'crm', externalId: 'v1' };
  const say = (answer: 'confirmed' | 'cancel' | 'call-me', can = accounts()) =>
    oweVisitAnswers(
      publishing.database.pool,
      { answer, at: publishing.clock.now(), visits: [visit, { source: 'elsewhere', externalId: 'v2' }] },
      { accounts: can, accountOf: (source) => (source === 'reports' ? 'crm' : undefined) },
    );
  beforeEach(async () => {
    told.length = 0;
    await crm.close();
    crm = await startFakeCrm({
      can: () => ({
        ...{ findPeople: false, calls: false, recordings: false, tickets: false, outcomes: false },
        ...{ visits: false, clickToCall: false, ringing: false },
        visitAnswers: { afterDoubt: 'repeat' },
        newVisits: false,
      }),
      writeVisitAnswer: async ({ visitId, answer }) => void told.push({ visitId, answer }),
    });
  });

  it('is written to the system that the visit is of, without a word of it left here', async () => {
    await say('call-me');
    await say('confirmed');
    expect(await attempt()).toEqual({ 'mis-visit-answer': 'sent' });
    expect(told).toEqual([{ visitId: 'v1', answer: 'confirmed' }]);
    expect((await rows()).map(({ payload }) => Object.keys(payload as object).sort())).toEqual([['key', 'visitId']]);
  });

  it('an answer that was overtaken by another one is not written over it', async () => {
    await say('confirmed');
    await say('cancel');
    await attempt();
    expect(told).toEqual([{ visitId: 'v1', answer: 'cancelled' }]);
    expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('is owed to no system that takes none', async () => {
    const [account] = accounts().values();
    await say('confirmed', new Map([['crm', { ...account!, can: { ...account!.can, visitAnswers: false } }]]));
    expect(await rows()).toEqual([]);
  });
});

it('what the reception said is written after its call; taken back before it was written, it is not', async () => {
  const told: string[] = [];
  await crm.close();
  crm = await startFakeCrm({
    can: () => ({
      ...{
        findPeople: false,
        recordings: false,
        tickets: false,
        visits: false,
        visitAnswers: false,
        newVisits: false,
        clickToCall: false,
        ringing: false,
      },
      calls: false,
      outcomes: { afterDoubt: 'repeat', update: true },
    }),
    writeOutcome: async ({ text, revision }) => {
      told.push(`${revision} ${text}`);
      return { ref: 'o1' };
    },
  });
  const said = { outcome: 'refused' as const, reason: 'дорого', note: null, at: null };
  await owe(settledCall({ id: 1, said }), settledCall({ id: 2, said }));
  await owe(settledCall({ id: 2, said: null }));
  expect(await attempt()).toEqual({ 'mis-outcome': 'sent' });
  expect(told).toEqual(['1 Итог звонка 10.03.2026 12:00: отказ\nПричина: дорого']);
  await owe(settledCall({ id: 1, said: null }));
  expect(await attempt()).toEqual({ 'mis-outcome': 'sent' });
  expect(told.at(-1)).toBe('2 Итог звонка 10.03.2026 12:00: снят');
});

it('no record stands for two calls', async () => {
  await publishing.addCalls(settledCall({ id: 1 }), settledCall({ id: 2 }));
  const open = (callId: number) =>
    openProgress(publishing.database.pool, { account: 'crm', what: 'call', of: { callId }, clock: publishing.clock });
  const [one, other] = [await open(1), await open(2)];
  expect(await one.claim('r1')).toBe(true);
  expect(await one.claim('r1')).toBe(true);
  expect(await other.claim('r1')).toBe(false);
  await other.finished('registered', 'x');
  await other.undone('registered');
  expect((await open(2)).steps).toEqual({});
  expect((await open(1)).ref).toBe('r1');
});

it('what was not taken is told again once it is known who called, and then not any more', async () => {
  await crm.close();
  const skipping: Partial<MisApi<{ url: string }>> = {
    can: () => ({
      findPeople: false,
      calls: { afterDoubt: 'look-up', update: false, needsPerson: true, unresolved: 'skip', unknownCallers: 'skip' },
      ...{
        recordings: false,
        tickets: false,
        outcomes: false,
        visits: false,
        visitAnswers: false,
        newVisits: false,
        clickToCall: false,
        ringing: false,
      },
    }),
    wants: () => ({
      branches: null,
      names: true,
      calls: true,
      recordings: false,
      outcomes: false,
      ringing: false,
      tickets: null,
      requests: false,
      newVisits: false,
    }),
  };
  crm = await startFakeCrm(skipping);
  const sound = crm.adapter.api!.writeCall!;
  crm.adapter.api!.writeCall = async (told, progress, context) =>
    told.unresolved ? { skipped: 'no-person' } : sound(told, progress, context);
  const who = (id: string, chosen: boolean): Candidate => ({
    ...{ id, name: 'Орлова Анна', address: 'Анна', surname: 'Орлова', kind: 'patient', class: 'returning' },
    ...{ relation: null, nextVisit: null, lastVisit: null, note: null, birthDate: null, rank: 1, why: 'known-number' },
    chosen,
  });
  const of = (chosen: boolean): SettledCall =>
    settledCall({
      id: 1,
      caller: {
        ...{ phone: null, kind: 'patient', class: 'returning', reasons: [], asOf: null },
        candidates: [who('1', chosen), who('2', false)],
      },
    });
  await owe(of(false));
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  expect(crm.records).toHaveLength(0);
  await owe(of(true));
  expect(await attempt()).toEqual({ 'mis-call': 'sent' });
  expect(crm.records).toHaveLength(1);
  await owe({ ...of(true), class: 'spam' });
  expect(await attempt()).toEqual({});
});

it('a missed call becomes a request to call back when its time comes, unless somebody was talked to', async () => {
  const [one, other] = [missed({ id: 1 }), missed({ id: 2 })];
  publishing.clock.time = at('09:02:00');
  await owe(one, other);
  const owed = (await rows()).filter(({ kind }) => kind === 'mis-ticket');
  expect(owed.map(({ next_attempt_at }) => next_attempt_at)).toEqual([at('09:07:00'), at('09:07:00')]);
  await publishing.addCalls(
    settledCall({ id: 3, external: other.external, direction: 'out', startedAt: at('09:04:00'), talkSeconds: 60 }),
  );
  await attempt();
  expect(crm.tickets).toEqual(['Перезвонить: пропущенный звонок в 12:00, линия Сайт, Центр']);
});

it('an account that is gone is told so, not tried for ever', async () => {
  await owe(settledCall({ id: 1 }));
  crm.adapter.api = undefined as never;
  expect((await attempt())['mis-call']).toBeInstanceOf(PermanentFailure);
});

it('a recording waits for its call', async () => {
  await owe(settledCall({ id: 1 }));
  await publishing.database.pool.query(
    `insert into delivery (account, kind, call_id, state, payload, created_at, next_attempt_at)
     values ('crm', 'mis-recording', 1, 'owed', $1, now(), now())`,
    [
      JSON.stringify({
        ...{ key: 'k', fingerprint: 'f', class: null, at: '2026-03-10T09:00:00Z' },
        recording: { callId: '1', url: 'https://trubka.example/1', recordings: [] },
      }),
    ],
  );
  crm.fate = (key) => (key.startsWith('/calls ') ? 'busy' : 'answered');
  const first = await attempt();
  expect(first['mis-call']).toBeInstanceOf(TransientFailure);
  expect(first['mis-recording']).toMatchObject({ onlyThis: true });
  crm.fate = () => 'answered';
  expect(await attempt()).toEqual({ 'mis-call': 'sent', 'mis-recording': 'sent' });
  expect(crm.records).toMatchObject([{ recordings: ['https://trubka.example/1'] }]);
});
