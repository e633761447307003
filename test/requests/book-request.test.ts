import { createHttpClient } from '../../adapters/kit/http.ts';
import { sqlWriters } from '../../src/compose-commands.ts';
import { PermanentFailure } from '../../src/contracts/failures.ts';
import type { MisApiCan, MisApiWants, ToldNewVisit } from '../../src/contracts/mis-api.ts';
import type { DeliveryKind } from '../../src/deliveries/index.ts';
import { createMisAccess, misApiAccounts, misKinds, misTokens } from '../../src/mis/index.ts';
import { oweNewVisits } from '../../src/mis/owe-new-visits.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { bookRequest } from '../../src/requests/book-request.ts';
import type { RequestRow } from '../../src/requests/request-row.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { fakeCrmAdapter } from '../support/fake-crm.ts';

const now = new Date('2026-03-10T09:00:00Z');
const clock = { now: () => now };
const configuration = testConfiguration({
  appointments: { sources: [{ id: 'crm-visits', kind: 'mis', account: 'crm' }] } as never,
});

let db: TestDatabase;
let entered: ToldNewVisit[];
let taken: boolean;
let person: number;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  entered = [];
  taken = false;
  await db.database.pool.query('truncate request, delivery, mis_call_ref, person, visit restart identity cascade');
  const { rows } = await db.database.pool.query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, updated_at)
     values ('crm-people', '651', 'patient', 'Орлова Мария', now()) returning id`,
  );
  person = rows[0]!.id;
  await db.database.pool.query(
    `insert into visit (source, external_id, zone, doctor, doctor_id, starts_at, ends_at, state, updated_at)
     values ('crm-visits', 'v1', 'Europe/Moscow', 'Ким О.', '7', now(), now(), 'planned', now())`,
  );
});

function accounts(told: { can?: Partial<MisApiCan>; wants?: Partial<MisApiWants> } = {}) {
  const sound = fakeCrmAdapter().api!;
  const crm = fakeCrmAdapter({
    can: () => ({ ...sound.can({ url: '' }), newVisits: { afterDoubt: 'repeat' }, ...told.can }),
    wants: () => ({ ...sound.wants({ url: '' }), newVisits: true, ...told.wants }),
    async writeVisit(visit) {
      if (taken) throw new PermanentFailure('another visit stands at that time');
      entered.push(visit);
      return { ref: 'n-1' };
    },
  });
  const configured = { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: { url: 'http://127.0.0.1:1' } };
  return misApiAccounts([crm], new Map([['crm', configured]]), [{ id: 'crm-people', account: 'crm' }]);
}

const asked = {
  ...{ source: 'seat', made_by: 'Ольга', branch: 'center', zone: 'Europe/Moscow', phone: '+79000000104' },
  ...{ plan_start: '2026-03-12T10:00:00Z', plan_end: '2026-03-12T10:30:00Z', doctor: 'Ким О.', doctor_id: null },
};

async function book(more: Record<string, unknown> = {}, called = accounts()): Promise<RequestRow> {
  const row = { ...asked, person_id: person, ...more };
  const names = Object.keys(row);
  return inTransaction(db.database.pool, async (tx) => {
    const { rows } = await tx.query<RequestRow>(
      `insert into request (asked_at, received_at, ${names.join()})
       values (now(), now(), ${names.map((_, at) => `$${at + 1}`).join()}) returning *`,
      Object.values(row),
    );
    await bookAgain(rows[0]!, called, tx);
    return rows[0]!;
  });
}
const bookAgain = (row: RequestRow, called: ReturnType<typeof accounts>, tx: Parameters<typeof bookRequest>[0]) =>
  bookRequest(tx, row, {
    configuration,
    targets: { called, oweNewVisits: (client, told) => oweNewVisits(client, { ...told, language: 'ru', at: now }) },
  });
const owed = () => db.database.sql.selectFrom('delivery').selectAll().where('kind', '=', 'mis-new-visit').execute();

/** As the sender makes the attempt. */
async function attempt(called = accounts()): Promise<unknown> {
  const { pool } = db.database;
  const tokens = misTokens({ pool, keys: () => Promise.reject(new Error('not needed')), clock });
  const openHttp = () => createHttpClient({ timeoutMs: 2_000 });
  const access = createMisAccess({ accounts: called, branches: [], tokens, clock, openHttp, sql: sqlWriters });
  const kinds = misKinds({ access, pool, clock, language: 'ru', readRecording: async () => null });
  const kind = kinds.find((one) => one.kind === 'mis-new-visit') as DeliveryKind;
  const [row] = await owed();
  const { id, account, payload, created_at: owedSince, request_id: requestId } = row!;
  const delivery = {
    id: String(id),
    account,
    payload,
    owedSince,
    requestId,
    kind: kind.kind,
    callId: null,
    revision: 1,
  };
  await kind.send({ ...delivery, sentRevision: null, attempts: 0, inDoubt: false });
  return (kind.forgetSent as (payload: unknown) => unknown)(payload);
}

describe('a request of a workplace with a doctor and a time', () => {
  it('is entered as a visit of the card and the doctor of that system, once', async () => {
    const row = await book();
    await inTransaction(db.database.pool, (tx) => bookAgain(row, accounts(), tx));
    expect(await owed()).toHaveLength(1);
    const left = await attempt();
    expect(entered).toMatchObject([
      {
        ...{ person: { externalId: '651', name: 'Орлова Мария' }, unresolved: false, doctor: '7' },
        ...{ startsAt: new Date(asked.plan_start), endsAt: new Date(asked.plan_end) },
        call: { branch: 'center', zone: 'Europe/Moscow', external: '+79000000104' },
        text: 'Запись с рабочего места, звонок',
      },
    ]);
    expect(Object.keys(left as object)).toEqual(['key', 'fingerprint', 'class', 'at']);
    const { rows } = await db.database.pool.query('select what, ref, request_id from mis_call_ref');
    expect(rows).toEqual([{ what: 'visit', ref: 'n-1', request_id: row.id }]);
  });

  it('waits until a person says whose it is', async () => {
    const row = await book({ person_id: null });
    expect(await owed()).toEqual([]);
    await inTransaction(db.database.pool, (tx) => bookAgain({ ...row, person_id: person }, accounts(), tx));
    expect(await owed()).toHaveLength(1);
  });

  it('is entered of whom it turned out to be, as long as nothing was tried', async () => {
    const row = await book();
    const { rows } = await db.database.pool.query<{ id: number }>(
      `insert into person (source, external_id, kind, full_name, updated_at)
       values ('crm-people', '652', 'patient', 'Орлова Анна', now()) returning id`,
    );
    const put = (personId: number | null) =>
      inTransaction(db.database.pool, (tx) => bookAgain({ ...row, person_id: personId }, accounts(), tx));
    await put(null);
    expect(await owed()).toEqual([]);
    await put(person);
    await put(rows[0]!.id);
    expect(await owed()).toHaveLength(1);
    await attempt();
    expect(entered).toMatchObject([{ person: { externalId: '652' } }]);
  });

  it.each(['owed', 'dead'])(
    'that was tried in vain (%s) is let go when it is somebody else’s, and stays else',
    async (state) => {
      const row = await book();
      await db.database.pool.query('update delivery set last_attempt_at = now(), state = $1', [state]);
      const put = (personId: number | null) =>
        inTransaction(db.database.pool, (tx) => bookAgain({ ...row, person_id: personId }, accounts(), tx));
      const states = async () =>
        (await db.database.pool.query('select state, payload is null as empty from delivery')).rows as object[];
      await put(person);
      expect(await states()).toEqual([{ state, empty: false }]);
      await put(null);
      expect(await states()).toEqual([{ state: 'dismissed', empty: true }]);
      // Not begun anew: it is not known what arrived.
      await put(person);
      expect(await states()).toEqual([{ state: 'dismissed', empty: true }]);
    },
  );

  it.each<[string, Record<string, unknown>, Parameters<typeof accounts>[0]]>([
    ['of the site', { source: 'site' }, {}],
    ['without a time', { plan_start: null, plan_end: null }, {}],
    ['without an end', { plan_end: null }, {}],
    ['without a doctor', { doctor: null }, {}],
    ['for a doctor whom they have not', { doctor: 'Петров П.' }, {}],
    ['in a branch of which it is not told', {}, { wants: { branches: ['north'] } }],
    ['where it is not wanted', {}, { wants: { newVisits: false } }],
    ['where it cannot be', {}, { can: { newVisits: false } }],
  ])('is not entered: %s', async (_title, more, told) => {
    await book(more, accounts(told));
    expect(await owed()).toEqual([]);
  });

  it('is looked for by the number where the card is of another system, if that can be asked by it', async () => {
    await db.database.pool.query(`update person set source = 'file:patients'`);
    await book();
    expect(await owed()).toEqual([]);
    await book({ phone: '+79000000105' }, accounts({ can: { findPeople: 'by-phone' } }));
    await attempt();
    expect(entered).toMatchObject([
      { person: null, unresolved: false, call: { external: '+79000000105', candidates: [{ name: 'Орлова Мария' }] } },
    ]);
  });

  it('waits for a person where the time is taken there, or over', async () => {
    await book();
    taken = true;
    await expect(attempt()).rejects.toThrow('another visit stands at that time');
    await db.database.pool.query(
      `update delivery set payload = jsonb_set(payload, '{visit,startsAt}', '"2026-03-10T08:59:00.000Z"')`,
    );
    taken = false;
    const refused = await attempt().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PermanentFailure);
    expect((refused as Error).message).toContain('the time of the visit is over');
    expect(entered).toEqual([]);
  });
});
